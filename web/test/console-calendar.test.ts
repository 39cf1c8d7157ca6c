import { describe, expect, it } from "vitest";

import { broken, type Column, hoursOf, instantAt, nudged, spanOf } from "../src/console/calendar/layout";
import type { BookingRow } from "../src/console/frame/types";

const BERLIN = "Europe/Berlin";
const row = (reference: string, start: string, end: string, status = "confirmed") =>
  ({ reference, start, end, status, duration: (Date.parse(end) - Date.parse(start)) / 60_000 }) as BookingRow;

const column = (change: Partial<Column["day"]> = {}): Column => ({
  consultantId: "anna-schmidt",
  day: {
    date: "2026-11-24",
    windows: [{ start: "2026-11-24T08:00:00Z", end: "2026-11-24T16:00:00Z" }],
    breaks: [{ start: "2026-11-24T11:00:00Z", end: "2026-11-24T12:00:00Z" }],
    bookings: [row("A", "2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z")],
    busy: [{ start: "2026-11-24T14:00:00Z", end: "2026-11-24T15:00:00Z" }],
    ...change,
  },
});

describe("places in the calendar", () => {
  it("are by the zone's clock, with odd offsets too", () => {
    expect(spanOf({ start: "2026-11-24T09:00:00Z", end: "2026-11-24T09:30:00Z" }, "2026-11-24", BERLIN)).toEqual({
      from: 600,
      to: 630,
    });
    expect(
      spanOf({ start: "2026-11-24T09:00:00Z", end: "2026-11-24T09:30:00Z" }, "2026-11-24", "Asia/Kathmandu"),
    ).toEqual({ from: 885, to: 915 });
  });

  it("end with the day", () => {
    const late = { start: "2026-11-24T22:30:00Z", end: "2026-11-24T23:00:00Z" };
    expect(spanOf(late, "2026-11-24", BERLIN)).toEqual({ from: 1410, to: 1440 });
    expect(spanOf({ ...late, end: "2026-11-25T00:00:00Z" }, "2026-11-25", BERLIN)).toEqual({ from: 0, to: 60 });
  });

  it("lead back to the instant, on days of clock changes too", () => {
    expect(instantAt("2026-11-24", 600, BERLIN)).toBe("2026-11-24T09:00:00Z");
    expect(instantAt("2026-10-25", 240, BERLIN)).toBe("2026-10-25T03:00:00Z");
    expect(instantAt("2027-03-28", 600, BERLIN)).toBe("2027-03-28T08:00:00Z");
    expect(instantAt("2026-11-24", 555, "America/New_York")).toBe("2026-11-24T14:15:00Z");
  });

  it("are shown from the first to the last hour with something in it", () => {
    expect(hoursOf([column()], BERLIN)).toEqual({ from: 480, to: 1080 });
    const early = [row("E", "2026-11-24T05:30:00Z", "2026-11-24T06:00:00Z")];
    expect(hoursOf([column({ bookings: early })], BERLIN).from).toBe(360);
  });
});

describe("a move", () => {
  const why = (from: number, change: Partial<Column["day"]> = {}, moved = "B") =>
    broken(column(change), { from, to: from + 30 }, moved, BERLIN, Date.parse("2026-11-23T08:00:00Z"));

  it("may go to free working time, and back to its own place", () => {
    expect(why(13 * 60)).toBeUndefined();
    expect(why(10 * 60, {}, "A")).toBeUndefined();
  });

  it("is told the rule that it breaks", () => {
    expect(why(10 * 60 + 15)).toBe("booked");
    expect(why(15 * 60 + 30)).toBe("blocked");
    expect(why(12 * 60)).toBe("outside_hours");
    expect(why(18 * 60)).toBe("outside_hours");
    expect(why(13 * 60, { holiday: true })).toBe("holiday");
    expect(why(13 * 60, { blackout: true })).toBe("blocked");
    expect(why(10 * 60, { bookings: [row("C", "2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z", "cancelled")] })).toBe(
      undefined,
    );
  });

  it("stays inside what is shown", () => {
    const hours = { from: 480, to: 1080 };
    const target = { row: row("A", "2026-11-24T07:00:00Z", "2026-11-24T07:30:00Z"), column: 0, from: 480 };
    expect(nudged(target, { quarters: -1 }, hours, 2)).toMatchObject({ from: 480, column: 0 });
    expect(nudged(target, { quarters: 2, columns: 5 }, hours, 2)).toMatchObject({ from: 510, column: 1 });
  });
});
