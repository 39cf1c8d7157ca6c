import { addDays, startOfWeek } from "../../time/dates";
import { firstWeekday } from "../../time/format";
import { forget, recall, remember } from "../../ui/session";

/** The list's state in the address: reload, "back" and a copied address lead to the same list. */

/** Filters that take several values. */
export const MULTIPLE = ["consultantId", "status", "source", "meetingType", "visit", "flag"] as const;
export type Multiple = (typeof MULTIPLE)[number];

export const PERIODS = ["coming", "today", "week", "next14", "past30", "own"] as const;
export type Period = (typeof PERIODS)[number];

export const SORTS = ["start", "-start", "createdAt", "-createdAt"] as const;
export const PAGE_SIZES = ["25", "50", "100"] as const;

export const VALUES: Readonly<Record<Exclude<Multiple, "consultantId">, readonly string[]>> = {
  status: ["confirmed", "rescheduled", "completed", "no_show", "cancelled"],
  source: ["website", "referral", "direct", "social"],
  meetingType: ["video", "phone", "in_person"],
  visit: ["1", "2", "3"],
  flag: ["unmarked", "late_cancelled", "offer_open", "mail_trouble", "assumed", "moved", "rated"],
};

/** An e-mail address is kept in this tab: in an address it would end up in histories and logs. */
const ADDRESS = "console.search";
const HIDDEN = "@";

/** The words that the list searches. */
export function searched(query: URLSearchParams): string {
  const q = query.get("q") ?? "";
  return q === HIDDEN ? (recall<string>(ADDRESS) ?? "") : q;
}

/** `q` as the address may have it. */
export function searchParameter(text: string): string {
  const q = text.trim();
  if (!q.includes("@")) {
    forget(ADDRESS);
    return q;
  }
  remember(ADDRESS, q);
  return HIDDEN;
}

export function periodOf(query: URLSearchParams): Period {
  const asked = query.get("period") as Period;
  return PERIODS.includes(asked) ? asked : "coming";
}

/** First and last date of a period; neither for what comes and for a search, which is over all times. */
export function datesOf(query: URLSearchParams, today: string): { from?: string; to?: string } {
  const monday = startOfWeek(today, firstWeekday());
  switch (periodOf(query)) {
    case "today":
      return { from: today, to: today };
    case "week":
      return { from: monday, to: addDays(monday, 6) };
    case "next14":
      return { from: today, to: addDays(today, 13) };
    case "past30":
      return { from: addDays(today, -30), to: today };
    case "own": {
      const [from, to] = [query.get("from"), query.get("to")];
      return { ...(from && { from }), ...(to && { to }) };
    }
    default:
      return {};
  }
}

export interface Filters {
  from?: string;
  to?: string;
  timezone: string;
  q?: string;
  sort: string;
  pageSize: number;
  consultantId?: string[];
  status?: string[];
  source?: string[];
  meetingType?: string[];
  /** The first, the second, the third or a later booking of an address. */
  visit?: number[];
  flag?: string[];
}

/** The question to the API. */
export function filtersOf(query: URLSearchParams, today: string, timezone: string): Filters {
  const q = searched(query);
  const sort = query.get("sort") ?? "";
  const size = query.get("size") ?? "";
  const filters: Filters = {
    ...datesOf(query, today),
    // Links of numbers name the company's: its days are those that were counted.
    timezone: query.get("timezone") ?? timezone,
    ...(q && { q }),
    sort: (SORTS as readonly string[]).includes(sort) ? sort : periodOf(query) === "past30" ? "-start" : "start",
    pageSize: (PAGE_SIZES as readonly string[]).includes(size) ? Number(size) : 50,
  };
  for (const name of MULTIPLE) {
    const values = query.getAll(name);
    if (values.length === 0) continue;
    if (name === "visit") filters.visit = values.map(Number);
    else filters[name] = values;
  }
  return filters;
}

/** Whether anything but order and size narrows the list. */
export const isNarrowed = (query: URLSearchParams) =>
  Boolean(query.get("q")) || MULTIPLE.some((name) => query.has(name)) || periodOf(query) !== "coming";

/** The part of the address that makes the list what it is: without the page in it. */
export function viewOf(query: URLSearchParams): string {
  const view = new URLSearchParams([...query].filter(([name]) => !["page", "bulk", "lang", "theme"].includes(name)));
  view.sort();
  return view.toString();
}

/** Where a page of the list begins. */
export interface Place {
  cursor?: string;
  /** How many rows come before it. */
  before: number;
}

/** Where the pages of a list begin, as far as this tab has seen them: the API's cursors lead forward only. */
export function placesOf(view: string): Place[] {
  return recall<Place[]>(`console.places.${view}`) ?? [{ before: 0 }];
}

export function rememberPlace(view: string, page: number, place: Place) {
  const places = placesOf(view).slice(0, page);
  places[page] = place;
  remember(`console.places.${view}`, places);
}
