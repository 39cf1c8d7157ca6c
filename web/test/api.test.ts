import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { get, post, ApiError, serverNow } from "../src/api/client";
import { submit } from "../src/booking/submit";
import { forget } from "../src/ui/session";

type Sent = [address: string, request: RequestInit & { headers: Record<string, string> }];

const fetched = vi.fn<(...sent: Sent) => Promise<Response>>();
const answers = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  fetched.mockImplementationOnce(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers })));
const sent = (at: number): Sent => {
  const call = fetched.mock.calls[at];
  if (!call) throw new Error(`there was no request ${at}`);
  return call;
};

beforeEach(() => {
  fetched.mockReset();
  forget("attempt");
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("requests", () => {
  it("carry a token as a header and never in the address, and no cookies", async () => {
    answers(200, {});
    await get("/bookings/VLT-1", { token: "k1.secret" });
    const [address, request] = sent(0);
    expect(address).toBe("/v1/bookings/VLT-1");
    expect(request.headers.Authorization).toBe("Bearer k1.secret");
    expect(request).toMatchObject({ credentials: "omit", referrerPolicy: "no-referrer" });
  });

  it("write parameters as the API reads them", async () => {
    answers(200, {});
    await get("/consultants", { parameters: { expertise: ["AI & more", "b"], language: "", timezone: "Etc/GMT+1" } });
    expect(sent(0)[0]).toBe("/v1/consultants?expertise=AI+%26+more&expertise=b&timezone=Etc%2FGMT%2B1");
  });

  it("tell a refusal with everything in it", async () => {
    answers(409, { code: "slot_taken", alternatives: [{ start: "s" }] }, { "Retry-After": "7" });
    const refusal = await post("/bookings", {}).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      status: 409,
      code: "slot_taken",
      alternatives: [{ start: "s" }],
      retryAfter: 7,
      passing: false,
    });
  });

  it("that reach nobody, or get an answer that is none, are refusals too", async () => {
    fetched.mockRejectedValueOnce(new TypeError("failed"));
    await expect(get("/site")).rejects.toMatchObject({ status: 0, passing: true });
    fetched.mockResolvedValueOnce(new Response("<html>", { status: 502 }));
    await expect(get("/site")).rejects.toBeInstanceOf(ApiError);
  });

  it("learn the time from answers that no cache has kept", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-23T08:00:00Z"), toFake: ["Date"] });
    answers(200, {}, { Date: "Thu, 01 Jan 2026 00:00:00 GMT" });
    await get("/consultants");
    expect(serverNow()).toBe(Date.parse("2026-11-23T08:00:00Z"));
    answers(200, {}, { Date: "Mon, 23 Nov 2026 09:00:00 GMT" });
    await get("/bookings/VLT-1", { token: "t" });
    expect(serverNow()).toBe(Date.parse("2026-11-23T09:00:00Z"));
  });
});

describe("booking", () => {
  const key = (at: number) => sent(at)[1].headers["Idempotency-Key"];

  it("tries again under the same key, so that a lost answer books nothing twice", async () => {
    fetched.mockRejectedValueOnce(new TypeError("connection lost"));
    await expect(submit({ start: "a" }, {})).rejects.toMatchObject({ status: 0 });
    answers(201, { booking: {} });
    await submit({ start: "a" }, { secondsToBook: 7 });
    expect(key(0)).toBeTruthy();
    expect(key(1)).toBe(key(0));
  });

  it("takes a new key for another wish, and for the next booking", async () => {
    answers(409, {});
    await expect(submit({ start: "a" }, {})).rejects.toBeInstanceOf(ApiError);
    answers(201, { booking: {} });
    await submit({ start: "b" }, {});
    answers(201, { booking: {} });
    await submit({ start: "b" }, {});
    expect(new Set([key(0), key(1), key(2)]).size).toBe(3);
  });
});
