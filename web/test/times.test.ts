import { beforeAll, describe, expect, it, vi } from "vitest";

import { loadLanguage } from "../src/i18n/load";
import de from "../src/i18n/de";
import en from "../src/i18n/en";
import ru from "../src/i18n/ru";
import { dateIn, firstWeekday, hourIn, isOutdated, moment, sameWallTime, time } from "../src/time/format";
import { learnOffsets, onOffsets } from "../src/time/offsets";
import { prefer } from "../src/ui/preferences";
import { allZones, offset, place, search, zoneLabel } from "../src/time/zones";

/** Makes the page speak a language to a browser that prefers these. */
async function reader(lang: "en" | "de" | "ru", languages: string[]) {
  vi.stubGlobal("navigator", { languages });
  vi.stubGlobal("document", { documentElement: {} });
  await loadLanguage(lang);
}

describe("times", () => {
  beforeAll(() => reader("en", ["en-GB"]));

  it("are wall times of the zone that is named", () => {
    const instant = "2026-11-24T23:30:00Z";
    expect(time(instant, "Europe/Berlin")).toBe("00:30");
    expect(dateIn(instant, "Europe/Berlin")).toBe("2026-11-25");
    expect(dateIn(instant, "America/Los_Angeles")).toBe("2026-11-24");
    expect(time(instant, "Asia/Kathmandu")).toBe("05:15");
    expect(hourIn(instant, "Asia/Kathmandu")).toBe(5);
    expect(hourIn("2026-11-24T23:00:00Z", "Europe/Berlin")).toBe(0);
  });

  it("have the hours of those who read them, or those that are set for the device", async () => {
    const instant = "2026-11-24T13:05:00Z";
    for (const [languages, expected] of [
      [["he-IL", "he", "en-US", "en"], "13:05"],
      [["en-US", "en"], "1:05 PM"],
      [["ar-EG", "en-US"], "1:05 pm"],
    ] as const) {
      await reader("en", [...languages]);
      expect(time(instant, "UTC")).toBe(expected);
    }
    prefer({ clock: "24", week: "7" });
    expect([time(instant, "UTC"), firstWeekday()]).toEqual(["13:05", 7]);
    prefer({ clock: undefined, week: undefined });
    expect(time(instant, "UTC")).toBe("1:05 pm");
    await reader("en", ["en-GB"]);
  });

  it("are told apart where the clocks go back", () => {
    const [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] as const;
    expect(time(first, "Europe/Berlin")).toBe(time(second, "Europe/Berlin"));
    expect(offset("Europe/Berlin", first)).not.toBe(offset("Europe/Berlin", second));
  });

  it("differ between zones by time or by day", () => {
    expect(sameWallTime("2026-07-01T10:00:00Z", "Europe/Berlin", "Europe/Paris")).toBe(true);
    expect(sameWallTime("2026-07-01T10:00:00Z", "Europe/Berlin", "Europe/London")).toBe(false);
    expect(sameWallTime("2026-07-01T11:00:00Z", "Pacific/Kiritimati", "Pacific/Honolulu")).toBe(false);
  });

  it("survive a zone that the browser doesn't know", () => {
    expect(time("2026-11-24T09:00:00Z", "Mars/Olympus")).toBe("09:00");
    expect(zoneLabel("Mars/Olympus", "2026-11-24T09:00:00Z")).toBe("UTC");
  });

  it("follow the server's offsets where it has told some", () => {
    const zone = "Pacific/Pitcairn";
    const [from, to] = ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"] as const;
    learnOffsets([
      { zone, from, to, minutes: 345 },
      { zone: "America/Bogota", from, to, minutes: -300 },
    ]);
    expect(time("2026-11-24T20:30:00Z", zone)).toBe("02:15");
    expect(dateIn("2026-11-24T20:30:00Z", zone)).toBe("2026-11-25");
    expect(hourIn("2026-11-24T20:30:00Z", zone)).toBe(2);
    expect(zoneLabel(zone, "2026-11-24T20:30:00Z")).toBe("Pitcairn, GMT+5:45");
    expect(isOutdated(zone, "2026-11-24T20:30:00Z")).toBe(true);
    // Of other years it has told nothing.
    expect(time("2027-11-24T20:30:00Z", zone)).toBe("12:30");
    expect(isOutdated(zone, "2027-11-24T20:30:00Z")).toBe(false);
    expect(time("2026-11-24T20:30:00Z", "America/Bogota")).toBe("15:30");
    learnOffsets([{ zone: "Europe/London", from, to, minutes: 0 }]);
    expect(zoneLabel("Europe/London", "2026-11-24T20:30:00Z")).toBe("London, GMT+0");
    expect(zoneLabel("America/Bogota", "2026-11-24T20:30:00Z")).toBe("Bogota, GMT\u22125");
    expect(isOutdated("America/Bogota", "2026-11-24T20:30:00Z")).toBe(false);
  });

  it("are drawn anew when offsets come late, and not when they are the same", () => {
    let drawn = 0;
    onOffsets(() => (drawn += 1));
    const [from, to] = ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"] as const;
    learnOffsets([{ zone: "Asia/Tokyo", from, to, minutes: 600 }]);
    learnOffsets([{ zone: "Asia/Tokyo", from, to, minutes: 600 }]);
    expect(drawn).toBe(1);
    learnOffsets([{ zone: "Asia/Tokyo", from, to, minutes: 540 }]);
    expect(drawn).toBe(2);
  });

  it("are written as the reader's region does", async () => {
    await reader("en", ["en-US"]);
    expect(time("2026-11-24T14:05:00Z", "UTC")).toMatch(/^2:05\sPM$/);
    expect(firstWeekday()).toBe(7);
    await reader("de", ["de-DE"]);
    expect(moment("2026-11-24T14:05:00Z", "2026-11-24T14:35:00Z", "Europe/Berlin")).toBe(
      "Dienstag, 24. November 2026, 15:05 – 15:35",
    );
    expect(firstWeekday()).toBe(1);
    await reader("ru", ["ru"]);
    expect(moment("2026-11-24T14:05:00Z", "2026-11-24T14:35:00Z", "Europe/Moscow")).toMatch(
      /^Вторник, 24 ноября 2026\sг\., 17:05 – 17:35$/,
    );
  });
});

