import { type ComponentType, render } from "preact";

import { get } from "../api/client";
import type { Site } from "../api/types";
import { choose, type Language, LANGUAGES } from "../i18n";
import { loadLanguage } from "../i18n/load";
import { acceptAs, onOffsets } from "../time/offsets";
import { zoneOf } from "../time/zones";
import { applyBrandColour } from "./colour";
import { theme, Unreachable } from "./first";
import { onPreference } from "./preferences";
import { followTranslations } from "./translated";

export interface AppProps {
  site: Site;
  /** Draws everything anew, in the language that is now the page's. */
  onLanguage: () => void;
}

/** The settings if the API doesn't answer. */
const DEFAULTS: Site = { languages: [...LANGUAGES] };

/** Loads the language and the site's settings together, then draws the app. */
export async function start(App: ComponentType<AppProps>) {
  theme();
  const root = document.getElementById("app");
  if (!root) return;
  const wanted: Language = choose(location.search, navigator.languages);
  const site = await prepare(wanted).catch(() => undefined);
  if (!site) {
    root.replaceChildren();
    render(<Unreachable lang={wanted} />, root);
    return;
  }
  const draw = () => render(<App site={site} onLanguage={draw} />, root);
  followTranslations(root);
  onPreference(() => (theme(), draw()));
  root.replaceChildren();
  root.removeAttribute("aria-busy");
  draw();
  onOffsets(draw);
}

/** The settings, once the page speaks a language that they offer and wears their colour. */
async function prepare(wanted: Language): Promise<Site> {
  const timezone = zoneOf(new URLSearchParams(location.search));
  const settings = get<Site>("/site", { parameters: { timezone } }).catch(() => DEFAULTS);
  const [site] = await Promise.all([settings, loadLanguage(wanted)]);
  if (site.zone) acceptAs(timezone, site.zone);
  const offered = choose(location.search, navigator.languages, site.languages);
  if (offered !== wanted) await loadLanguage(offered);
  applyBrandColour(site.branding?.color);
  document.documentElement.dataset.photos = site.display?.photoShape;
  const asked = new URLSearchParams(location.search);
  // The site around a frame may have another colour (`data-color` of its tag).
  if (asked.get("embed") === "1") applyBrandColour(asked.get("color") ?? undefined);
  return site;
}
