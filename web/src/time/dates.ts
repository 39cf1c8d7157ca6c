/** Calendar dates as `YYYY-MM-DD` and months as `YYYY-MM`: no clock and no zone in them. */

const DAY_MS = 86_400_000;

const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);

export function addDays(date: string, days: number): string {
  return iso(utc(date) + days * DAY_MS);
}

export function monthOf(date: string): string {
  return date.slice(0, 7);
}

export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return iso(Date.UTC(year, number - 1 + months, 1)).slice(0, 7);
}

export function firstOf(month: string): string {
  return `${month}-01`;
}

export function lastOf(month: string): string {
  return addDays(firstOf(addMonths(month, 1)), -1);
}

/** The date as far into another month, or the month's last (31 January → 28 February). */
export function sameDayIn(date: string, month: string): string {
  const moved = `${month}-${date.slice(8)}`;
  const last = lastOf(month);
  return moved > last ? last : moved;
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(date: string): number {
  return new Date(utc(date)).getUTCDay() || 7;
}

export const isWeekend = (date: string) => weekday(date) > 5;

/** The date on which the week of a date begins, where weeks begin on `first` (1 is Monday). */
export function startOfWeek(date: string, first: number): string {
  return addDays(date, -((weekday(date) - first + 7) % 7));
}

/** Dates from one to another, both included. */
export function range(from: string, to: string): string[] {
  const dates = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
}

/** The weeks that a month touches, each of seven dates. */
export function weeksOf(month: string, first: number): string[][] {
  const weeks = [];
  const last = lastOf(month);
  for (let start = startOfWeek(firstOf(month), first); start <= last; start = addDays(start, 7)) {
    weeks.push(range(start, addDays(start, 6)));
  }
  return weeks;
}
