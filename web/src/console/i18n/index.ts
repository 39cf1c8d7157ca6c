import { current, type Language, locale, speak, type Values } from "../../i18n";
import type { Catalogue, Plural } from "../../i18n/catalogue";
import type company from "./company/en";
import type en from "./en";
import type setup from "./setup/en";

/**
 * The console's texts, apart from those of the clients' pages: the booking page must not load them. One file for each area
 * of the console and language: `en/<area>.ts`.
 */
type English = typeof en & typeof setup & typeof company;
export type ConsoleKey = keyof English;
export type ConsoleText = { [K in ConsoleKey]: English[K] extends string ? K : never }[ConsoleKey];
export type ConsolePlural = Exclude<ConsoleKey, ConsoleText>;
export type ConsoleTexts = Record<ConsoleText, string> & Record<ConsolePlural, Plural>;

/** The texts of one area, with the keys of English. */
export type Area<T> = { readonly [K in keyof T]: T[K] extends string ? string : Plural };

const loaders = import.meta.glob<{ default: ConsoleTexts }>("./??.ts");
/** Texts that come with the pages that show them: whoever works with bookings doesn't load them. */
const moreLoaders = import.meta.glob<{ default: Partial<ConsoleTexts> }>(["./setup/??.ts", "./company/??.ts"]);
type More = "setup" | "company";
const opened = new Set<More>();

let texts: ConsoleTexts | undefined;

/** Of the clients' texts only those that the console shows (dev/subset.ts). */
const clients = import.meta.glob<{ default: Catalogue }>("../../i18n/??.ts", { query: "?console" });

/** Makes a language the console's. */
export async function loadLanguage(lang: Language): Promise<void> {
  speak(lang, (await clients[`../../i18n/${lang}.ts`]?.())?.default);
}

/** Loads the texts in the page's language. */
export async function loadTexts(): Promise<void> {
  const paths = [...opened].map((folder) => `./${folder}/${current()}.ts`);
  const [found, ...more] = await Promise.all([
    loaders[`./${current()}.ts`]?.(),
    ...paths.map((path) => moreLoaders[path]?.()),
  ]);
  texts = found && Object.assign({}, found.default, ...more.map((one) => one?.default));
}

/** Loads the texts of further pages as well, now and in every later language. */
export async function loadMoreTexts(...folders: More[]): Promise<void> {
  if (folders.every((folder) => opened.has(folder))) return;
  for (const folder of folders) opened.add(folder);
  await loadTexts();
}

const fill = (text: string, values: Values) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** A text, with its `{names}` filled in. */
export function t(key: ConsoleText, values: Values = {}): string {
  return fill(texts?.[key] ?? key, values);
}

/** The text of a key that is put together, as of a code of the API; the code itself if there is none. */
export function named(prefix: string, code: string): string {
  const text = (texts as Record<string, unknown> | undefined)?.[`${prefix}.${code}`];
  return typeof text === "string" ? text : code.replaceAll("_", " ");
}

/** A text that counts something. */
export function n(key: ConsolePlural, count: number, values: Values = {}): string {
  const forms = texts?.[key] as Plural | undefined;
  const form = forms?.[new Intl.PluralRules(current()).select(count)] ?? forms?.other ?? key;
  return fill(form, { count: new Intl.NumberFormat(locale()).format(count), ...values });
}
