import { describe, expect, it, vi } from "vitest";

import { countryOf, international, likelyCountry } from "../src/booking/countries";
import { bodyOf, check, emptyForm, type Form, links, placed, prefilled } from "../src/booking/form";
import { loadLanguage } from "../src/i18n/load";

const filled: Form = {
  ...emptyForm("DE"),
  language: "de",
  firstName: " Ada ",
  lastName: "Lovelace",
  email: "ada@example.com",
  terms: true,
  privacy: true,
};
const choice = {
  consultantId: "any",
  start: "2026-11-24T09:00:00Z",
  duration: 30,
  timezone: "Europe/Berlin",
  meetingType: "video",
} as const;
const nothing = new URLSearchParams();

describe("what is typed", () => {
  it("passes when all that is needed is there", () => {
    expect(check(filled, "video")).toEqual({});
  });

  it("needs names, an address and both consents", () => {
    expect(Object.keys(check(emptyForm("GB"), "video")).sort()).toEqual([
      "email",
      "firstName",
      "lastName",
      "privacy",
      "terms",
    ]);
  });

  it.each([
    "ada",
    "ada@example",
    "@example.com",
    "ada@exa mple.com",
    "ada@example.",
    "ada@111.222.333.44444",
    "ada@exa_mple.com",
  ])("is no e-mail address: %s", (email) => {
    expect(check({ ...filled, email }, "video")).toHaveProperty("email");
  });

  it("needs a number for a call and for text messages only", () => {
    expect(check(filled, "phone")).toHaveProperty("phone");
    expect(check({ ...filled, remindBySms: true }, "video")).toHaveProperty("phone");
    expect(check({ ...filled, phone: "030 901820" }, "phone")).toEqual({});
  });

  it("becomes links, one a line", () => {
    expect(links("https://a.example/x\n\n  b.example ")).toEqual(["https://a.example/x", "https://b.example"]);
    expect(check({ ...filled, materials: "https://" }, "video")).toHaveProperty("materials");
  });
});

describe("a phone number", () => {
  it.each([
    ["DE", "030 901820", "+4930901820"],
    ["DE", "(030) 901820", "+4930901820"],
    ["IT", "06 698", "+3906698"],
    ["RU", "8 (912) 345-67-89", "+79123456789"],
    ["US", "212 555 0100", "+12125550100"],
    ["DE", "+41 44 668 18 00", "+41446681800"],
    ["DE", "0041 44 668 18 00", "+41446681800"],
    ["DE", "  ", ""],
    // Pasted: marks that nobody sees, a link, a wide plus.
    ["DE", "\u202a+49 30 901820\u202c", "+4930901820"],
    ["DE", "tel:+49-30-901820;ext=5", "+4930901820"],
    ["DE", "(+49) 30 901820", "+4930901820"],
    ["GB", "\uff0b49 30 901820", "+4930901820"],
    // The country code without its plus.
    ["DE", "49 30 901820", "+4930901820"],
    ["US", "1 (212) 555-0100", "+12125550100"],
    ["RU", "7 912 345-67-89", "+79123456789"],
    ["GB", "44 20 7946 0958", "+442079460958"],
    // Numbers that only begin like one.
    ["IN", "91234 56789", "+919123456789"],
    ["IT", "392 123 4567", "+393921234567"],
    ["PL", "48 123 45 67", "+48481234567"],
    ["KZ", "701 234 5678", "+77012345678"],
    ["RU", "812 345-67-89", "+78123456789"],
    // A prefix dialled before a number elsewhere.
    ["HU", "06 30 123 4567", "+36301234567"],
    ["LT", "8 612 34567", "+37061234567"],
    ["BY", "8 029 123-45-67", "+375291234567"],
    ["BY", "29 123-45-67", "+375291234567"],
    // The area code is part of the country code.
    ["JM", "876 555 0100", "+18765550100"],
    ["JM", "555 0100", "+18765550100"],
  ])("from %s: %s is %s", (country, typed, expected) => {
    expect(international(country, typed)).toBe(expected);
  });

  it.each([
    ["GB", "+1 415 555 0100", "US"],
    ["CA", "+1 415 555 0100", "CA"],
    ["GB", "+1876 555 0100", "JM"],
    ["GB", "0049 30", "DE"],
    ["DE", "tel:+7 912", "RU"],
    ["DE", "+7 701 234 5678", "KZ"],
    ["DE", "030 901820", undefined],
    ["DE", "+", undefined],
  ])("with %s chosen, %s is of %s", (present, typed, country) => {
    expect(countryOf(typed, present)).toBe(country);
  });

  it("begins with the browser's country, else the language's", () => {
    expect(likelyCountry(["en", "de-CH"], "en")).toBe("CH");
    expect(likelyCountry(["ru"], "ru")).toBe("RU");
  });
});

