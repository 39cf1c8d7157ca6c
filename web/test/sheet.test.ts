import { describe, expect, it } from "vitest";

import { EMPTY, faultOf, withFailure, withMonth } from "../src/picker/availability-cache";
import { reasonOf } from "../src/picker/reason";
import { holds, isNearlyOver, monthSheet, monthsOf, presentSheet } from "../src/picker/sheet";
import { range } from "../src/time/dates";

const shown = () => true;
const slot = (start: string) => ({ start, end: start, consultantId: "anna", available: true });

/** The cache once all dates were asked for, and these have a free time. */
function known(from: string, to: string, free: string[]) {
  const days = range(from, to).map((date) => ({
    date,
    slots: free.includes(date) ? [slot(`${date}T09:00:00Z`)] : [],
  }));
  return withMonth({ ...EMPTY, today: from }, from.slice(0, 7), days);
}

describe("the calendar", () => {
  it("looks beyond its month from the 25th on", () => {
    expect(isNearlyOver(EMPTY, "2026-11-24", shown)).toBe(false);
    expect(isNearlyOver(EMPTY, "2026-11-25", shown)).toBe(true);
  });

  it("looks beyond it when fewer than five bookable days are left", () => {
    const five = ["2026-11-10", "2026-11-12", "2026-11-13", "2026-11-14", "2026-11-16"];
    expect(isNearlyOver(known("2026-11-09", "2026-11-30", five), "2026-11-09", shown)).toBe(false);
    expect(isNearlyOver(known("2026-11-09", "2026-11-30", five.slice(1)), "2026-11-09", shown)).toBe(true);
    // A hidden weekend doesn't count, nor does a day before its answer.
    expect(isNearlyOver(known("2026-11-09", "2026-11-30", five), "2026-11-09", (date) => date !== "2026-11-14")).toBe(
      true,
    );
    expect(isNearlyOver(known("2026-11-09", "2026-11-20", []), "2026-11-09", shown)).toBe(false);
  });

  it("then begins with the present week and ends with the next month", () => {
    const sheet = presentSheet("2026-11-26", 1);
    expect([sheet.month, sheet.first, sheet.last, sheet.weeks.length]).toEqual([
      "2026-11",
      "2026-11-23",
      "2026-12-31",
      6,
    ]);
    expect(presentSheet("2026-11-26", 7).first).toBe("2026-11-22");
    // February is short: its last week is the fifth.
    expect(presentSheet("2027-01-31", 1)).toMatchObject({ first: "2027-01-25", last: "2027-02-28" });
    expect(presentSheet("2026-11-05", 1).last).toBe("2026-12-13");
    expect(holds(monthSheet("2026-12", 1), "2026-12-31")).toBe(true);
    expect(holds(monthSheet("2026-12", 1), "2027-01-01")).toBe(false);
  });
});

describe("the calendar of two months", () => {
  it("is kept from being shown by a fault of either", () => {
    const fault = new Error("no answer");
    const sheet = presentSheet("2026-11-26", 1);
    expect(monthsOf(sheet)).toEqual(["2026-11", "2026-12"]);
    expect(monthsOf(monthSheet("2026-12", 1))).toEqual(["2026-12"]);
    const begun = known("2026-11-26", "2026-11-30", []);
    expect(faultOf(withFailure(begun, "2026-12", fault), monthsOf(sheet))).toBe(fault);
    expect(faultOf(withFailure(begun, "2027-01", fault), monthsOf(sheet))).toBeUndefined();
  });
});

describe("a day without free times", () => {
  const of = (...reasons: ("booked" | "limit" | "notice" | "horizon" | "holiday" | "blocked" | "not_accepting")[]) =>
    reasonOf(
      reasons.map((conflictReason, at) => ({
        ...slot(`2026-11-24T1${at}:00:00Z`),
        available: false,
        conflictReason,
      })),
    );

  it("says why in one word", () => {
    expect([of("holiday"), of("blocked"), of("booked"), of("limit"), of("notice"), of("horizon")]).toEqual([
      "holiday",
      "away",
      "full",
      "full",
      "soon",
      "far",
    ]);
    expect(of("not_accepting")).toBe("away");
    expect(of()).toBe("closed");
  });

  it("is full rather than too soon, and too far rather than away", () => {
    expect(of("notice", "booked")).toBe("full");
    expect(of("blocked", "horizon")).toBe("far");
  });
});
