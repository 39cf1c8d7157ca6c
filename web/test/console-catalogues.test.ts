import { describe, expect, it } from "vitest";

import companyDe from "../src/console/i18n/company/de";
import companyEn from "../src/console/i18n/company/en";
import companyRu from "../src/console/i18n/company/ru";
import de from "../src/console/i18n/de";
import en from "../src/console/i18n/en";
import ru from "../src/console/i18n/ru";
import setupDe from "../src/console/i18n/setup/de";
import setupEn from "../src/console/i18n/setup/en";
import setupRu from "../src/console/i18n/setup/ru";
import type { Plural } from "../src/i18n/catalogue";

type Entries = Record<string, string | Plural>;
const english: Entries = { ...en, ...setupEn, ...companyEn };
const catalogues: [string, Entries][] = [
  ["en", english],
  ["de", { ...de, ...setupDe, ...companyDe }],
  ["ru", { ...ru, ...setupRu, ...companyRu }],
];

const texts = (entry: string | Plural) => (typeof entry === "string" ? [entry] : Object.values(entry));
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("the console's languages", () => {
  it.each(catalogues)("%s has every text, and fills in the same values as English", (_, entries) => {
    expect(Object.keys(entries).sort()).toEqual(Object.keys(english).sort());
    for (const [key, entry] of Object.entries(entries)) {
      const expected = names(texts(english[key] ?? "").at(-1) ?? "");
      for (const text of texts(entry)) {
        // "Mails today" may leave out how many.
        expect(expected, `${key}: ${text}`).toEqual(expect.arrayContaining(names(text)));
        if (key !== "actor.unknown") expect(text.trim(), key).not.toBe("");
      }
    }
  });

  it.each(catalogues)("%s has the plural forms that its grammar asks for", (lang, entries) => {
    const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.sort();
    for (const [key, entry] of Object.entries(entries)) {
      if (typeof entry === "string") continue;
      expect(forms, key).toEqual(expect.arrayContaining(Object.keys(entry)));
      expect(Object.keys(entry), key).toEqual(expect.arrayContaining(["one", "other"]));
    }
  });
});