describe("the search for a zone", () => {
  beforeAll(() => reader("de", ["de-DE"]));
  const at = Date.parse("2026-11-24T09:00:00Z");

  it("finds places, offsets and names in the reader's language", () => {
    const zones = allZones(at);
    const found = (typed: string) => search(zones, typed).map(({ zone }) => zone);
    expect(found("new york")).toContain("America/New_York");
    expect(found("berlin")).toEqual(["Europe/Berlin"]);
    expect(found("mitteleurop")).toContain("Europe/Vienna");
    expect(found("GMT+5:45").length).toBeGreaterThan(0);
    expect(found("xyzzy")).toEqual([]);
    // As the place is called today, even if the browser still lists its old name.
    for (const city of ["Kathmandu", "Kolkata", "Kyiv"]) expect(found(city).map(place), city).toEqual([city]);
  });

  it("is content with a key less: marks, other words for GMT, other cities, and what times are called for short", () => {
    const zones = allZones(at);
    const found = (typed: string) => search(zones, typed).map(({ zone }) => zone);
    expect(found("Zürich")).toEqual(found("zurich"));
    expect(found("Zürich").map(place)).toEqual(["Zurich"]);
    expect(found("São Paulo").map(place)).toContain("Sao Paulo");
    expect(found("Wien")).toEqual(["Europe/Vienna"]);
    expect(found("Mumbai").map(place)).toEqual(["Kolkata"]);
    expect(found("San Francisco")).toEqual(["America/Los_Angeles"]);
    for (const word of ["CET", "MEZ"])
      expect(found(word), word).toEqual(expect.arrayContaining(["Europe/Berlin", "Europe/Paris"]));
    // An hour is that hour: not ten, and not eleven.
    for (const hour of ["UTC+1", "utc +01:00", "+1"]) {
      expect(found(hour), hour).toContain("Europe/Berlin");
      expect(found(hour), hour).not.toContain("Australia/Sydney");
    }
    for (const hour of ["UTC-8", "GMT\u22128"]) expect(found(hour), hour).toContain("America/Los_Angeles");
    expect(found("UTC")[0]).toBeDefined();
    expect(found("GMT")).not.toContain("Europe/Berlin");
  });

  it("knows cities in Russian letters", async () => {
    await reader("ru", ["ru-RU"]);
    const zones = allZones(at);
    const found = (typed: string) => search(zones, typed).map(({ zone }) => zone);
    expect(found("Берлин")).toEqual(["Europe/Berlin"]);
    expect(found("лондон")).toEqual(["Europe/London"]);
    expect(found("Алматы")).toContain("Asia/Almaty");
    expect(found("кишинев").map(place)).toEqual(["Chisinau"]);
    await reader("de", ["de-DE"]);
  });

  it.each([
    ["en", en],
    ["de", de],
    ["ru", ru],
  ] as const)("has other cities for places that there are: %s", async (lang, texts) => {
    await reader(lang, [lang]);
    const places = new Set(allZones(at).map(({ zone }) => place(zone)));
    const asked = texts["zone.cities"].split("; ").map((entry) => entry.split(" ")[0]?.replaceAll("_", " ") ?? "");
    expect(asked.filter((one) => !places.has(one))).toEqual([]);
    await reader("de", ["de-DE"]);
  });

  it("names a zone by its place", () => {
    expect(place("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
    expect(zoneLabel("America/New_York", at)).toMatch(/^New York, /);
  });

  it("writes an offset that no line breaks: with a minus, not a hyphen", () => {
    expect(zoneLabel("America/Los_Angeles", at)).toBe("Los Angeles, GMT\u22128");
  });
});
