import { beforeAll, describe, expect, it, vi } from "vitest";

import type { Consultant } from "../src/api/types";
import { filtersOf } from "../src/booking/filters";
import { routeOf } from "../src/booking/route";
import { byWishes, isMet, labelOf, wishesOf } from "../src/booking/wishes";
import { loadLanguage } from "../src/i18n/load";

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
const anna = consultant("anna", { expertise: ["AI Strategy"], languages: ["de", "en"], meetingTypes: ["phone"] });
const ben = consultant("ben", { durations: [60, 90], meetingTypes: ["video", "phone"] });
const query = new URLSearchParams("expertise=ai strategy&language=de&language=ru&meetingType=phone&experience=senior");

beforeAll(async () => {
  vi.stubGlobal("navigator", { languages: ["en-GB"] });
  vi.stubGlobal("document", { documentElement: {} });
  await loadLanguage("en");
});

describe("the wishes of a search", () => {
  it("are the values of which any is enough", () => {
    expect(wishesOf(query).map(labelOf)).toEqual(["ai strategy", "German", "Russian", "Phone"]);
    expect(filtersOf(query)).toEqual({
      expertise: ["ai strategy"],
      language: ["de", "ru"],
      meetingType: ["phone"],
      experience: "senior",
    });
  });

  it("are met or not, and those who meet most come first", () => {
    const wishes = wishesOf(query);
    expect(wishes.map((wish) => isMet(wish, anna))).toEqual([true, true, false, true]);
    expect(byWishes([ben, anna], wishes).map(({ id }) => id)).toEqual(["anna", "ben"]);
    expect(byWishes([ben, anna], []).map(({ id }) => id)).toEqual(["ben", "anna"]);
  });
});

describe("several consultants in an address", () => {
  const route = (search: string) => routeOf(new URLSearchParams(search), [anna, ben]);

  it("are those that there are, with what all of them offer", () => {
    expect(route("consultant=anna,nobody,ben,anna")).toMatchObject({
      consultantId: "anna,ben",
      step: "time",
      duration: 60,
      meetingType: "phone",
    });
    expect(route("consultant=anna,nobody").consultantId).toBe("anna");
    expect(route("consultant=nobody,no-one").step).toBe("choose");
  });
});
