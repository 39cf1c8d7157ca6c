import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import en from "../src/console/i18n/company/en";
import { bodyOf, entryOf, formOf, missingIn, pointerOf, titleOf, withAt } from "../src/console/settings/form";
import { type Field, GROUPS, type Section, type Settings } from "../src/console/settings/sections";

const SECTIONS: readonly Section[] = Object.values(GROUPS).flat();
const section = (name: string) => SECTIONS.find((one) => one.name === name) as Section;
const SITE = JSON.parse(
  readFileSync(new URL("../../infra/seed/site.json", import.meta.url), "utf8"),
) as unknown as Settings;
const form = (name: string, value: unknown) => formOf(section(name), { [name]: value } as unknown as Settings);

describe("a section of the settings", () => {
  it.each(SECTIONS.map(({ name }) => name))("%s is sent as it came", (name) => {
    const value = SITE[name];
    if (value === undefined) return;
    const body = bodyOf(section(name), formOf(section(name), SITE));
    const sent = section(name).fields[0]?.name === name && name !== "refundPolicy" ? body[name] : body;
    // Members that the document leaves out are sent with what holds without them.
    expect(sent).toEqual(Array.isArray(value) || typeof value !== "object" ? value : expect.objectContaining(value));
  });

  it("sends numbers as numbers, and what is none as it was typed", () => {
    const limits = form("limits", { movesPerDay: 3 });
    expect(bodyOf(section("limits"), limits)).toEqual({ movesPerDay: 3 });
    expect(bodyOf(section("limits"), { ...limits, movesPerDay: "", movesPerBooking: "many" })).toEqual({
      movesPerBooking: "many",
    });
  });

  it("takes words and roles one a line", () => {
    const protection = { ...form("protection", {}), blockedNetworks: " 203.0.113.0/24 \n\n2001:db8::/32" };
    expect(bodyOf(section("protection"), protection).blockedNetworks).toEqual(["203.0.113.0/24", "2001:db8::/32"]);
    const roles = { groups: "Staff: Berlin: viewer\nBooking admins:admin\nnobody" };
    expect(bodyOf(section("singleSignOn"), roles)).toEqual({
      groups: { "Staff: Berlin": "viewer", "Booking admins": "admin", nobody: "" },
    });
  });

  it("tells no list of countries from an empty one", () => {
    const countries = section("textMessages");
    expect(bodyOf(countries, form("textMessages", {}))).toEqual({});
    expect(bodyOf(countries, form("textMessages", { countries: [] }))).toEqual({ countries: [] });
    expect(bodyOf(countries, form("textMessages", { countries: ["DE", "CH"] }))).toEqual({ countries: ["DE", "CH"] });
  });

  it("leaves out a consent that nobody wrote", () => {
    const consents = form("consents", SITE.consents);
    const without = withAt(consents, ["marketing", "text"], {});
    expect(bodyOf(section("consents"), without)).not.toHaveProperty("marketing");
    expect(bodyOf(section("consents"), without)).toHaveProperty("recording");
  });

  it("names fields as the API does", () => {
    expect(pointerOf(section("faq"), ["faq", 0, "question"])).toBe("/faq/0/question");
    expect(pointerOf(section("hero"), ["title", "en"])).toBe("/title/en");
    expect(pointerOf(section("refundPolicy"), ["refundPolicy", "en"])).toBe("/en");
  });

  it("gets entries that are sent without what is empty", () => {
    const faq = section("faq");
    const [list] = faq.fields as [Field & { kind: "list" }];
    const draft = withAt({ faq: [entryOf(list.of)] }, ["faq", 0, "question"], { en: "Why?" });
    expect(bodyOf(faq, draft)).toEqual({ faq: [{ question: { en: "Why?" }, answer: {} }] });
    expect(missingIn(faq.fields, draft, "en")).toBe(false);
    expect(missingIn(faq.fields, draft, "de")).toBe(true);
  });
});

describe("the page of the settings", () => {
  const texts: Record<string, unknown> = en;
  const labels = (fields: readonly Field[]): string[] =>
    fields.flatMap((field) => [
      field.label ?? field.name,
      ...(field.hint ? [`${field.label ?? field.name}.hint`] : []),
      ...("words" in field ? field.words.map((word) => `is.${word}`) : []),
      ...(field.kind === "object" ? labels(field.fields) : []),
      ...(field.kind === "list" && field.of !== "texts" ? labels(field.of) : []),
    ]);

  it("has a text for each section, field and word", () => {
    const wanted = SECTIONS.flatMap(({ name, fields }) => [`section.${name}`, ...labels(fields)]);
    expect(wanted.filter((key) => !texts[`settings.${key}`])).toEqual([]);
  });

  it("has every section of the contract", () => {
    const contract = readFileSync(new URL("../src/api/schema.d.ts", import.meta.url), "utf8");
    const change = /SettingsChange: \{([^}]*)\}/.exec(contract)?.[1] ?? "";
    const names = [...change.matchAll(/(\w+)\?:/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(SECTIONS.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  });
});

describe("an entry of a list", () => {
  it("is known by its name, or its first text", () => {
    expect(titleOf({ name: "GDPR", url: "" }, "de")).toBe("GDPR");
    expect(titleOf({ question: { de: "Was kostet es?" }, answer: {} }, "de")).toBe("Was kostet es?");
    expect(titleOf({ text: { en: "Fine." }, author: "Ada" }, "de")).toBe("Fine.");
    expect(titleOf({ en: "Quick" }, "en")).toBe("Quick");
    expect(titleOf({ question: {}, answer: {} }, "en")).toBe("");
  });
});
