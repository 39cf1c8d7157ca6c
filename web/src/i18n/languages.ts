import type { Site } from "../api/types";

/** The languages of the pages and of the widget. The first one stands in where none that is asked for is on offer. */
export const LANGUAGES = ["en", "de", "ru"] as const satisfies Site["languages"];
export type Language = (typeof LANGUAGES)[number];

/** Where a language names no region: how its dates and times are written. */
export const REGIONS: Record<Language, string> = { en: "en-GB", de: "de-DE", ru: "ru-RU" };

/** Shown if not even a catalogue could be loaded. */
export const UNREACHABLE: Record<Language, [sentence: string, button: string]> = {
  en: ["The page couldn't be loaded. Please check your connection.", "Try again"],
  de: ["Die Seite konnte nicht geladen werden. Bitte prüfen Sie Ihre Verbindung.", "Erneut versuchen"],
  ru: ["Не удалось загрузить страницу. Проверьте, пожалуйста, соединение.", "Попробовать ещё раз"],
};

/** The widget's words on another site, where no catalogue is loaded. */
export const WIDGET: Record<Language, { book: string; close: string; open: string }> = {
  en: { book: "Book a consultation", close: "Close", open: "Open the booking page in a new tab" },
  de: { book: "Beratung buchen", close: "Schließen", open: "Buchungsseite in neuem Tab öffnen" },
  ru: { book: "Записаться на консультацию", close: "Закрыть", open: "Открыть страницу записи в новой вкладке" },
};
