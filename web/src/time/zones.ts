import { locale, t } from "../i18n";
import { supportedZone, time } from "./format";
import { acceptedZone, serverOffset } from "./offsets";

/**
 * A zone by its exact name, as the server accepts it; undefined where this browser can't show it. An offset ("+01:00") is
 * no zone, nor is `Etc/Unknown`, the zone of a browser that knows none.
 */
export function zoneNamed(name: string): string | undefined {
  if (!/^[a-z]/i.test(name) || /^etc\/unknown$/i.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    // Where it is a link, browsers name its target.
    return acceptedZone(timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name);
  } catch {
    return undefined;
  }
}

/** The zone that this browser is in, UTC if it knows none. */
export function browserZone(): string {
  return zoneNamed(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "") ?? "UTC";
}

/** The zone that an address asks for, else the browser's. */
export function zoneOf(query: URLSearchParams): string {
  return zoneNamed(query.get("tz") ?? "") ?? browserZone();
}

function part(zone: string, style: "shortOffset" | "shortGeneric" | "longGeneric", at: number): string {
  const format = new Intl.DateTimeFormat(locale(), { timeZone: supportedZone(zone), timeZoneName: style });
  return format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** As "GMT+1". The minus is a real one: after a hyphen the line may break. */
export function offset(zone: string, instant: string | number): string {
  const at = new Date(instant).getTime();
  const minutes = serverOffset(zone, at);
  return (minutes === undefined ? part(zone, "shortOffset", at) : gmt(minutes)).replace("-", "\u2212");
}

/** As browsers write it: "GMT+5:45", "GMT+0". */
function gmt(minutes: number): string {
  const rest = Math.abs(minutes) % 60;
  return `GMT${minutes < 0 ? "-" : "+"}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
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
  return supportedZone(zone) === "UTC" ? "UTC" : `${place(zone)}, ${offset(zone, instant)}`;
}

/** Short names of zones' times, where the reader's language doesn't have them, each at one zone with that time. */
const SHORT: Readonly<Record<string, string>> = {
  "America/Chicago": "cst cdt",
  "America/Denver": "mst mdt",
  "America/Los_Angeles": "pst pdt",
  "America/New_York": "est edt",
  "Asia/Tokyo": "jst",
  "Europe/Athens": "eet eest oez oesz",
  "Europe/Berlin": "cet cest mez mesz",
  "Europe/Moscow": "msk",
};

/** A zone as the search shows it. */
export interface ZoneChoice {
  readonly zone: string;
  readonly label: string;
  readonly offset: string;
  /** The text to search, as `plain` has it. */
  readonly words: string;
}

/** In small letters, without the marks on them: a reader without a key for "ü" finds Zürich too. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("−", "-");
}

/** "UTC+01:00", "gmt+1" and "+1" as "+1"; undefined for anything else. */
function hours(text: string): string | undefined {
  if (/^(gmt|utc)$/.test(text)) return "+0";
  const [, sign, hour, minute = "00"] = /^(?:gmt|utc)?([+-])0?(\d{1,2})(?::?(\d\d))?$/.exec(text) ?? [];
  if (!sign) return undefined;
  return `${hour === "0" ? "+" : sign}${hour}${minute === "00" ? "" : `:${minute}`}`;
}

/** Other cities by the place whose time they have, as people look for them. */
function cities(): Map<string, string> {
  return new Map(
    t("zone.cities")
      .split("; ")
      .map((entry) => {
        const [first = "", ...others] = entry.split(" ").map((name) => name.replaceAll("_", " "));
        return [first, others.join(" ")];
      }),
  );
}

/** What `make` gives, made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Every zone that this browser knows, with the offset that holds at an instant. */
export function allZones(at: number): ZoneChoice[] {
  const zones = Intl.supportedValuesOf("timeZone");
  const all = zones.includes("UTC") ? zones : ["UTC", ...zones];
  const others = cities();
  const short = once(
    () => new Map(Object.entries(SHORT).map(([zone, words]) => [part(zone, "longGeneric", at), words])),
  );
  return all.map((zone) => {
    const label = (RENAMED[zone] ? zone.replace(/[^/]+$/, RENAMED[zone]) : zone).replaceAll("_", " ");
    // Names take long to find: one that isn't shown or searched isn't asked for.
    const shown = once(() => offset(zone, at));
    const words = once(() => {
      const name = part(zone, "longGeneric", at);
      return plain(
        [zone, label, shown(), name, part(zone, "shortGeneric", at), short().get(name), others.get(place(zone))].join(
          " ",
        ),
      );
    });
    return {
      zone,
      label,
      get offset() {
        return shown();
      },
      get words() {
        return words();
      },
    };
  });
}

/** The zones with every typed word in name, offset or place; those where words begin so come first. */
export function search(zones: ZoneChoice[], typed: string): ZoneChoice[] {
  const words = plain(typed)
    .replace(/(utc|gmt) +(?=[+-])/g, "$1")
    .split(/[\s,]+/)
    .filter(Boolean);
  const fits = (choice: ZoneChoice, word: string) => {
    const wanted = hours(word);
    return wanted ? hours(plain(choice.offset)) === wanted : choice.words.includes(word.replace(/^utc(?=.)/, "gmt"));
  };
  const begins = (choice: ZoneChoice) =>
    words.every((word) => ` ${choice.words.replaceAll(/[/(-]/g, " ")}`.includes(` ${word}`));
  const found = zones.filter((choice) => words.every((word) => fits(choice, word)));
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))];
}

/** The time that it is now in a zone. */
export function timeNow(zone: string, now: number): string {
  return time(new Date(now).toISOString(), zone);
}
