import { beforeAll, describe, expect, it, vi } from "vitest";

import { ApiError } from "../src/api/client";
import { loadLanguage } from "../src/i18n/load";
import { words } from "../src/ui/notice";

describe("too many tries", () => {
  const told = (seconds?: number) =>
    words(new ApiError(429, { code: "too_many_requests", detail: "Too many attempts." }, seconds));

  beforeAll(async () => {
    vi.stubGlobal("navigator", { languages: ["en-GB"], onLine: true });
    vi.stubGlobal("document", { documentElement: {} });
    await loadLanguage("en");
  });

  it("are told in seconds while one would count them, then in minutes, rounded up", () => {
    expect(told(90)).toContain("wait 90 seconds");
    expect(told(91)).toContain("wait 2 minutes");
    expect(told(899)).toContain("wait 15 minutes");
  });

  it("are told without a number where there is none", () => {
    expect(told()).not.toMatch(/\d/);
  });
});
