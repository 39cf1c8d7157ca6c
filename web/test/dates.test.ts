import { describe, expect, it } from "vitest";

import { addDays, addMonths, lastOf, range, sameDayIn, startOfWeek, weekday, weeksOf } from "../src/time/dates";

describe("dates", () => {
  it("count over months, leap days and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
    expect(addMonths("2026-11", 2)).toBe("2027-01");
    expect(addMonths("2026-01", -1)).toBe("2025-12");
    expect(lastOf("2027-02")).toBe("2027-02-28");
  });

  it("keep their day in another month, or take its last", () => {
    expect(sameDayIn("2026-01-31", "2026-02")).toBe("2026-02-28");
    expect(sameDayIn("2026-11-23", "2026-12")).toBe("2026-12-23");
  });

  it("begin their weeks where the reader does", () => {
    expect(weekday("2026-11-23")).toBe(1);
    expect(startOfWeek("2026-11-29", 1)).toBe("2026-11-23");
    expect(startOfWeek("2026-11-29", 7)).toBe("2026-11-29");
    expect(startOfWeek("2026-11-24", 6)).toBe("2026-11-21");
  });

  it.each([1, 6, 7])("fill every week of a month, when weeks begin on %i", (first) => {
    for (let month = "2026-01"; month < "2029-01"; month = addMonths(month, 1)) {
      const weeks = weeksOf(month, first);
      expect(weeks.every((week) => week.length === 7 && weekday(week[0] ?? "") === first)).toBe(true);
      const inMonth = weeks.flat().filter((date) => date.startsWith(month));
      expect(inMonth).toEqual(range(`${month}-01`, lastOf(month)));
    }
  });
});
