import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { choose, customsFor, localeFor } from "../src/i18n";
import type { Plural } from "../src/i18n/catalogue";
import de from "../src/i18n/de";
import en from "../src/i18n/en";
import ru from "../src/i18n/ru";

type Entries = Record<string, string | Plural>;
const catalogues: [string, Entries][] = [
  ["en", en],
  ["de", de],
  ["ru", ru],
];

const texts = (entry: string | Plural) => (typeof entry === "string" ? [entry] : Object.values(entry));
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/** The source of the pages, catalogues left out. */
function source(): string {
  const folder = new URL("../src", import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !/i18n\/[a-z]{2}\.ts$/.test(name),
  );
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

describe("the languages", () => {
  it.each(catalogues)("%s has every text, none of them empty, none too many", (_, entries) => {
    expect(Object.keys(entries).sort()).toEqual(Object.keys(en).sort());
    for (const [key, entry] of Object.entries(entries)) {
      for (const text of texts(entry)) expect(text.trim(), key).not.toBe("");
    }
  });

  it.each(catalogues)("%s fills in the same values as English", (_, entries) => {
    for (const [key, entry] of Object.entries(entries)) {
      const english = (en as Entries)[key];
      const expected = english ? names(texts(english).at(-1) ?? "") : [];
      for (const text of texts(entry)) expect(names(text), `${key}: ${text}`).toEqual(expected);
    }
  });

  it.each(catalogues)("%s has the plural forms that its grammar asks for", (lang, entries) => {
    const forms = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.sort();
    for (const [key, entry] of Object.entries(entries)) {
      if (typeof entry !== "string") expect(Object.keys(entry).sort(), key).toEqual(forms);
    }
  });

  it("are used up to the last text, and nothing else is asked for", () => {
    const quoted = new Set([...source().matchAll(/"([a-z]+\.[a-zA-Z0-9]+)"/g)].map(([, key]) => key));
    const unused = Object.keys(en).filter((key) => !quoted.has(key));
    expect(unused).toEqual([]);
  });

  it.each(catalogues)("%s calls different choices of one list differently", (_, entries) => {
    const when = ["filter.any", "when.today", "when.thisWeek", "when.nextWeek", "when.flexible"].map(
      (key) => entries[key],
    );
    expect(new Set(when).size).toBe(when.length);
  });

  it("German and Russian are translated", () => {
    // Names and the like are the same everywhere.
    const same = new Set([
      "card.online",
      "card.offline",
      "type.video",
      "picker.theirTime",
      "experience.junior",
      "experience.senior",
      "field.position",
      "field.website",
      "filter.title",
      "filter.set",
      "card.reviews",
      "summary.theirs",
    ]);
    for (const [lang, entries] of catalogues.slice(1)) {
      const untranslated = Object.keys(en).filter(
        (key) => JSON.stringify(entries[key]) === JSON.stringify((en as Entries)[key]) && !same.has(key),
      );
      expect(untranslated, lang).toEqual([]);
    }
  });
});

describe("the language of a page", () => {
  it("is the address's, else the browser's first that there is, else English", () => {
    expect(choose("?lang=ru", ["de-DE"])).toBe("ru");
    expect(choose("?lang=fr", ["fr-FR", "de-AT", "en"])).toBe("de");
    expect(choose("", ["ja"])).toBe("en");
  });

  it("is one that the site offers", () => {
    expect(choose("?lang=ru", ["ru", "en"], ["de", "en"])).toBe("en");
    expect(choose("", ["ru"], ["de"])).toBe("de");
  });

  it("is written as in the reader's own region", () => {
    expect(localeFor("en", ["en-US", "de-DE"])).toBe("en-US");
    expect(localeFor("en", ["de-DE"])).toBe("en-GB");
    expect(localeFor("de", ["de"])).toBe("de-DE");
    expect(localeFor("en", ["he-IL", "he", "en-US", "en"])).toBe("en-GB");
  });

  it("counts hours and weeks by the reader's first language", () => {
    expect(customsFor("en", ["he-IL", "he", "en-US", "en"])).toBe("he-IL");
    expect(customsFor("en", ["en", "en-US"])).toBe("en-US");
    expect(customsFor("en", ["en"])).toBe("en-GB");
    expect(customsFor("en", ["*"])).toBe("en-GB");
  });
});
