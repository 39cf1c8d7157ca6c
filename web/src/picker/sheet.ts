import { addDays, addMonths, firstOf, lastOf, monthOf, range, startOfWeek, weeksOf } from "../time/dates";
import { type AvailabilityCache, isCached } from "./availability-cache";

/** The dates that the calendar shows at once. */
export interface Sheet {
  /** The month that it stands for. */
  month: string;
  /** Rows of seven dates. */
  weeks: string[][];
  /** The first and last date that is shown. */
  first: string;
  last: string;
}

/** From this day of the month on, little is left of it. */
const LATE = 25;
/** With fewer bookable days left, as well. */
const FEW = 5;
/** As many as a month touches at most. */
const WEEKS = 6;

export const holds = ({ first, last }: Sheet, date: string) => first <= date && date <= last;

/** The months that it shows dates of. */
export function monthsOf({ first, last }: Sheet): string[] {
  return [...new Set([monthOf(first), monthOf(last)])];
}

export function monthSheet(month: string, firstWeekday: number): Sheet {
  return { month, weeks: weeksOf(month, firstWeekday), first: firstOf(month), last: lastOf(month) };
}

/** From the present week on, into the next month. */
export function presentSheet(today: string, firstWeekday: number): Sheet {
  const month = monthOf(today);
  const first = startOfWeek(today, firstWeekday);
  const last = lastOf(addMonths(month, 1));
  const starts = Array.from({ length: WEEKS }, (_, at) => addDays(first, at * 7)).filter((start) => start <= last);
  const weeks = starts.map((start) => range(start, addDays(start, 6)));
  const end = weeks.at(-1)?.at(-1) ?? last;
  return { month, weeks, first, last: end < last ? end : last };
}

/** Whether so little is left of the present month that the calendar looks beyond it. */
export function isNearlyOver(cache: AvailabilityCache, today: string, isShown: (date: string) => boolean): boolean {
  if (Number(today.slice(8)) >= LATE) return true;
  const end = lastOf(monthOf(today));
  if (!isCached(cache, today, end)) return false;
  const bookable = range(today, end).filter((date) => isShown(date) && cache.days.get(date)?.length);
  return bookable.length < FEW;
}
