import type { DayHours, Rules, Schedule, Span, WorkingTime, WorkingTimeDraft } from "../kit/types";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Day = (typeof DAYS)[number];

/** What is edited and saved of working hours. */
export function draftOf({ timezone, schedule, rules }: WorkingTime): WorkingTimeDraft {
  return { timezone, schedule, rules };
}

export const hoursOf = ({ weekly }: Schedule, day: Day): DayHours => weekly?.[day] ?? {};

export function withHours(schedule: Schedule, day: Day, hours: DayHours): Schedule {
  return { ...schedule, weekly: { ...schedule.weekly, [day]: hours } };
}

/** A day's hours for other days as well; they are copies, so that a later change of one leaves the others. */
export function copied(schedule: Schedule, from: Day, to: readonly Day[]): Schedule {
  const hours = hoursOf(schedule, from);
  const copy = (): DayHours => structuredClone(hours);
  return { ...schedule, weekly: { ...schedule.weekly, ...Object.fromEntries(to.map((day) => [day, copy()])) } };
}

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const clock = (at: number) => `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;

/** The next window that makes sense: after the last one, or the usual morning. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (!last) return { start: "09:00", end: "17:00" };
  const start = Math.min(minutes(last.end) + 60, 23 * 60);
  return { start: clock(start), end: clock(Math.min(start + 120, 24 * 60)) };
}

/** Faults that one sees without asking: an end before its start, windows that overlap. */
export function isInOrder(spans: readonly Span[]): boolean {
  const inOrder = [...spans].sort((a, b) => minutes(a.start) - minutes(b.start));
  return inOrder.every(
    ({ start, end }, at) => start < end && (at === 0 || minutes(inOrder[at - 1]?.end ?? "00:00") <= minutes(start)),
  );
}

/** A holiday on or off: those that are worked on are exceptions to the calendar. */
export function withHoliday(schedule: Schedule, date: string, on: boolean): Schedule {
  const except = (schedule.holidays?.except ?? []).filter((one) => one !== date);
  return { ...schedule, holidays: { ...schedule.holidays, except: on ? except : [...except, date].sort() } };
}

/** "30, 60" as numbers; undefined while it is none. */
export function numbersOf(text: string): number[] | undefined {
  const parts = text.split(",").map((part) => part.trim());
  return parts.every((part) => /^\d+$/.test(part)) ? parts.map(Number) : undefined;
}

export const withRule = (draft: WorkingTimeDraft, change: Partial<Rules>): WorkingTimeDraft => ({
  ...draft,
  rules: { ...draft.rules, ...change },
});
