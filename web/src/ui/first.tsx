import type { Language } from "../i18n";
import { UNREACHABLE } from "../i18n/languages";
import { preferences } from "./preferences";

/** Light or dark: as the address asks, else as is set for this device, else as the system is. */
export function theme() {
  const asked = new URLSearchParams(location.search).get("theme");
  const wanted = asked === "light" || asked === "dark" ? asked : preferences().theme;
  if (wanted) document.documentElement.dataset.theme = wanted;
  else delete document.documentElement.dataset.theme;
}

export function Unreachable({ lang }: { lang: Language }) {
  const [sentence, button] = UNREACHABLE[lang];
  return (
    <main class="narrow" lang={lang}>
      <div class="notice fault" role="alert">
        <p>{sentence}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {button}
        </button>
      </div>
    </main>
  );
}
