import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { availableDays, nextSlot, type AvailabilityQuery } from "../src/picker/availability";

const fetched =
  vi.fn<(address: string, request: RequestInit & { headers: Record<string, string> }) => Promise<Response>>();
const slot = (start: string) => ({ start, end: start, consultantId: "anna-schmidt", available: true });
const answers = (body: unknown) =>
  fetched.mockImplementationOnce(() => Promise.resolve(new Response(JSON.stringify(body))));
const asked = (at: number) => new URL(fetched.mock.calls[at]?.[0] ?? "", "https://booking.example");

const OWN = "2026-11-24T09:00:00Z";
const LATER = "2026-11-24T09:30:00Z";
const DAY = { days: [{ date: "2026-11-24", slots: [slot(OWN), slot(LATER)] }] };
const dates = { from: "2026-11-24", to: "2026-11-30" };

const query: AvailabilityQuery = {
  consultantId: "anna-schmidt",
  duration: 30,
  meetingType: "video",
  zone: "Europe/Berlin",
};
const moving = { reference: "VLT-20261123-7KXM", token: "k1.secret", start: OWN };

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => vi.unstubAllGlobals());

describe("free times for a booking that is to be moved", () => {
  it("are its own, told to its token alone, and come from no cache", async () => {
    answers(DAY);
    await availableDays({ ...query, moving }, dates);
    expect(asked(0).pathname).toBe("/v1/bookings/VLT-20261123-7KXM/availability");
    expect(Object.fromEntries(asked(0).searchParams)).toMatchObject({
      consultantId: "anna-schmidt",
      duration: "30",
      timezone: "Europe/Berlin",
      ...dates,
    });
    expect(asked(0).href).not.toContain("secret");
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      cache: "no-store",
      headers: { Authorization: "Bearer k1.secret" },
    });
  });

  it("are other times than where it is already, unless somebody else holds it", async () => {
    const starts = async (to: AvailabilityQuery) => {
      answers(DAY);
      return (await availableDays(to, dates)).flatMap(({ slots }) => slots.map(({ start }) => start));
    };
    expect(await starts({ ...query, moving })).toEqual([LATER]);
    expect(await starts({ ...query, consultantId: "oliver-hughes", moving: { ...moving, start: undefined } })).toEqual([
      OWN,
      LATER,
    ]);
  });

  it("begin after where it is already, when the next one is asked for", async () => {
    answers({ slot: slot(OWN) });
    answers({ slot: slot(LATER) });
    expect((await nextSlot({ ...query, consultantId: "any", moving }, "2026-11-24T08:00:00Z"))?.start).toBe(LATER);
    expect(asked(1).searchParams.get("earliest")).toBe("2026-11-24T09:01:00.000Z");
  });
});

describe("free times for a new booking", () => {
  it("are the same for everybody, and may be kept", async () => {
    answers(DAY);
    await availableDays(query, undefined);
    expect(asked(0).pathname).toBe("/v1/availability");
    const request = fetched.mock.calls[0]?.[1];
    expect([request?.cache, request?.headers.Authorization]).toEqual(["default", undefined]);
  });
});
