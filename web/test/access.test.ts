import { describe, expect, it } from "vitest";

import type { Offer, Status } from "../src/api/types";
import { accessOf, isAhead, isChangeable, openOffer } from "../src/manage/access";
import { faultsOf } from "../src/manage/lookup";
import { timeOf } from "../src/manage/offer";

describe("the link in the mail", () => {
  it("opens a booking, at what it wants to do", () => {
    expect(accessOf("#reference=VLT-20261123-7KXM&token=k1.a-b_c&action=reschedule")).toEqual({
      access: { reference: "VLT-20261123-7KXM", token: "k1.a-b_c" },
      action: "reschedule",
    });
  });

  it("opens nothing by the reference alone, and does nothing that isn't known", () => {
    expect(accessOf("#reference=VLT-20261123-7KXM")).toEqual({});
    expect(accessOf("#reference=a&token=b&action=destroy")).toEqual({ access: { reference: "a", token: "b" } });
  });
});

describe("what can still be done", () => {
  const booking = (status: Status) => ({
    status,
    changeableUntil: "2026-11-24T07:00:00Z",
    end: "2026-11-24T09:30:00Z",
  });
  const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);

  it("depends on the deadline and on the meeting's end", () => {
    const live = booking("confirmed");
    expect([isChangeable(live, at("07:00:00")), isAhead(live, at("07:00:00"))]).toEqual([true, true]);
    expect([isChangeable(live, at("07:00:01")), isAhead(live, at("09:29:59"))]).toEqual([false, true]);
    // Over, and nobody has marked it yet.
    expect([isChangeable(live, at("09:30:00")), isAhead(live, at("09:30:00"))]).toEqual([false, false]);
  });

  it("is nothing where it was called off or marked", () => {
    for (const status of ["cancelled", "completed", "no_show"] as const) {
      expect([isChangeable(booking(status), at("06:00:00")), isAhead(booking(status), at("06:00:00"))], status).toEqual(
        [false, false],
      );
    }
    expect(isChangeable(booking("rescheduled"), at("06:00:00"))).toBe(true);
  });
});

describe("the search for a booking", () => {
  it("says of an address that can't be one what is wrong, before it asks", () => {
    expect(faultsOf("VLT-20261123-7KXM", "ada@clients.example")).toEqual({});
    expect(Object.keys(faultsOf(" ", "ada@clients"))).toEqual(["reference", "email"]);
    expect(faultsOf("a", "").email).not.toBe(faultsOf("a", "ada.clients.example").email);
  });
});

describe("an offer of other times", () => {
  const offer: Offer = {
    id: 2,
    starts: [{ start: "2026-11-25T10:00:00Z", end: "2026-11-25T11:00:00Z", consultantId: "anna-schmidt" }],
    endsAt: "2026-11-24T08:00:00Z",
    isOff: false,
  };
  const before = Date.parse("2026-11-24T07:59:59Z");

  it("is answered until its end, while the booking is live", () => {
    expect(openOffer({ status: "confirmed", offer }, before)).toBe(offer);
    expect(openOffer({ status: "confirmed", offer }, before + 1000)).toBeUndefined();
    expect(openOffer({ status: "cancelled", offer }, before)).toBeUndefined();
    expect(openOffer({ status: "confirmed" }, before)).toBeUndefined();
  });

  it("has the time of the mail's link chosen, if it is still offered", () => {
    const link = "#reference=a&token=b&action=offer&start=2026-11-25T10:00:00Z&consultant=anna-schmidt";
    const { wanted } = accessOf(link);
    expect(timeOf(offer, wanted)).toBe(offer.starts[0]);
    expect(timeOf(offer, accessOf(link.replace("anna-schmidt", "ben")).wanted)).toBeUndefined();
    expect(accessOf(link.replace("action=offer", "action=cancel")).wanted).toBeUndefined();
  });
});
