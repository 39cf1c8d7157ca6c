import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { nextSlot, nextVisibleSlot, type AvailabilityQuery } from "../src/picker/availability";

const slot = (start: string, consultantId = "anna") => ({ start, end: start, consultantId, available: true });
const query: AvailabilityQuery = { consultantId: "anna", duration: 30, meetingType: "video", zone: "Europe/Berlin" };

let answer: (url: URL) => [number, unknown];
const asked: URL[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", (address: string) => {
    const url = new URL(address, "https://booking.example");
    asked.push(url);
    // A search without an end would never come to one in a test either.
    if (asked.length > 50) throw new Error("asked without end");
    const [status, body] = answer(url);
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("the next free time of several consultants", () => {
  it("is the first of those that each has, asked alone", async () => {
    const free: Record<string, string> = { anna: "2026-11-25T09:00:00Z", ben: "2026-11-24T14:00:00Z" };
    answer = ({ searchParams }) => {
      const id = searchParams.get("consultantId") ?? "";
      return id.includes(",") ? [404, {}] : [200, { slot: free[id] ? slot(free[id], id) : null }];
    };
    expect(await nextSlot({ ...query, consultantId: "anna,ben,cleo" })).toEqual(slot("2026-11-24T14:00:00Z", "ben"));
    expect(asked.map(({ searchParams }) => searchParams.get("consultantId"))).toEqual(["anna", "ben", "cleo"]);
    expect(asked.every(({ pathname }) => pathname === "/v1/availability/next")).toBe(true);
  });
});

describe("the next free time, where the API has no operation for it", () => {
  const days = (...starts: string[]) => ({
    days: starts.map((start) => ({ date: start.slice(0, 10), slots: [slot(start)] })),
  });

  it("doesn't lie before the instant that is asked for", async () => {
    answer = ({ pathname }) =>
      pathname.endsWith("/next") ? [404, {}] : [200, days("2026-11-24T08:00:00Z", "2026-11-24T10:00:00Z")];
    expect((await nextSlot(query, "2026-11-24T09:00:00Z"))?.start).toBe("2026-11-24T10:00:00Z");
    expect(await nextSlot(query, "2026-11-24T11:00:00Z")).toBeNull();
  });

  it("is searched past weekends to an end", async () => {
    // Saturday only, whatever is asked for.
    answer = ({ pathname }) => (pathname.endsWith("/next") ? [404, {}] : [200, days("2026-11-28T09:00:00Z")]);
    expect(await nextVisibleSlot(query, true)).toBeNull();
  });
});

describe("a search past weekends", () => {
  it("ends where the answer doesn't go on", async () => {
    answer = () => [200, { slot: slot("2026-11-28T09:00:00Z") }];
    expect(await nextVisibleSlot(query, true)).toBeNull();
    expect(asked.length).toBeLessThan(4);
  });

  it("ends for a booking that is offered nothing but its own time", async () => {
    const start = "2026-11-24T09:00:00Z";
    answer = () => [200, { slot: slot(start) }];
    const moving = { reference: "VLT-20261123-7KXM", token: "k1.secret", start };
    expect(await nextSlot({ ...query, moving })).toBeNull();
  });
});
