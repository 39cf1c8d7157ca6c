import { locale } from "../i18n";
import { known, time } from "./format";

/** The zone that this browser is in. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

function part(zone: string, style: "shortOffset" | "longGeneric", at: number): string {
  const format = new Intl.DateTimeFormat(locale(), { timeZone: known(zone), timeZoneName: style });
  return format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** As "GMT+1". */
export function offset(zone: string, instant: string | number): string {
  return part(zone, "shortOffset", new Date(instant).getTime());
}

/** Zones that browsers still list under a name that the place has given up. */
const RENAMED: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Asmara",
  "America/Godthab": "Nuuk",
  "Asia/Calcutta": "Kolkata",
  "Asia/Katmandu": "Kathmandu",
  "Asia/Rangoon": "Yangon",
  "Asia/Saigon": "Ho Chi Minh",
  "Atlantic/Faeroe": "Faroe",
  "Europe/Kiev": "Kyiv",
  "Pacific/Enderbury": "Kanton",
  "Pacific/Ponape": "Pohnpei",
  "Pacific/Truk": "Chuuk",
};

/** The place of a zone: "Europe/Berlin" → "Berlin". */
export function place(zone: string): string {
  return RENAMED[zone] ?? (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}

/** As "Berlin, GMT+1". */
export function zoneLabel(zone: string, instant: string | number): string {
  return known(zone) === "UTC" ? "UTC" : `${place(zone)}, ${offset(zone, instant)}`;
}

/** A zone as the search shows it. */
export interface ZoneChoice {
  zone: string;
  label: string;
  offset: string;
  /** What the search looks in, in lower case. */
  words: string;
}

/** Every zone that this browser knows, with the offset that holds at an instant. */
export function allZones(at: number): ZoneChoice[] {
  const zones = Intl.supportedValuesOf("timeZone");
  const all = zones.includes("UTC") ? zones : ["UTC", ...zones];
  return all.map((zone) => {
    const shown = part(zone, "shortOffset", at);
    const label = (RENAMED[zone] ? zone.replace(/[^/]+$/, RENAMED[zone]) : zone).replaceAll("_", " ");
    return { zone, label, offset: shown, words: `${zone} ${label} ${shown} ${part(zone, "longGeneric", at)}`.toLowerCase() };
  });
}

/** The zones whose name, offset or place holds every word that was typed. */
export function search(zones: ZoneChoice[], typed: string): ZoneChoice[] {
  const words = typed.toLowerCase().split(/[\s,]+/).filter(Boolean);
  return zones.filter((choice) => words.every((word) => choice.words.includes(word)));
}

/** The time that it is now in a zone. */
export function timeNow(zone: string, now: number): string {
  return time(new Date(now).toISOString(), zone);
}
