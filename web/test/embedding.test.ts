import { readFileSync } from "node:fs";

import { describe, expect, it, vi } from "vitest";

import { address, QUERY } from "../embed/options";
import { PERSONAL } from "../src/booking/personal";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const guide = read("../../docs/embedding.md");
const sources = ["options", "place", "popup", "main", "frame"].map((name) => read(`../embed/${name}.ts`)).join("\n");

const attribute = (name: string) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const documented = new Set([...guide.matchAll(/`(data-[a-z-]+)`/g)].map(([, name]) => name));

describe("the guide to the widget", () => {
  it("lists every attribute that the code reads, and no other", () => {
    // `frame` is the widget's own word to the page.
    const passedOn = [...Object.keys(QUERY).filter((name) => name !== "frame"), ...PERSONAL];
    const own = [...sources.matchAll(/options\.([a-zA-Z]+)/g)].map(([, name]) => name ?? "");
    const asked = [...sources.matchAll(/\{ (\w+)(?:: asked)? \}: Options/g)].map(([, name]) => name ?? "");
    const all = new Set([...passedOn, ...own, ...asked].map(attribute));
    expect([...documented].filter((name) => name !== "data-magnetiq-booking").sort()).toEqual([...all].sort());
    expect(documented).toContain("data-magnetiq-booking");
  });

  it("lists every event with what it says", () => {
    const events = [...sources.matchAll(/dispatch\("(\w+)"/g)].map(([, name]) => `magnetiq-booking:${name}`);
    const listed = [...guide.matchAll(/`(magnetiq-booking:\w+)`/g)].map(([, name]) => name);
    expect([...new Set(listed)].sort()).toEqual([...new Set(events)].sort());
  });
});

describe("the address of the frame", () => {
  it("passes on where the visitor came from, and what is known of them", () => {
    vi.stubGlobal("location", { origin: "https://www.example.com" });
    vi.stubGlobal("document", { documentElement: { lang: "de-AT" } });
    vi.stubGlobal("getComputedStyle", () => ({ colorScheme: "normal" }));
    const made = address("https://booking.example.com", {
      source: "referral",
      utmSource: "news letter",
      utmMedium: "mail",
      utmCampaign: "a+b",
      email: "ada+work@clients.example",
      firstName: "Ada Maria",
      target: "#booking",
    });
    const url = new URL(made);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      embed: "1",
      origin: "https://www.example.com",
      lang: "de",
      theme: "light",
      source: "referral",
      utm_source: "news letter",
      utm_medium: "mail",
      utm_campaign: "a+b",
    });
    expect(url.hash).toBe("#firstName=Ada%20Maria&email=ada%2Bwork%40clients.example");
  });
});
