import { describe, expect, it } from "vitest";

import { fitting } from "../src/console/frame/commands";
import { nameOf } from "../src/console/frame/keys";
import { challengeOf, claims } from "../src/console/frame/session";
import { PAGES, pageAt, pathOf } from "../src/console/pages";

describe("the console's addresses", () => {
  it("lead to a page and what follows it", () => {
    expect(pageAt("/console")?.entry.path).toBe("");
    expect(pageAt("/console/")?.entry.path).toBe("");
    expect(pageAt("/console/nothing")).toBeUndefined();
  });

  it("are different for every page", () => {
    const paths = PAGES.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("escape what follows the page", () => {
    expect(pathOf("")).toBe("/console");
    expect(pathOf("bookings", "a/b")).toBe("/console/bookings/a%2Fb");
  });
});

describe("keys", () => {
  const key = (name: string, modifiers = {}) =>
    nameOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

  it("have a name with their modifiers", () => {
    expect(key("n")).toBe("n");
    expect(key("X", { shiftKey: true })).toBe("Shift+x");
    expect(key("?", { shiftKey: true })).toBe("?");
    expect(key("k", { ctrlKey: true })).toBe("Mod+k");
    expect(key("k", { metaKey: true })).toBe("Mod+k");
  });

  it("of the browser's own aren't taken", () => {
    expect(key("n", { altKey: true })).toBe("");
    expect(key("K", { ctrlKey: true, shiftKey: true })).toBe("");
  });
});

describe("the log-in", () => {
  it("sends the challenge of RFC 7636, appendix B", async () => {
    const challenge = await challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    expect(challenge).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  });

  it("reads claims beyond ASCII", () => {
    const body = Buffer.from(JSON.stringify({ name: "Zoë – Ж" })).toString("base64url");
    expect(claims(`e30.${body}.x`)).toEqual({ name: "Zoë – Ж" });
  });
});

describe("commands", () => {
  const command = (text: string) => ({ text, sign: "today" as const, run: () => undefined });

  it("fit if they have every typed word", () => {
    const all = [command("Go to Bookings"), command("Anna Schmidt")];
    expect(fitting(all, "book go").map(({ text }) => text)).toEqual(["Go to Bookings"]);
    expect(fitting(all, "")).toHaveLength(2);
    expect(fitting(all, "zz")).toHaveLength(0);
  });
});
