import { describe, expect, it } from "vitest";

import { international, likelyCountry } from "../src/booking/countries";
import { bodyOf, check, emptyForm, type Form, links, placed, prefilled } from "../src/booking/form";

const filled: Form = { ...emptyForm("de", "DE"), firstName: " Ada ", lastName: "Lovelace", email: "ada@example.com", terms: true, privacy: true };
const choice = { consultantId: "any", start: "2026-11-24T09:00:00Z", duration: 30, timezone: "Europe/Berlin", meetingType: "video", funnelSession: "s" } as const;
const nothing = new URLSearchParams();

describe("what is typed", () => {
  it("passes when all that is needed is there", () => {
    expect(check(filled, "video")).toEqual({});
  });

  it("needs names, an address and both consents", () => {
    expect(Object.keys(check(emptyForm("en", "GB"), "video")).sort()).toEqual(["email", "firstName", "lastName", "privacy", "terms"]);
  });

  it.each(["ada", "ada@example", "@example.com", "ada@exa mple.com", "ada@example."])("is no e-mail address: %s", (email) => {
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
    ["DE", "030 901820", "+49 30 901820"],
    ["DE", "(030) 901820", "+49 (30) 901820"],
    ["IT", "06 698", "+39 06 698"],
    ["RU", "8 (912) 345-67-89", "+7 9123456789"],
    ["US", "212 555 0100", "+1 212 555 0100"],
    ["DE", "+41 44 668 18 00", "+41 44 668 18 00"],
    ["DE", "0041 44 668 18 00", "+41 44 668 18 00"],
    ["DE", "  ", ""],
  ])("from %s: %s is %s", (country, typed, expected) => {
    expect(international(country, typed)).toBe(expected);
  });

  it("begins with the browser's country, else the language's", () => {
    expect(likelyCountry(["en", "de-CH"], "en")).toBe("CH");
    expect(likelyCountry(["ru"], "ru")).toBe("RU");
  });
});

describe("the request", () => {
  it("holds what was filled in, trimmed, and nothing empty", () => {
    const body = bodyOf({ ...filled, companySize: "11-50", materials: "a.example" }, choice, nothing);
    expect(body.client).toEqual({ firstName: "Ada", lastName: "Lovelace", email: "ada@example.com", companySize: "11-50" });
    expect(body).toMatchObject({ ...choice, preparationMaterials: ["https://a.example"], language: "de", source: "website" });
    expect(body).not.toHaveProperty("subject");
    expect(body.consent).toEqual({ terms: true, privacy: true, marketing: false, recording: false });
  });

  it("says where the client came from, as far as that is a way", () => {
    const from = (query: string) => bodyOf(filled, choice, new URLSearchParams(query));
    expect(from("source=social&utm_source=news&utm_campaign=autumn")).toMatchObject({ source: "social", utm: { source: "news", campaign: "autumn" } });
    expect(from("source=elsewhere")).toMatchObject({ source: "website" });
  });

  it("takes what the page around knows from the fragment, and only that", () => {
    expect(prefilled("#firstName=Ada&email=ada%40example.com&terms=true")).toEqual({ firstName: "Ada", email: "ada@example.com" });
    expect(prefilled("#consultants")).toEqual({});
  });
});

describe("the API's faults", () => {
  it("come to their fields, and the rest is said", () => {
    const fault = (pointer: string) => ({ pointer, code: "x", message: `at ${pointer}` });
    expect(placed([fault("/client/email"), fault("/preparationMaterials/2"), fault("/timezone")])).toEqual({
      errors: { email: "at /client/email", materials: "at /preparationMaterials/2" },
      others: ["at /timezone"],
    });
  });
});
