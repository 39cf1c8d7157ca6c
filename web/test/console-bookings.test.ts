import { describe, expect, it } from "vitest";

import { ApiError } from "../src/api/client";
import { NotAllowed } from "../src/console/booking/act";
import { waiverFor } from "../src/console/booking/slots";
import { byCode, type Progress, runBulk } from "../src/console/bookings/bulk";
import {
  datesOf,
  filtersOf,
  isNarrowed,
  placesOf,
  rememberPlace,
  searched,
  searchParameter,
  viewOf,
} from "../src/console/bookings/filters";

const MONDAY = "2026-11-23";
const query = (text: string) => new URLSearchParams(text);

describe("the list's address", () => {
  it("asks for nothing but order and size without filters", () => {
    expect(filtersOf(query(""), MONDAY, "Europe/Berlin")).toEqual({
      timezone: "Europe/Berlin",
      sort: "start",
      pageSize: 50,
    });
    expect(isNarrowed(query("sort=-start&size=25"))).toBe(false);
  });

  it("holds every filter, several values of one too", () => {
    const filters = filtersOf(query("status=confirmed&status=no_show&q=ada&period=past30&size=100"), MONDAY, "UTC");
    expect(filters).toEqual({
      from: "2026-10-24",
      to: MONDAY,
      timezone: "UTC",
      q: "ada",
      sort: "-start",
      pageSize: 100,
      status: ["confirmed", "no_show"],
    });
  });

  it("turns periods into dates", () => {
    expect(datesOf(query("period=today"), MONDAY)).toEqual({ from: MONDAY, to: MONDAY });
    expect(datesOf(query("period=next14"), MONDAY)).toEqual({ from: MONDAY, to: "2026-12-06" });
    expect(datesOf(query("period=own&from=2026-01-01"), MONDAY)).toEqual({ from: "2026-01-01" });
    expect(datesOf(query("period=nonsense"), MONDAY)).toEqual({});
  });

  it("never contains an e-mail address", () => {
    const parameter = searchParameter("ada@clients.example");
    expect(parameter).not.toContain("clients");
    expect(searched(query(`q=${parameter}`))).toBe("ada@clients.example");
    expect(searchParameter(" lovelace ")).toBe("lovelace");
  });

  it("is the same view on every page of it, whatever the order of its parts", () => {
    expect(viewOf(query("page=3&status=a&flag=b"))).toBe(viewOf(query("flag=b&status=a")));
  });
});

describe("pages of the list", () => {
  it("begin where the one before ended", () => {
    expect(placesOf("v")).toEqual([{ before: 0 }]);
    rememberPlace("v", 1, { cursor: "a", before: 50 });
    rememberPlace("v", 2, { cursor: "b", before: 100 });
    expect(placesOf("v")[2]).toEqual({ cursor: "b", before: 100 });
    rememberPlace("v", 1, { cursor: "c", before: 49 });
    expect(placesOf("v")).toHaveLength(2);
  });
});

describe("many at once", () => {
  const finish = (references: string[], one: (reference: string) => Promise<void>, stopAfter = Infinity) =>
    new Promise<Progress>((resolve) => {
      const run = runBulk(
        references,
        "complete",
        {},
        (progress) => {
          if (progress.done.length >= stopAfter) run.stop();
          if (!progress.isRunning) resolve(progress);
        },
        one,
      );
    });

  it("goes on after a refusal, and says why", async () => {
    const progress = await finish(["a", "b", "c"], (reference) => {
      if (reference === "b") return Promise.reject(new NotAllowed("not_begun"));
      if (reference === "c") return Promise.reject(new ApiError(409, { code: "busy" }));
      return Promise.resolve();
    });
    expect(progress.done).toEqual([
      { reference: "a" },
      { reference: "b", code: "not_begun" },
      { reference: "c", code: "busy" },
    ]);
    expect(byCode(progress.done)).toEqual([
      ["not_begun", 1],
      ["busy", 1],
    ]);
  });

  it("stops before the next one", async () => {
    const done: string[] = [];
    const progress = await finish(
      ["a", "b", "c", "d"],
      (reference) => {
        done.push(reference);
        return Promise.resolve();
      },
      2,
    );
    expect(done.length).toBeLessThan(4);
    expect(progress.done).toHaveLength(done.length);
  });
});

describe("times that aren't offered", () => {
  it("can be had by a waiver, but never over another meeting", () => {
    expect(waiverFor("notice")).toBe("notice");
    expect(waiverFor("holiday")).toBe("hours");
    expect(waiverFor("booked")).toBeUndefined();
    expect(waiverFor(undefined)).toBeUndefined();
  });
});
