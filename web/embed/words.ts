import { language, type Language, type Options } from "./options";

const WORDS: Record<Language, { book: string; close: string; open: string }> = {
  en: { book: "Book a consultation", close: "Close", open: "Open the booking page in a new tab" },
  de: { book: "Beratung buchen", close: "Schließen", open: "Buchungsseite in neuem Tab öffnen" },
  ru: { book: "Записаться на консультацию", close: "Закрыть", open: "Открыть страницу записи в новой вкладке" },
};

/** The few words that stand on the site itself. */
export const wordsFor = (options: Options) => WORDS[language(options) ?? "en"];