describe("the data that a link knows", () => {
  it.each([
    ["#email=ada+work@clients.example", { email: "ada+work@clients.example" }],
    ["#email=ada%2Bwork@clients.example", { email: "ada+work@clients.example" }],
    ["#phone=+49+30+901820&lastName=von+Arnim", { phone: "+49+30+901820", lastName: "von Arnim" }],
    ["#phone=+49%2030%20901820&company=Q+A%20GmbH", { phone: "+49 30 901820", company: "Q+A GmbH" }],
    ["#firstName=Ada%20Maria&subject=C%2B%2B", { firstName: "Ada Maria", subject: "C++" }],
  ])("in %s arrive as they were written", (fragment, expected) => {
    expect(prefilled(fragment)).toEqual(expected);
  });

  it("hold a number that is still one", () => {
    expect(international("GB", prefilled("#phone=+49+30+901820").phone ?? "")).toBe("+4930901820");
  });
});

describe("pasted text", () => {
  const sent = (change: Partial<Form>) => bodyOf({ ...filled, ...change }, choice, nothing);

  it.each([
    ["one\u000btwo", "one\ntwo"],
    ["one\ftwo\u0085three", "one\ntwo\nthree"],
    ["one\u0003 \u2068two\u2069", "one two"],
    ["\u202bone\u202c\u2028two", "one\ntwo"],
  ])("is sent without characters that show nowhere: %j", (message, expected) => {
    expect(sent({ message })).toMatchObject({ message: expected });
    expect(sent({ subject: message })).toMatchObject({ subject: expected.replaceAll("\n", " ") });
  });

  it("cleans the materials and the names too", () => {
    expect(
      sent({ materials: "https://a.example\u000bhttps://b.example\u0003", firstName: "\u2068Ada\u2069" }),
    ).toMatchObject({
      preparationMaterials: ["https://a.example", "https://b.example"],
      client: { firstName: "Ada" },
    });
  });

  it.each(["\u200b", "\u3164", "\u2800 ", "\u2060\ufeff"])("is no name if nothing of it shows: %j", (firstName) => {
    expect(check({ ...filled, firstName }, "video")).toHaveProperty("firstName");
  });
});

describe("the request", () => {
  it("holds what was filled in, trimmed, and nothing empty", () => {
    const body = bodyOf({ ...filled, companySize: "11-50", materials: "a.example" }, choice, nothing);
    expect(body.client).toEqual({
      firstName: "Ada",
      lastName: "Lovelace",
      email: "ada@example.com",
      companySize: "11-50",
    });
    expect(body).toMatchObject({
      ...choice,
      preparationMaterials: ["https://a.example"],
      language: "de",
      source: "website",
    });
    expect(body).not.toHaveProperty("subject");
    expect(body.consent).toEqual({ terms: true, privacy: true, marketing: false, recording: false });
    const shown = bodyOf(filled, choice, nothing, "2026-11-01").consent;
    expect(shown).toEqual({ ...body.consent, textVersion: "2026-11-01" });
  });

  it("asks for mails in the language that the page has when it is sent, unless another was chosen", async () => {
    vi.stubGlobal("navigator", { languages: ["de-DE"] });
    vi.stubGlobal("document", { documentElement: {} });
    await loadLanguage("ru");
    expect(bodyOf({ ...filled, language: "" }, choice, nothing).language).toBe("ru");
    expect(bodyOf(filled, choice, nothing).language).toBe("de");
  });

  it("says where the client came from, as far as that is a way", () => {
    const from = (query: string) => bodyOf(filled, choice, new URLSearchParams(query));
    expect(from("source=social&utm_source=news&utm_campaign=autumn")).toMatchObject({
      source: "social",
      utm: { source: "news", campaign: "autumn" },
    });
    expect(from("source=elsewhere")).toMatchObject({ source: "website" });
  });

  it("takes what the page around knows from the fragment, and only that", () => {
    expect(prefilled("#firstName=Ada&email=ada%40example.com&terms=true")).toEqual({
      firstName: "Ada",
      email: "ada@example.com",
    });
    expect(prefilled("#consultants")).toEqual({});
  });
});

describe("the API's faults", () => {
  it("come to their fields, and the rest is said", () => {
    const fault = (pointer: string) => ({ pointer, code: "required" as const, message: `at ${pointer}` });
    expect(placed([fault("/client/email"), fault("/preparationMaterials/2"), fault("/timezone")])).toEqual({
      errors: { email: "at /client/email", materials: "at /preparationMaterials/2" },
      others: ["at /timezone"],
    });
  });
});
