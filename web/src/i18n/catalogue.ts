import type en from "./en";

/** A text in the plural forms of its language (Intl.PluralRules); `other` stands in for missing ones. */
export interface Plural {
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}

type English = typeof en;
export type Key = keyof English;
export type TextKey = { [K in Key]: English[K] extends string ? K : never }[Key];
export type PluralKey = Exclude<Key, TextKey>;

/** The same keys in every language. */
export type Catalogue = Record<TextKey, string> & Record<PluralKey, Plural>;
