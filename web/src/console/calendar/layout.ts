import { dateIn, minutesIn } from "../../time/format";
import type { BookingRow, CalendarDay } from "../frame/types";

/** One column of the calendar: a consultant's day. */
export interface Column {
  consultantId: string;
  day: CalendarDay;
}

interface Interval {
  start: string;
  end: string;
}

/** A part of a column, in minutes of its day. */
export interface Span {
  from: number;
  to: number;
}

const DAY = 24 * 60;
/** Meetings snap to quarters of an hour. */
export const SNAP = 15;

/** The part of an interval that lies on a date of a zone. */
export function spanOf({ start, end }: Interval, date: string, zone: string): Span {
  const from = dateIn(start, zone) < date ? 0 : minutesIn(start, zone);
  const to = dateIn(end, zone) > date ? DAY : minutesIn(end, zone);
  return { from, to: to === 0 && dateIn(end, zone) > date ? DAY : to };
}

/** Meetings that take time: cancelled ones don't. */
export const takesTime = ({ status }: Pick<BookingRow, "status">) => status !== "cancelled";

/** The hours to show: those of work and meetings, at least from 8 to 18. */
export function hoursOf(columns: readonly Column[], zone: string): Span {
  const spans = columns.flatMap(({ day }) =>
    [...day.windows, ...day.bookings.filter(takesTime)].map((it) => spanOf(it, day.date, zone)),
  );
  const from = Math.min(8 * 60, ...spans.map((span) => span.from));
  const to = Math.max(18 * 60, ...spans.map((span) => span.to));
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}

/** The instant at which a zone's clock shows a time of a date. Times that a clock change leaves out become later ones. */
export function instantAt(date: string, minutes: number, zone: string): string {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  let at = wanted;
  for (let round = 0; round < 2; round += 1) {
    const shown = Date.parse(`${dateIn(at, zone)}T00:00:00Z`) + minutesIn(at, zone) * 60_000;
    at += wanted - shown;
  }
  return new Date(at).toISOString().replace(".000Z", "Z");
}

/** The rule that a move breaks: taken time can't be had, outside of working hours only by a waiver. */
export type Broken = "booked" | "blocked" | "holiday" | "outside_hours" | "past" | undefined;

const overlaps = (one: Span, other: Span) => one.from < other.to && other.from < one.to;

/** What speaks against a meeting in a column, as far as the calendar shows it; the API decides. */
export function broken(column: Column, span: Span, moved: string, zone: string, now: number): Broken {
  const { day } = column;
  const spans = (intervals: readonly Interval[]) => intervals.map((it) => spanOf(it, day.date, zone));
  const others = day.bookings.filter((row) => takesTime(row) && row.reference !== moved);
  if (Date.parse(instantAt(day.date, span.from, zone)) < now) return "past";
  if (spans(others).some((other) => overlaps(span, other))) return "booked";
  if (day.blackout || spans(day.busy).some((other) => overlaps(span, other))) return "blocked";
  if (day.holiday) return "holiday";
  if (spans(day.breaks).some((other) => overlaps(span, other))) return "outside_hours";
  return spans(day.windows).some(({ from, to }) => from <= span.from && span.to <= to) ? undefined : "outside_hours";
}

/** Where a meeting is being moved to. */
export interface Target {
  row: BookingRow;
  /** The column's index. */
  column: number;
  from: number;
}

/** A target by some quarters of an hour and columns, kept inside what is shown. */
export function nudged(
  target: Target,
  by: { quarters?: number; columns?: number },
  hours: Span,
  columns: number,
): Target {
  const column = Math.min(Math.max(target.column + (by.columns ?? 0), 0), columns - 1);
  const from = target.from + (by.quarters ?? 0) * SNAP;
  return { ...target, column, from: Math.min(Math.max(from, hours.from), hours.to - target.row.duration) };
}
