import { locale, readersCustoms } from "../i18n";
import { preferences } from "../ui/preferences";
import { serverOffset } from "./offsets";

/** Words for instants (RFC 3339) in a named zone, and for dates, in the reader's language. */

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions, lang = locale()): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(lang, options);
    cache.set(key, made);
  }
  return made;
}

/** The zone, or UTC where this browser doesn't know it. */
export function supportedZone(zone: string): string {
  try {
    formatter({ timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

/** As at the beginning of a line: in Russian, names of days and months are small. */
const capital = (text: string) => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);

const on = (instant: string | number) => new Date(instant);

/** An instant by a zone's clock: by the server's offset, else by this browser's data. */
function inZone(instant: string | number, zone: string, options: Intl.DateTimeFormatOptions, lang?: string): string {
  const at = on(instant).getTime();
  const minutes = serverOffset(zone, at);
  if (minutes === undefined) return formatter({ ...options, timeZone: supportedZone(zone) }, lang).format(at);
  return formatter({ ...options, timeZone: "UTC" }, lang).format(at + minutes * 60_000);
}

/** Whether the reader's hours go to 12, as customs have it or as is set for this device. */
export function isClockOf12(isSet = preferences().clock): boolean {
  if (isSet) return isSet === "12";
  return formatter({ hour: "numeric" }, readersCustoms()).resolvedOptions().hour12 ?? false;
}

const HOURS_OF_12: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit", hourCycle: "h12" };

/** As "09:30" or "9:30 AM". */
export function time(instant: string, zone: string): string {
  return inZone(instant, zone, isClockOf12() ? HOURS_OF_12 : { timeStyle: "short", hourCycle: "h23" });
}

/** As "09:30 – 10:00". */
export function timeRange(start: string, end: string, zone: string): string {
  return `${time(start, zone)} – ${time(end, zone)}`;
}

/** As "Tuesday, 24 November 2026". */
export function day(instant: string, zone: string): string {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return capital(inZone(instant, zone, options));
}

/** As "Tue, 24 Nov". */
export function shortDay(instant: string, zone: string): string {
  return inZone(instant, zone, { weekday: "short", day: "numeric", month: "short" });
}

/** As "Tue, 24 Nov, 09:30". */
export function shortMoment(instant: string, zone: string): string {
  return `${shortDay(instant, zone)}, ${time(instant, zone)}`;
}

/** As "Tuesday, 24 November 2026, 09:30 – 10:00". */
export function moment(start: string, end: string, zone: string): string {
  return `${day(start, zone)}, ${timeRange(start, end, zone)}`;
}

/** The date (`YYYY-MM-DD`) that it is in a zone at an instant. */
export function dateIn(instant: string | number, zone: string): string {
  // Sweden writes dates as ISO 8601 does.
  return inZone(instant, zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE");
}

/** The minutes since midnight that a zone's clock shows at an instant. */
export function minutesIn(instant: string | number, zone: string): number {
  const shown = inZone(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-GB");
  const [hours = 0, minutes = 0] = shown.split(":").map(Number);
  return hours * 60 + minutes;
}

/** The hour (0 to 23) that it is in a zone at an instant. */
export function hourIn(instant: string, zone: string): number {
  return Number(inZone(instant, zone, { hour: "2-digit", hourCycle: "h23" }, "en-GB"));
}

const dateOptions = (options: Intl.DateTimeFormatOptions) => formatter({ ...options, timeZone: "UTC" });

/** A date as "Tuesday, 24 November 2026". */
export function dateLong(date: string): string {
  return dateOptions({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(on(date));
}

/** A date as "Tuesday, 24 November". */
export function dateHeading(date: string): string {
  return capital(dateOptions({ weekday: "long", day: "numeric", month: "long" }).format(on(date)));
}

/** A date as "24 Nov". */
export function dateShort(date: string): string {
  return dateOptions({ day: "numeric", month: "short" }).format(on(date));
}

/** Dates from one to another as "23–29 Nov". */
export function dateRange(from: string, to: string): string {
  return dateOptions({ day: "numeric", month: "short" }).formatRange(on(from), on(to));
}

/** A month as "November 2026". */
export function monthTitle(month: string): string {
  return capital(dateOptions({ month: "long", year: "numeric" }).format(on(`${month}-01`)));
}

/** The months from one date to another as "November – December 2026", or the one that both are in. */
export function monthsTitle(from: string, to: string): string {
  return capital(dateOptions({ month: "long", year: "numeric" }).formatRange(on(from), on(to)));
}

/** The month of a date as "Dec". */
export function monthShort(date: string): string {
  return dateOptions({ month: "short" }).format(on(date));
}

/** The weekday of a date, as "Tuesday" or "Tue". */
export function weekdayName(date: string, width: "long" | "short"): string {
  return dateOptions({ weekday: width }).format(on(date));
}

/** A day of the week by its number: 1 is Monday. */
export function weekdayOf(number: number, width: "long" | "short"): string {
  return capital(weekdayName(`2026-06-0${number}`, width));
}

/** Whether two zones show the same date and time at an instant. */
export function sameWallTime(instant: string, one: string, other: string): boolean {
  return dateIn(instant, one) === dateIn(instant, other) && time(instant, one) === time(instant, other);
}

/** Whether this browser's data has another time for an instant than the server. */
export function isOutdated(zone: string, instant: string | number): boolean {
  const at = on(instant).getTime();
  const minutes = serverOffset(zone, at);
  if (minutes === undefined) return false;
  const options = { dateStyle: "short", timeStyle: "medium" } as const;
  const shown = formatter({ ...options, timeZone: supportedZone(zone) }, "sv-SE").format(at);
  return shown !== inZone(at, zone, options, "sv-SE");
}

/** Whole and decimal numbers as the reader writes them. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

/** The name of a language in the reader's. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Regions of the languages whose Intl doesn't say on which day their weeks begin. */
const SUNDAY_FIRST = new Set(["US", "CA", "MX", "BR", "JP", "KR", "TW", "IN", "IL", "ZA", "PH", "TH"]);

/** The first day of the week, as customs have it or as is set for this device: 1 is Monday, 7 is Sunday. */
export function firstWeekday(isSet = preferences().week): number {
  if (isSet) return Number(isSet);
  const of = new Intl.Locale(readersCustoms()).maximize() as Intl.Locale & {
    weekInfo?: { firstDay: number };
    getWeekInfo?: () => { firstDay: number };
  };
  const info = of.getWeekInfo?.() ?? of.weekInfo;
  return info?.firstDay ?? (SUNDAY_FIRST.has(of.region ?? "") ? 7 : 1);
}
