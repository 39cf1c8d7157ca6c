import { beforeAll, describe, expect, it } from "vitest";

import { filtersOf } from "../src/console/bookings/filters";
import { loadMoreTexts, loadTexts } from "../src/console/i18n";
import { rowLabel } from "../src/console/numbers/labels";
import { evidence, listAddress, valueText } from "../src/console/numbers/measure";
import { REPORTS } from "../src/console/numbers/types";
import companyEn from "../src/console/i18n/company/en";

beforeAll(async () => {
  await loadTexts();
  await loadMoreTexts("setup", "company");
});

describe("a number", () => {
  it("of few cases is a fraction, without an interval", () => {
    const few = { kind: "share", n: 3, of: 7, value: 0.4286, low: 0.16, high: 0.75, shown: false } as const;
    expect(valueText("noShowRate", few)).toBe("3 of 7");
    expect(evidence("noShowRate", few)).toBe("");
    expect(valueText("noShowRate", { kind: "share", n: 0, of: 0, shown: false })).toBe("0 of 0");
  });

  it("of many cases is a rate with its cases and its interval", () => {
    const many = { kind: "share", n: 12, of: 80, value: 0.15, low: 0.088, high: 0.2448, shown: true } as const;
    expect(valueText("noShowRate", many)).toBe("15 %");
    expect(evidence("noShowRate", many)).toBe("12 of 80; 95 %: 8.8 % to 24 %");
  });

  it("has its unit", () => {
    const median = { kind: "median", n: 30, value: 48, low: 40, high: 60, shown: true } as const;
    expect(valueText("leadHours", median)).toBe("48 h");
    expect(evidence("leadHours", { ...median, n: 1, shown: false })).toBe("1 case");
    expect(evidence("leadHours", median)).toBe("30 cases; 95 %: 40 h to 60 h");
    expect(valueText("attendedMinutes", { kind: "count", n: 90 })).toBe("90 min");
    expect(valueText("rating", { kind: "mean", n: 0, shown: false })).toBe("none");
    expect(valueText("rating", { kind: "few" })).toBe("too few");
  });

  it("leads to the list that it counts, in the company's zone", () => {
    const address = listAddress("sort=createdAt&from=2026-11-01&to=2026-11-30&visit=2&visit=3", "Europe/Berlin");
    const query = new URLSearchParams(address.split("?")[1]);
    expect(filtersOf(query, "2026-12-24", "America/New_York")).toEqual({
      from: "2026-11-01",
      to: "2026-11-30",
      timezone: "Europe/Berlin",
      sort: "createdAt",
      pageSize: 50,
      visit: [2, 3],
    });
  });
});

describe("a row", () => {
  it("has a name in words", () => {
    expect(rowLabel("leadGroups", "<24", [])).toBe("less than 24 h");
    expect(rowLabel("leadGroups", ">=336", [])).toBe("336 h and more");
    expect(rowLabel("hours", "1 09", [])).toMatch(/^Mon\S* 09:00$/);
    expect(rowLabel("countries", "DE", [])).toBe("Germany");
    expect(rowLabel("countries", "other", [])).toBe("Other");
    expect(rowLabel("sources", "referral", [])).toBe("Referral");
  });
});

describe("the reports", () => {
  it.each(REPORTS)("%s has a name", (name) => {
    expect(Object.keys(companyEn)).toContain(`numbers.report.${name}`);
  });
});
