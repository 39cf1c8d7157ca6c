/** A consultant's own page is complete as the server writes it. This adds the reader's zone, language and colours. */
import "../styles/pages/consultant.css";

import type { Language } from "../i18n";
import { loadLanguage } from "../i18n/load";
import { languageName, shortMoment } from "../time/format";
import { browserZone, zoneLabel } from "../time/zones";
import { applyBrandColour } from "../ui/colour";
import { preferences } from "../ui/preferences";

const { theme } = preferences();
if (theme) document.documentElement.dataset.theme = theme;
applyBrandColour(document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')?.content);

/** Languages by their names, and the next free time by the reader's own clock. */
function inReadersWords() {
  for (const spoken of document.querySelectorAll<HTMLElement>(".spoken")) {
    spoken.textContent = languageName(spoken.dataset.language ?? "");
    spoken.dataset.named = "";
  }
  const zone = browserZone();
  for (const time of document.querySelectorAll("time")) {
    const words = document.createElement("strong");
    words.textContent = shortMoment(time.dateTime, zone);
    time.replaceChildren(words, ` (${zoneLabel(zone, time.dateTime)})`);
  }
}

// Without the catalogue the page stays as it is.
void loadLanguage(document.documentElement.lang as Language).then(inReadersWords, () => undefined);
