import { afterEach, describe, expect, it, vi } from "vitest";

import { EMPTY } from "../src/picker/availability-cache";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("today in the calendar", () => {
  it("is not the visitor's clock's, until an answer tells the server's", async () => {
    vi.useFakeTimers({ now: new Date("2026-11-20T12:00:00Z") });
    const { todayOf } = await import("../src/picker/today");
    expect(todayOf(EMPTY, "Europe/Berlin")).toEqual({ today: "2026-11-20", isTodayKnown: false });
    expect(todayOf({ ...EMPTY, today: "2026-11-24" }, "Europe/Berlin")).toEqual({
      today: "2026-11-24",
      isTodayKnown: true,
    });
  });

  it("is the server's as soon as any answer has told its clock, in the reader's zone", async () => {
    vi.useFakeTimers({ now: new Date("2026-11-20T12:00:00Z") });
    const answer = new Response("{}", { headers: { Date: "Mon, 23 Nov 2026 23:30:00 GMT" } });
    vi.stubGlobal("fetch", () => Promise.resolve(answer));
    const { post } = await import("../src/api/client");
    const { todayOf } = await import("../src/picker/today");
    await post("/funnel", {});
    expect(todayOf(EMPTY, "Europe/Berlin")).toEqual({ today: "2026-11-24", isTodayKnown: true });
    expect(todayOf(EMPTY, "UTC").today).toBe("2026-11-23");
  });
});
