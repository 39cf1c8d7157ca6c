// Zones of browsers, addresses and servers that don't agree.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, says } from "../lib/check.js";
import { agree, book, chooseTime, fill, freeTimes, reference } from "../lib/steps.js";

after(closeBrowser);

/** The browser says that its zone is `name`. */
const hasZone = (context, name) =>
  context.addInitScript((zone) => {
    const { resolvedOptions } = Intl.DateTimeFormat.prototype;
    Intl.DateTimeFormat.prototype.resolvedOptions = function (...args) {
      const options = resolvedOptions.apply(this, args);
      return options.timeZone === "Europe/Berlin" ? { ...options, timeZone: zone } : options;
    };
  }, name);

const zoneButton = (page) => page.getByTestId("zone").textContent();

story("a browser that knows no zone reads times in UTC", {}, async ({ page, context }) => {
  await hasZone(context, "Etc/Unknown");
  await page.goto("/book-consultation?consultant=anna-schmidt");
  const [first] = await freeTimes(page);
  assert.match(await zoneButton(page), /UTC/);
  await says(page.locator(".slot-time").first(), first.slice(11, 16));
});

story("a browser with a zone that the server doesn't know reads times in UTC", {}, async ({ page, context }) => {
  // As if the zone were new.
  await context.route("**/v1/site?*", async (route) => {
    const url = new URL(route.request().url());
    assert.equal(url.searchParams.get("timezone"), "Antarctica/Troll");
    url.searchParams.set("timezone", "Antarctica/New");
    await route.continue({ url: String(url) });
  });
  await hasZone(context, "Antarctica/Troll");
  await page.goto("/book-consultation?consultant=anna-schmidt");
  await freeTimes(page);
  assert.match(await zoneButton(page), /UTC/);
});

story("a zone of the address is taken by its exact name, and an offset is none", {}, async ({ page }) => {
  await page.goto("/book-consultation?consultant=anna-schmidt&tz=asia/tokyo");
  await freeTimes(page);
  assert.match(await zoneButton(page), /Tokyo, GMT\+9/);
  await page.goto("/book-consultation?consultant=anna-schmidt&tz=%2B09:00");
  await freeTimes(page);
  assert.match(await zoneButton(page), /Berlin, GMT\+1/);
});

const VERA = {
  id: "vera",
  firstName: "Vera",
  lastName: "Novak",
  email: "vera@consultants.example",
  timezone: "America/Vancouver",
  rules: { minimumNoticeHours: 0 },
};
const VANCOUVER = { system: { now: "2026-11-28T12:00:00Z", seed: [VERA] }, context: { timezoneId: "America/Vancouver" } };

// Whatever a browser knows of 2026, it shows what the mail says.
story("page and mail agree on Vancouver's time", VANCOUVER, async ({ system, page }) => {
  await page.goto("/book-consultation?consultant=vera&date=2026-12-01");
  await page.getByTestId("slot-2026-12-01T16:00:00Z").waitFor();
  await says(page.locator(".slot-time").first(), "09:00");
  assert.match(await zoneButton(page), /Vancouver, GMT\u22127/);
  assert.equal(await chooseTime(page), "2026-12-01T16:00:00Z");
  await fill(page);
  await agree(page);
  await book(page);
  await reference(page);
  await says(page.getByTestId("when"), /Tuesday,? 1 December 2026.*09:00 – 09:30 \(Vancouver, GMT\u22127\)/);
  const mail = await system.mail("booking_confirmation", "ada@clients.example");
  const html = (await system.ask(`/_local/mail/${mail.id}/html`)).replaceAll("&#x2f;", "/");
  assert.match(html, /09:00–09:30 \(America\/Vancouver, UTC-07:00\)/);
});

// Tokyo, as if its clocks had changed since the browser was made.
const moved = (answer) => {
  for (const offset of answer.offsets ?? []) if (offset.zone === "Asia/Tokyo") offset.minutes = 600;
  return answer;
};

story("a page says that the browser's rules are out of date", { context: { timezoneId: "Asia/Tokyo" } }, async ({ page }) => {
  await page.route(/\/v1\/(site|consultants|availability)\?/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: moved(await answer.json()) });
  });
  await page.goto("/book-consultation?consultant=anna-schmidt");
  const [first] = await freeTimes(page);
  await page.getByTestId("zone").filter({ hasText: /Tokyo, GMT\+10/ }).waitFor();
  const hour = String((Number(first.slice(11, 13)) + 10) % 24).padStart(2, "0");
  await says(page.locator(".slot-time").first(), hour + first.slice(13, 16));
  await page.getByText("This device’s time zone rules are out of date.").waitFor();
  await page.goto("/book-consultation?consultant=anna-schmidt&tz=Europe/Berlin");
  await freeTimes(page);
  await counts(page.getByText("out of date"), 0);
  // Months that are still on their way go through the route as well.
  await page.unrouteAll({ behavior: "wait" });
});
