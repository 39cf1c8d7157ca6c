import { describe, expect, it } from "vitest";

import type { Day } from "../src/api/types";
import { FIRST, faultOf, isCached, withMonth, withFailure, EMPTY } from "../src/picker/availability-cache";

const day = (date: string): Day => ({ date, slots: [] });
const begun = withMonth(EMPTY, FIRST, [day("2026-11-23"), day("2026-12-06")]);

describe("what is known of free times", () => {
  it("has the server's today from the first answer, and keeps it", () => {
    expect(begun.today).toBe("2026-11-23");
    expect(withMonth(begun, "2027-01", [day("2027-01-01")]).today).toBe("2026-11-23");
  });

  it("keeps the fault of a month while another month's answer comes", () => {
    const fault = new Error("no answer");
    const both = withMonth(withFailure(begun, "2027-01", fault), "2027-02", [day("2027-02-01"), day("2027-02-28")]);
    expect(faultOf(both, ["2027-01"])).toBe(fault);
    expect(faultOf(both, ["2027-02"])).toBeUndefined();
    expect(isCached(both, "2027-02-01", "2027-02-28")).toBe(true);
    expect(faultOf(withMonth(both, "2027-01", [day("2027-01-01")]), ["2027-01"])).toBeUndefined();
  });

  it("is nothing at all without the first answer", () => {
    const fault = new Error("no answer");
    expect(faultOf(withFailure(EMPTY, FIRST, fault), ["2027-01"])).toBe(fault);
    expect(isCached(EMPTY, "2020-01-01", "2020-01-31")).toBe(false);
  });
});
