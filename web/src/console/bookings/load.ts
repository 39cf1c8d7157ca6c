import { type Answer, read, request } from "../frame/api";
import type { BookingList } from "../frame/types";
import type { Filters, Place } from "./filters";

/** The API looks at 1,000 bookings at most for one answer: a page may be short although more follow. */
const MOST_ANSWERS = 4;

/** A page of the list. Words that may be an address travel in the body. */
async function ask(filters: Filters, cursor: string | undefined, signal: AbortSignal): Promise<BookingList> {
  const asked = { ...filters, ...(cursor && { cursor }) };
  if (filters.q?.includes("@")) {
    const answer: Answer<BookingList> = await request("POST", "/admin/bookings/search", { body: asked, signal });
    return answer.data;
  }
  return read<BookingList>("/admin/bookings", { parameters: asked, signal });
}

/** A page, put together from short answers if need be. */
export async function loadPage(filters: Filters, place: Place, signal: AbortSignal): Promise<BookingList> {
  let list = await ask(filters, place.cursor, signal);
  for (let more = 1; more < MOST_ANSWERS && list.nextCursor && list.items.length < filters.pageSize / 2; more += 1) {
    const next = await ask(filters, list.nextCursor, signal);
    list = { ...next, items: [...list.items, ...next.items], totalCount: Math.max(list.totalCount, next.totalCount) };
  }
  return list;
}
