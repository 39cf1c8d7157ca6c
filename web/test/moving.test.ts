import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { nextFree, type Wish } from "../src/picker/availability";

const fetched = vi.fn<(address: string, request: RequestInit & { headers: Record<string, string> }) => Promise<Response>>();
const slot = (start: string) => ({ start, end: start, consultantId: "anna-schmidt", available: true });
const answers = (start: string | null) =>
  fetched.mockImplementationOnce(() => Promise.resolve(new Response(JSON.stringify({ slot: start && slot(start) }))));

const wish: Wish = { consultantId: "anna-schmidt", duration: 30, meetingType: "video", zone: "Europe/Berlin" };
const moving = { reference: "VLT-20261123-7KXM", token: "k1.secret", start: "2026-11-24T09:00:00Z" };
const NOON = "2026-11-24T12:00:00Z";

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => vi.unstubAllGlobals());

describe("free times for a booking that is to be moved", () => {
  it("are asked for in its name, by its token, and come from no cache", async () => {
    answers("2026-11-24T13:00:00Z");
    await nextFree({ ...wish, moving }, NOON);
    const [address, request] = fetched.mock.calls[0] ?? [];
    expect(new URL(address ?? "", "https://booking.example").searchParams.get("moving")).toBe(moving.reference);
    expect(address).not.toContain("secret");
    expect(request).toMatchObject({ cache: "no-store", headers: { Authorization: "Bearer k1.secret" } });
  });

  it("are no other than for anybody where nothing is to be moved", async () => {
    answers("2026-11-24T13:00:00Z");
    await nextFree(wish, NOON);
    const [address, request] = fetched.mock.calls[0] ?? [];
    expect(address).not.toContain("moving");
    expect(request?.headers.Authorization).toBeUndefined();
    expect(request?.cache).toBe("default");
  });

  it("are other times than its own", async () => {
    answers(moving.start);
    answers("2026-11-24T09:30:00Z");
    expect((await nextFree({ ...wish, moving }, "2026-11-24T08:00:00Z"))?.start).toBe("2026-11-24T09:30:00Z");
    expect(new URL(fetched.mock.calls[1]?.[0] ?? "", "https://booking.example").searchParams.get("earliest")).toBe("2026-11-24T09:01:00.000Z");
  });

  it("may be at its own time with somebody else", async () => {
    answers(moving.start);
    expect((await nextFree({ ...wish, consultantId: "oliver-hughes", moving: { ...moving, start: undefined } }, NOON))?.start).toBe(moving.start);
  });
});
