import { describe, expect, it } from "vitest";

import type { Day } from "../src/api/types";
import { FIRST, faultOf, isKnown, learned, missed, NOTHING } from "../src/picker/known";

const day = (date: string): Day => ({ date, slots: [] });
const begun = learned(NOTHING, FIRST, [day("2026-11-23"), day("2026-12-06")]);

describe("what is known of free times", () => {
  it("has the server's today from the first answer, and keeps it", () => {
    expect(begun.today).toBe("2026-11-23");
    expect(learned(begun, "2027-01", [day("2027-01-01")]).today).toBe("2026-11-23");
  });

  it("keeps the fault of a month while another month's answer comes", () => {
    const fault = new Error("no answer");
    const both = learned(missed(begun, "2027-01", fault), "2027-02", [day("2027-02-01"), day("2027-02-28")]);
    expect(faultOf(both, ["2027-01"])).toBe(fault);
    expect(faultOf(both, ["2027-02"])).toBeUndefined();
    expect(isKnown(both, "2027-02-01", "2027-02-28")).toBe(true);
    expect(faultOf(learned(both, "2027-01", [day("2027-01-01")]), ["2027-01"])).toBeUndefined();
  });

  it("is nothing at all without the first answer", () => {
    const fault = new Error("no answer");
    expect(faultOf(missed(NOTHING, FIRST, fault), ["2027-01"])).toBe(fault);
    expect(isKnown(NOTHING, "2020-01-01", "2020-01-31")).toBe(false);
  });
});
