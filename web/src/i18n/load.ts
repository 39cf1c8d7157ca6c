import { type Language, speak } from ".";
import type { Catalogue } from "./catalogue";

/** Only the reader's language is loaded. */
const loaders = import.meta.glob<{ default: Catalogue }>("./??.ts");

/** Loads a language and makes it the page's. */
export async function loadLanguage(lang: Language): Promise<void> {
  speak(lang, (await loaders[`./${lang}.ts`]?.())?.default);
}
