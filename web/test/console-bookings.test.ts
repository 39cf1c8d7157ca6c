import { describe, expect, it } from "vitest";

import { waiverFor } from "../src/console/booking/slots";
import { codesOf, csvOf, orderOf } from "../src/console/bookings/bulk";
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
  it("waits where clients hear of it, and marks at once", () => {
    const chosen = { references: ["A", "B"] };
    expect(orderOf("cancel", chosen, 2, { reason: "ill" })).toEqual({
      action: "cancel",
      ...chosen,
      mails: 2,
      params: { reason: "ill" },
      delaySeconds: 10,
    });
    expect(orderOf("complete", chosen, 2, {})).toMatchObject({ delaySeconds: 0 });
    expect(orderOf("complete", chosen, 2, {})).not.toHaveProperty("mails");
  });

  it("agrees to the mails of more bookings than a page has", () => {
    const selection = filtersOf(query(""), MONDAY, "UTC");
    for (const action of ["send-reminder", "reassign", "cancel"] as const) {
      expect(orderOf(action, { selection }, 412, {}).mails).toBe(412);
    }
  });

  it("takes the whole list by its filters, without the page", () => {
    const selection = filtersOf(query("status=confirmed"), MONDAY, "UTC");
    const order = orderOf("send-reminder", { selection }, 7, {});
    expect(order.selection).toEqual({ timezone: "UTC", sort: "start", pageSize: null, status: ["confirmed"] });
    expect(order).not.toHaveProperty("references");
  });

  it("names why some weren't changed, the commonest first", () => {
    expect(codesOf({ byCode: { changed_meanwhile: 1, booking_not_live: 3 } })).toEqual([
      ["booking_not_live", 3],
      ["changed_meanwhile", 1],
    ]);
    expect(
      csvOf({
        results: [
          { reference: "A", ok: true },
          { reference: "B", ok: false, code: "busy" },
        ],
      }),
    ).toBe("reference,ok,code\r\nA,true,\r\nB,false,busy");
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
