import { PERSONAL } from "../src/booking/personal";
import { type Language, LANGUAGES } from "../src/i18n/languages";

/** A site's options for its booking: attributes of the script's tag, or of the element that opens the popup. */
export type Options = Readonly<Record<string, string | undefined>>;

/** Attributes (as `dataset` names them) that the booking page reads from its query. */
export const QUERY: Readonly<Record<string, string>> = {
  consultant: "consultant",
  duration: "duration",
  meetingType: "type",
  timezone: "tz",
  color: "color",
  frame: "frame",
  source: "source",
  utmSource: "utm_source",
  utmMedium: "utm_medium",
  utmCampaign: "utm_campaign",
};

/** The language asked for, else the one of the site around, if the booking page speaks it. */
export function language({ language: asked }: Options): Language | undefined {
  const wanted = (asked ?? document.documentElement.lang).toLowerCase().split("-")[0];
  return LANGUAGES.find((one) => one === wanted);
}

export type Theme = "light" | "dark" | undefined;

/** Light or dark as the site around is; undefined where both it and its visitor may choose. */
export function theme({ theme: asked }: Options): Theme {
  if (asked === "light" || asked === "dark") return asked;
  if (asked) return undefined;
  const schemes = getComputedStyle(document.documentElement).colorScheme;
  if (!schemes.includes("dark")) return "light";
  return schemes.includes("light") ? undefined : "dark";
}

/** `#rgb` or `#rrggbb` of the brand, if it is one. */
export function colour({ color }: Options): string | undefined {
  return /^#([\da-f]{3}|[\da-f]{6})$/i.test(color ?? "") ? color : undefined;
}

/** The booking page's address for these options. `base` is its origin. */
export function address(base: string, options: Options): string {
  const query = new URLSearchParams({ embed: "1", origin: location.origin });
  const set = (name: string, value: string | undefined) => value && query.set(name, value);
  set("lang", language(options));
  set("theme", theme(options));
  for (const [name, parameter] of Object.entries(QUERY)) set(parameter, options[name]);
  // They travel in the fragment, which browsers send to no server and no log keeps.
  const personal = new URLSearchParams(PERSONAL.flatMap((name) => (options[name] ? [[name, options[name]]] : [])));
  // A space as %20: a plus is a plus there, as in links written by hand.
  const fragment = String(personal).replaceAll("+", "%20");
  return `${base}/book-consultation?${query}${fragment && `#${fragment}`}`;
}
