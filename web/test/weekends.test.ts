import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { nextVisibleSlot, type AvailabilityQuery } from "../src/picker/availability";
import { shownFrom } from "../src/picker/view";

const query: AvailabilityQuery = {
  consultantId: "anna-schmidt",
  duration: 30,
  meetingType: "video",
  zone: "Europe/Berlin",
};
const FREE = ["2026-11-28T09:00:00Z", "2026-11-28T09:30:00Z", "2026-11-29T22:30:00Z", "2026-11-29T23:30:00Z"];

beforeEach(() => {
  vi.stubGlobal("fetch", (address: string) => {
    const earliest = new URL(address, "https://booking.example").searchParams.get("earliest") ?? "";
    const start = FREE.find((one) => Date.parse(one) >= (Date.parse(earliest) || 0));
    return Promise.resolve(
      new Response(JSON.stringify({ slot: start ? { start, end: start, consultantId: "anna-schmidt" } : null })),
    );
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("where weekends are hidden", () => {
  it("the next free time isn't on one, in the reader's zone", async () => {
    expect((await nextVisibleSlot(query, false))?.start).toBe(FREE[0]);
    // Half past midnight on Monday in Berlin.
    expect((await nextVisibleSlot(query, true))?.start).toBe(FREE[3]);
    expect(await nextVisibleSlot({ ...query, zone: "America/New_York" }, true)).toBeNull();
  });

  it("one goes from Friday to Monday, and back", () => {
    expect(shownFrom("2026-11-28", true)).toBe("2026-11-30");
    expect(shownFrom("2026-11-29", true, -1)).toBe("2026-11-27");
    expect(shownFrom("2026-11-28", false)).toBe("2026-11-28");
    expect(shownFrom("2026-11-25", true)).toBe("2026-11-25");
  });
});
