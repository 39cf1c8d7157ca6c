import { describe, expect, it } from "vitest";

import { certificationsOf, draftOf, listOf } from "../src/console/consultants/draft";
import {
  copied,
  hoursOf,
  isInOrder,
  nextSpan,
  numbersOf,
  withHoliday,
  withHours,
} from "../src/console/consultants/hours";
import type { Profile } from "../src/console/kit/types";

const MORNING = { start: "09:00", end: "12:00" };

describe("hours of a week", () => {
  it("are copied from the draft to other days, and leave the source as it was", () => {
    const draft = withHours({}, "monday", { windows: [MORNING], breaks: [] });
    const both = copied(draft, "monday", ["tuesday", "friday"]);
    expect(hoursOf(both, "friday")).toEqual({ windows: [MORNING], breaks: [] });
    expect(hoursOf(both, "monday")).toEqual(hoursOf(draft, "monday"));
    expect(hoursOf(both, "friday").windows).not.toBe(hoursOf(both, "monday").windows);
    expect(hoursOf(both, "sunday")).toEqual({});
  });

  it("go on after the last window, never past midnight", () => {
    expect(nextSpan([])).toEqual({ start: "09:00", end: "17:00" });
    expect(nextSpan([MORNING])).toEqual({ start: "13:00", end: "15:00" });
    expect(nextSpan([{ start: "20:00", end: "24:00" }])).toEqual({ start: "23:00", end: "24:00" });
  });

  it("are out of order if they end before they begin, or overlap", () => {
    expect(isInOrder([{ start: "13:00", end: "24:00" }, MORNING])).toBe(true);
    expect(isInOrder([MORNING, { start: "11:00", end: "13:00" }])).toBe(false);
    expect(isInOrder([{ start: "12:00", end: "12:00" }])).toBe(false);
  });

  it("count a holiday unless it is worked on", () => {
    const off = withHoliday({ holidays: { calendar: "DE-BE" } }, "2026-12-26", false);
    expect(off.holidays).toEqual({ calendar: "DE-BE", except: ["2026-12-26"] });
    expect(withHoliday(off, "2026-12-26", true).holidays?.except).toEqual([]);
  });

  it("take lengths only as numbers", () => {
    expect(numbersOf("30, 60")).toEqual([30, 60]);
    expect(numbersOf("30, ")).toBeUndefined();
    expect(numbersOf("an hour")).toBeUndefined();
  });
});

describe("a profile", () => {
  it("is saved with its own fields and no more", () => {
    const profile = {
      id: "anna",
      firstName: "Anna",
      lastName: "Schmidt",
      email: "a@b.example",
      phone: null,
      version: 3,
    };
    expect(draftOf(profile as unknown as Profile)).toEqual({
      firstName: "Anna",
      lastName: "Schmidt",
      email: "a@b.example",
    });
  });

  it("has lists as one types them", () => {
    expect(listOf("AI Strategy, Forecasting,")).toEqual(["AI Strategy", "Forecasting", ""]);
    expect(certificationsOf("AWS; Amazon; 2024\nOnly a name\n")).toEqual([
      { name: "AWS", issuer: "Amazon", year: 2024 },
      { name: "Only a name" },
    ]);
  });
});
