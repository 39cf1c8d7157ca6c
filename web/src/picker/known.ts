import type { Day, Slot } from "../api/types";

/** The free times that are known so far, by date. A date that isn't there hasn't been asked for. */
export type Days = ReadonlyMap<string, Slot[]>;

/** What the answers so far have told of one wish. */
export interface Known {
  days: Days;
  /** Today by the server's clock in the reader's zone; undefined until it is known. */
  today?: string | undefined;
  /** What went wrong, by month, until that month's answer comes. */
  faults: ReadonlyMap<string, unknown>;
}

export const NOTHING: Known = { days: new Map(), faults: new Map() };

/** In place of a month: the next two weeks, from the server's own today. */
export const FIRST = "first";

/** An answer has come: it ends the fault of its own month, and no other's. */
export function learned(known: Known, month: string, answer: readonly Day[]): Known {
  const days = new Map(known.days);
  for (const { date, slots } of answer) days.set(date, slots);
  const faults = new Map(known.faults);
  faults.delete(month);
  return { days, today: month === FIRST ? answer[0]?.date : known.today, faults };
}

/** No answer has come. */
export function missed(known: Known, month: string, fault: unknown): Known {
  return { ...known, faults: new Map([...known.faults, [month, fault]]) };
}

/** What keeps these months from being shown, if anything does. Without the first answer nothing can be. */
export function faultOf({ faults }: Known, months: readonly string[]): unknown {
  return [FIRST, ...months].map((month) => faults.get(month)).find((fault) => fault !== undefined);
}

/** Whether every date of a stretch is known; what lies before today counts as known. */
export function isKnown({ today, days }: Known, from: string, to: string): boolean {
  if (!today) return false;
  const start = from < today ? today : from;
  return start > to || (days.has(start) && days.has(to));
}
