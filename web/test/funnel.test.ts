import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { countAnew, visit } from "../src/booking/funnel";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  vi.stubGlobal("screen", { width: 1280, height: 900 });
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.useFakeTimers({ now: new Date("2026-11-23T08:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the time that a visit takes", () => {
  it("is at most a day, however long the tab was open", () => {
    countAnew();
    vi.advanceTimersByTime(90_000);
    expect(visit().secondsToBook).toBe(90);
    vi.setSystemTime(new Date("2028-01-01T00:00:00Z"));
    expect(visit().secondsToBook).toBe(86_400);
  });
});
