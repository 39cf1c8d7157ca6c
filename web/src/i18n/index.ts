import { setLanguage } from "../api/client";
import type { Texts } from "../api/types";
import type { Catalogue, Key, Plural, PluralKey, TextKey } from "./catalogue";
import { type Language, LANGUAGES, REGIONS } from "./languages";

let language: Language = "en";
let tag = "en-GB";
let customs = "en-GB";
let catalogue: Catalogue | undefined;
let rules = new Intl.PluralRules("en");

/** The language for a page, of those on offer: by its address, then by the browser, then the first. */
export function choose(search: string, preferred: readonly string[], offered: readonly string[] = LANGUAGES): Language {
  const languages = LANGUAGES.filter((lang) => offered.includes(lang));
  const asked = [new URLSearchParams(search).get("lang") ?? "", ...preferred];
  const short = asked.map((tag) => tag.toLowerCase().split("-")[0]);
  return short.flatMap((tag) => languages.find((lang) => lang === tag) ?? [])[0] ?? languages[0] ?? "en";
}

const speaks = (lang: Language, tag: string) => tag.toLowerCase().split("-")[0] === lang;

/**
 * The reader's own region where the browser names one for its first language ("en-US" writes 9:30 AM), else the usual
 * one: browsers add "en-US" to any list.
 */
export function localeFor(lang: Language, preferred: readonly string[]): string {
  const own = preferred.find((one) => speaks(lang, one) && one.includes("-"));
  return (speaks(lang, preferred[0] ?? lang) && own) || REGIONS[lang];
}

/** The locale by which hours and weeks are counted: that of the reader's first language, also on a page in another. */
export function customsFor(lang: Language, preferred: readonly string[]): string {
  const [first = lang] = preferred;
  return speaks(lang, first) || !isTag(first) ? localeFor(lang, preferred) : first;
}

function isTag(tag: string): boolean {
  try {
    return Boolean(new Intl.Locale(tag));
  } catch {
    return false;
  }
}

/** Makes a language the page's, with its texts. */
export function speak(lang: Language, texts: Catalogue | undefined) {
  catalogue = texts;
  language = lang;
  tag = localeFor(lang, navigator.languages);
  customs = customsFor(lang, navigator.languages);
  rules = new Intl.PluralRules(lang);
  document.documentElement.lang = lang;
  setLanguage(lang);
}

/** The language of the page. */
export function current(): Language {
  return language;
}

/** The BCP 47 tag by which dates and numbers are written. */
export function locale(): string {
  return tag;
}

/** The BCP 47 tag of the locale by which hours and weeks are counted. */
export function readersCustoms(): string {
  return customs;
}

export type Values = Record<string, string | number>;

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text of the catalogue, with its `{names}` filled in. */
export function t(key: TextKey, values: Values = {}): string {
  return fill(catalogue?.[key] ?? key, values);
}

/** A text that counts something: `{count}` is the number as the reader writes it. */
export function n(key: PluralKey, count: number, values: Values = {}): string {
  const forms: Plural | undefined = catalogue?.[key];
  const form = forms?.[rules.select(count)] ?? forms?.other ?? key;
  return fill(form, { count: new Intl.NumberFormat(tag).format(count), ...values });
}

/** A text that the API sends in several languages: the reader's, else English, else any. */
export function pick(texts: Texts | undefined): string {
  return texts?.[language] ?? texts?.en ?? Object.values(texts ?? {}).find(Boolean) ?? "";
}

export { LANGUAGES };
export type { Key, Language };
