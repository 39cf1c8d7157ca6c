import { describe, expect, it } from "vitest";

import type { Consultant } from "../src/api/types";
import { likelyStep, offerOf, routeOf, withPresentNames } from "../src/booking/route";
import { byNextSlot } from "../src/booking/choose";
import { acceptAs } from "../src/time/offsets";
import { browserZone } from "../src/time/zones";

const consultant = (id: string, change: Partial<Consultant> = {}): Consultant => ({
  id,
  firstName: id,
  lastName: "X",
  expertise: [],
  languages: ["en"],
  timezone: "Europe/Berlin",
  durations: [30, 60],
  defaultDuration: 30,
  meetingTypes: ["video"],
  acceptingBookings: true,
  rating: null,
  reviewCount: 0,
  completedBookings: 0,
  availabilityIndicator: "online",
  ...change,
});
const anna = consultant("anna", { durations: [60, 90], defaultDuration: 90, meetingTypes: ["phone", "in_person"] });
const ben = consultant("ben");
const route = (query: string) => routeOf(new URLSearchParams(query), [anna, ben]);

describe("the address of the booking page", () => {
  it("leads to the first screen when it asks for nothing, or for nobody that there is", () => {
    expect(route("").step).toBe("choose");
    expect(route("consultant=nobody&step=details&start=2026-11-24T09:00:00Z").step).toBe("choose");
  });

  it("opens the time that a mail offers", () => {
    const offer = "duration=30&type=video&step=details&start=2026-11-24T09:00:00Z";
    expect(route(`consultant=ben&${offer}`)).toMatchObject({ step: "details", consultantId: "ben", duration: 30 });
  });

  it("never skips what must be chosen before", () => {
    expect(route("consultant=ben").step).toBe("time");
    expect(route("consultant=ben&step=details").step).toBe("time");
    expect(route("consultant=ben&step=details&start=tomorrow").step).toBe("time");
    expect(route("consultant=any&step=details&start=2026-11-24T09:00:00Z").step).toBe("details");
  });

  it("leads several consultants to their times: a time is one consultant's", () => {
    const timed = "step=details&start=2026-11-24T09:00:00Z";
    expect(route(`consultant=anna,ben&${timed}`).step).toBe("time");
    expect(route("consultant=anna,ben&start=2026-11-24T09:00:00Z").step).toBe("time");
    expect(likelyStep(new URLSearchParams(`consultant=anna,ben&${timed}`))).toBe("time");
    // Only one of them is there.
    expect(route(`consultant=ben,nobody&${timed}`).step).toBe("details");
  });

  it("of a mail leads to the times, or to the form for its time", () => {
    const mail = "?consultantId=anna&duration=60&meetingType=phone";
    expect(route(withPresentNames(mail))).toMatchObject({ step: "time", consultantId: "anna", duration: 60 });
    const timed = withPresentNames(`${mail}&start=2026-11-25T09:30:00Z`);
    expect(route(timed)).toMatchObject({ step: "details", meetingType: "phone", start: "2026-11-25T09:30:00Z" });
    expect(withPresentNames("?consultant=ben&consultantId=anna")).toBe("?consultant=ben");
    expect(withPresentNames("?utm_source=a+b")).toBe("?utm_source=a+b");
  });

  it("says which screen is on its way before the consultants are there", () => {
    const likely = (query: string) => likelyStep(new URLSearchParams(query));
    expect(likely("")).toBe("choose");
    expect(likely("language=ru")).toBe("choose");
    expect(likely("consultant=ben")).toBe("time");
    expect(likely("consultant=any&step=details")).toBe("time");
    expect(likely("consultant=ben&step=details&start=2026-11-24T09:00:00Z")).toBe("details");
    expect(likely("step=done")).toBe("done");
  });

  it("is made to fit what the consultant offers", () => {
    expect(route("consultant=anna&duration=30&type=video")).toMatchObject({ duration: 90, meetingType: "phone" });
    expect(route("consultant=anna&duration=60&type=in_person")).toMatchObject({
      duration: 60,
      meetingType: "in_person",
    });
    expect(route("consultant=any").duration).toBe(30);
    expect(offerOf([anna, ben], "any")).toEqual({
      durations: [30, 60, 90],
      defaultDuration: 30,
      meetingTypes: ["video", "phone", "in_person"],
    });
  });

  it("keeps a zone and a date only if they are some", () => {
    expect(route("tz=Asia/Kathmandu&date=2026-11-24")).toMatchObject({ zone: "Asia/Kathmandu", date: "2026-11-24" });
    expect(route("tz=Mars/Olympus&date=2026-13-45").date).toBeUndefined();
    expect(route("tz=Mars/Olympus").zone).not.toBe("Mars/Olympus");
  });

  it("names a zone as the server does", () => {
    expect(route("tz=europe/berlin").zone).toBe("Europe/Berlin");
    expect(route("tz=Asia/Kolkata").zone).toBe("Asia/Kolkata");
    expect(route("tz=%2B01:00").zone).toBe(browserZone());
    expect(route("tz=Etc/Unknown").zone).toBe(browserZone());
    acceptAs("Antarctica/Troll", "UTC");
    expect(route("tz=Antarctica/Troll").zone).toBe("UTC");
  });
});

describe("the consultants", () => {
  it("come soonest first, those without a free time last", () => {
    const free = (id: string, start: string) =>
      consultant(id, { nextAvailableSlot: { start, end: start, consultantId: id, available: true } });
    const all = [consultant("never"), free("later", "2026-11-25T09:00:00Z"), free("soon", "2026-11-24T09:00:00Z")];
    expect(byNextSlot(all).map(({ id }) => id)).toEqual(["soon", "later", "never"]);
  });
});
