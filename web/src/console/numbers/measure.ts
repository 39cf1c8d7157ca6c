import { number } from "../../time/format";
import { n as counted, t } from "../i18n";
import type { NumbersMeasure } from "./types";

/** Below this number of cases, a rate says too little: the fraction is shown instead. */
const share = (value: number) => t("numbers.percent", { value: number(value * 100, Math.abs(value) < 0.1 ? 1 : 0) });

/** Units of the numbers that aren't plain counts. */
const HOURS = new Set(["leadHours"]);
const MINUTES = new Set(["attendedMinutes"]);
const SECONDS = new Set(["secondsToBook"]);

function quantity(key: string, value: number): string {
  if (HOURS.has(key)) return t("numbers.hours", { value: number(value) });
  if (MINUTES.has(key)) return t("numbers.minutes", { value: number(value) });
  if (SECONDS.has(key)) return t("numbers.seconds", { value: number(value) });
  return number(value);
}

/** A number in words: a rate of few cases as "3 of 7". */
export function valueText(key: string, measure: NumbersMeasure): string {
  const { kind, value, n = 0, of = 0, shown } = measure;
  if (kind === "few") return t("numbers.few");
  if (kind === "count") return quantity(key, n);
  if (kind === "share" && (!shown || value === undefined))
    return t("numbers.fraction", { n: number(n), of: number(of) });
  if (value === undefined) return t("numbers.none");
  if (kind === "share") return share(value);
  return kind === "mean" ? number(value, 1) : quantity(key, value);
}

/** The cases behind a number and its interval of 95 %; empty for a count. */
export function evidence(key: string, measure: NumbersMeasure): string {
  const { kind, value, n = 0, of = 0, low, high, shown } = measure;
  if (kind === "few" || kind === "count" || value === undefined) return "";
  const cases =
    kind === "share" ? t("numbers.fraction", { n: number(n), of: number(of) }) : counted("numbers.cases", n);
  if (!shown || low === undefined || high === undefined) return kind === "share" ? "" : cases;
  const edge = (bound: number) => {
    if (kind === "share") return share(bound);
    return kind === "mean" ? number(bound, 1) : quantity(key, bound);
  };
  return t("numbers.interval", { cases, low: edge(low), high: edge(high) });
}

/** The address of the list that a number counts: its dates are those of the company's zone. */
export function listAddress(list: string, timezone: string): string {
  const query = new URLSearchParams(list);
  query.set("period", "own");
  query.set("timezone", timezone);
  return `/console/bookings?${query}`;
}
