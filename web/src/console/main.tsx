import "../styles/pages/console.css";

import { render } from "preact";

import { get } from "../api/client";
import type { Site } from "../api/types";
import { choose, type Language, LANGUAGES } from "../i18n";
import { applyBrandColour } from "../ui/colour";
import { onPreference, preferences } from "../ui/preferences";
import { theme, Unreachable } from "../ui/first";
import { followTranslations } from "../ui/translated";
import { App } from "./app";
import { Entrance } from "./frame/entrance";
import { begin, type Beginning } from "./frame/session";
import { loadLanguage, loadTexts } from "./i18n";

/** The language of the address, else the one set for this device, else the browser's. */
const wanted = () => choose(location.search, [preferences().language ?? "", ...navigator.languages]);

async function speak(language: Language) {
  await loadLanguage(language);
  await loadTexts();
}

async function start(root: HTMLElement) {
  theme();
  const language = wanted();
  const site = get<Site>("/site").catch((): Site => ({ languages: [...LANGUAGES] }));
  const beginning = begin();
  let began: Beginning;
  try {
    [began] = await Promise.all([beginning, speak(language)]);
  } catch {
    root.replaceChildren();
    return render(<Unreachable lang={language} />, root);
  }
  // The window of a log-in closes; nothing of it is seen.
  if (began === "window") return;
  const settings = await site;
  applyBrandColour(settings.branding?.color);
  followTranslations(root);
  const draw = () =>
    render(
      began === "session" ? (
        <App site={settings} onLanguage={(next) => void speak(next).then(draw)} />
      ) : (
        <Entrance as={began} />
      ),
      root,
    );
  onPreference(() => (theme(), draw()));
  root.replaceChildren();
  root.removeAttribute("aria-busy");
  draw();
}

const root = document.getElementById("app");
if (root) void start(root);
