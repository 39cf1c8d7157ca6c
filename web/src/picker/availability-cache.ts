import type { Slot } from "../api/types";
import type { Reason } from "./reason";

/** The free times that are known so far, by date. A date that isn't there hasn't been asked for. */
export type Days = ReadonlyMap<string, Slot[]>;

/** A day with its free times, or with the reason why there are none. */
export interface DayOfTimes {
  date: string;
  slots: Slot[];
  reason?: Reason | undefined;
}

/** The answers so far to one wish. */
export interface AvailabilityCache {
  days: Days;
  /** Why a day has no free times. */
  reasons: ReadonlyMap<string, Reason>;
  /** Today by the server's clock in the reader's zone; undefined until it is known. */
  today?: string | undefined;
  /** What went wrong, by month, until that month's answer comes. */
  faults: ReadonlyMap<string, unknown>;
}

export const EMPTY: AvailabilityCache = { days: new Map(), reasons: new Map(), faults: new Map() };

/** In place of a month: the next two weeks, from the server's own today. */
export const FIRST = "first";

/** An answer has come: it ends the fault of its own month, and no other's. */
export function withMonth(cache: AvailabilityCache, month: string, answer: readonly DayOfTimes[]): AvailabilityCache {
  const days = new Map(cache.days);
  const reasons = new Map(cache.reasons);
  for (const { date, slots, reason } of answer) {
    days.set(date, slots);
    if (reason) reasons.set(date, reason);
    else reasons.delete(date);
  }
  const faults = new Map(cache.faults);
  faults.delete(month);
  return { days, reasons, today: month === FIRST ? answer[0]?.date : cache.today, faults };
}

/** No answer has come. */
export function withFailure(cache: AvailabilityCache, month: string, fault: unknown): AvailabilityCache {
  return { ...cache, faults: new Map([...cache.faults, [month, fault]]) };
}

/** What keeps these months from being shown, if anything does. Without the first answer nothing can be. */
export function faultOf({ faults }: AvailabilityCache, months: readonly string[]): unknown {
  return [FIRST, ...months].map((month) => faults.get(month)).find((fault) => fault !== undefined);
}

/** Whether every date of a stretch is known; what lies before today counts as known. */
export function isCached({ today, days }: AvailabilityCache, from: string, to: string): boolean {
  if (!today) return false;
  const start = from < today ? today : from;
  return start > to || (days.has(start) && days.has(to));
}
