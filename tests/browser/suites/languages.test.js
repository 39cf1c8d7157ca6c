import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { holds, says } from "../lib/check.js";
import { ADA, agree, book, bookFirst, chooseTime, fill, reference } from "../lib/steps.js";

after(closeBrowser);

const LANGUAGES = [
  { lang: "de", locale: "de-DE", month: "November 2026", mail: /Termin|Bestätigt/ },
  { lang: "ru", locale: "ru-RU", month: "Ноябрь 2026", mail: /[А-я]/ },
];

for (const { lang, locale, month, mail } of LANGUAGES) {
  story(`who reads ${lang} books in ${lang}, and gets mail in it`, { context: { locale } }, async ({ system, page }) => {
    await page.goto("/");
    await page.getByTestId("first-available").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await page.getByTestId("first-available").click();
    await page.locator(".calendar-head h2").waitFor();
    await says(page.locator(".calendar-head h2"), new RegExp(month));
    const booked = await bookFirst(page);
    const kept = await system.booking(booked.reference, ADA.email);
    assert.equal(kept.language, lang);
    assert.match((await system.mail("booking_confirmation", ADA.email)).subject, mail);
  });
}

story("the address's language goes before the browser's, and can be changed in the middle", { context: { locale: "de-DE" } }, async ({ system, page }) => {
  await page.goto("/?lang=ru&consultant=anna-schmidt");
  await chooseTime(page);
  assert.equal(await page.locator("html").getAttribute("lang"), "ru");
  await fill(page);
  await page.locator(".language select").selectOption("en");
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await holds(page.locator("#firstName"), "Ada");
  await agree(page);
  await book(page);
  // The mails are in the language that the page had in the end.
  const kept = await system.booking(await reference(page), ADA.email);
  assert.equal(kept.language, "en");
  assert.match((await system.mail("booking_confirmation", ADA.email)).subject, /^[\p{ASCII}\p{P}]+$/u);
});

story("ratings in a filter are written as the reader writes numbers", { context: { locale: "de-DE" } }, async ({ page }) => {
  await page.route("**/v1/consultants", async (route) => {
    const answer = await route.fetch();
    const { consultants } = await answer.json();
    await route.fulfill({ response: answer, json: { consultants: consultants.map((one) => ({ ...one, rating: 4.7, reviewCount: 3 })) } });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByLabel("Bewertung").selectOption({ label: "Mindestens 4,5 Sterne" });
});
