import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { go, page } from "../src/ui/url";

const pushed = vi.fn<(state: null, title: string, url: string) => void>();
const replaced = vi.fn<(state: null, title: string, url: string) => void>();

const at = (pathname: string, search: string, hash: string) => vi.stubGlobal("location", { pathname, search, hash });

beforeEach(() => {
  pushed.mockReset();
  replaced.mockReset();
  vi.stubGlobal("history", { pushState: pushed, replaceState: replaced });
});
afterEach(() => vi.unstubAllGlobals());

describe("the address", () => {
  it("keeps the fragment that opens the page when the language changes", () => {
    at("/manage", "", "#reference=VLT-1&token=k1.a");
    go({ lang: "de" }, "replace");
    expect(replaced).toHaveBeenCalledWith(null, "", "?lang=de#reference=VLT-1&token=k1.a");
    at("/manage", "?lang=de", "#reference=VLT-1&token=k1.a");
    go({ lang: null }, "replace");
    expect(replaced).toHaveBeenLastCalledWith(null, "", "/manage#reference=VLT-1&token=k1.a");
  });

  it("of another step begins without one", () => {
    at("/", "?consultant=anna-schmidt", "#consultants");
    go({ step: "time" });
    expect(pushed).toHaveBeenCalledWith(null, "", "?consultant=anna-schmidt&step=time");
  });

  it("of another page has the same language and looks, and nothing else of this one", () => {
    at("/manage", "?lang=ru&theme=dark&utm_source=mail", "#token=k1.a");
    expect(page("/book-consultation", { consultant: "anna-schmidt" })).toBe(
      "/book-consultation?lang=ru&theme=dark&consultant=anna-schmidt",
    );
    at("/manage", "", "");
    expect(page("/manage")).toBe("/manage");
  });
});
