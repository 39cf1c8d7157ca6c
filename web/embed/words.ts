import { WIDGET } from "../src/i18n/languages";
import { language, type Options } from "./options";

/** The few words that stand on the site itself. */
export const wordsFor = (options: Options) => WIDGET[language(options) ?? "en"];
