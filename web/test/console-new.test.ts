import { describe, expect, it } from "vitest";

import { clientsOf } from "../src/console/new/client-search";
import { type Draft, EMPTY, isComplete, requestOf, type Wish } from "../src/console/new/draft";

const WISH: Wish = { consultantId: "any", duration: 30, meetingType: "video" };
const ADA: Draft = {
  ...EMPTY,
  firstName: "Ada",
  lastName: "Lovelace",
  email: " ada@clients.example ",
  given: "by_phone",
};
const CHOSEN = { start: "2026-11-24T09:00:00Z", end: "2026-11-24T09:30:00Z", consultantIds: ["a"], waive: [] };

describe("a new booking", () => {
  it("needs a name, an address and the consent", () => {
    expect(isComplete(ADA, WISH)).toBe(true);
    expect(isComplete({ ...ADA, given: "" }, WISH)).toBe(false);
    expect(isComplete({ ...ADA, email: "ada" }, WISH)).toBe(false);
  });

  it("by phone needs a number", () => {
    expect(isComplete(ADA, { ...WISH, meetingType: "phone" })).toBe(false);
    expect(isComplete({ ...ADA, phone: "+49 30 1" }, { ...WISH, meetingType: "phone" })).toBe(true);
  });

  it("asks for what was chosen, and sends no empty text", () => {
    const request = requestOf(ADA, WISH, { ...CHOSEN, waive: ["notice"] }, "Europe/Berlin", ["notice", "limit"]);
    expect(request).toMatchObject({ start: CHOSEN.start, subject: null, waive: ["notice", "limit"] });
    expect(request.client.email).toBe("ada@clients.example");
    expect(request).not.toHaveProperty("notify");
    expect(requestOf({ ...ADA, notify: false }, WISH, CHOSEN, "UTC", []).notify).toBe(false);
  });

  it("offers each client of the search once", () => {
    const client = { firstName: "Ada", lastName: "L", email: "a@b.example", company: "New" };
    const found = clientsOf([{ client }, { client: { ...client, company: "Old" } }, { client: { initials: "B" } }]);
    expect(found).toEqual([{ ...client, phone: "" }]);
  });
});
