import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, holds, says } from "../lib/check.js";
import { ADA, agree, book, bookFirst, chooseTime, fill, freeTimes, gate, reference } from "../lib/steps.js";

after(closeBrowser);

const TYPES = [
  { type: "video", next: "link to the video meeting" },
  { type: "phone", next: "calls you", fields: { phone: "030 901820" } },
  { type: "in_person", next: "address" },
];

for (const { type, next, fields } of TYPES) {
  story(`a visitor books a meeting: ${type}`, {}, async ({ system, page }) => {
    await page.goto("/");
    await page.getByRole("link", { name: "Choose a time with Anna Schmidt" }).click();
    await page.locator(`input[name=type][value=${type}]`).check({ force: true });
    await page.locator("input[name=duration][value='60']").check({ force: true });
    const booked = await bookFirst(page, { ...ADA, subject: "AI strategy", ...fields });
    await says(page.locator(".next"), new RegExp(next));
    const kept = await system.booking(booked.reference, ADA.email);
    assert.equal(kept.meetingType, type);
    assert.equal(kept.duration, 60);
    assert.equal(kept.start, booked.start);
    assert.equal(kept.consultantId, "anna-schmidt");
    assert.equal(kept.client.phone, fields && "+4930901820");
    const mail = await system.mail("booking_confirmation", ADA.email);
    assert.equal(mail.reference, booked.reference);
    // The file is the invite of this very booking.
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Calendar file" }).click()]);
    assert.equal(file.suggestedFilename(), `${booked.reference}.ics`);
  });
}

story("any consultant: the first free one takes it", {}, async ({ system, page }) => {
  await page.goto("/");
  await page.getByTestId("first-available").click();
  const booked = await bookFirst(page);
  const kept = await system.booking(booked.reference, ADA.email);
  assert.equal(kept.start, booked.start);
  const { firstName, lastName } = kept.consultant;
  await says(page.getByTestId("summary"), new RegExp(`${firstName} ${lastName}`));
});

story("a time on the first screen is two taps from the details", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator(".soon a").first().click();
  await page.locator("#firstName").waitFor();
  await fill(page);
  await agree(page);
  await book(page);
  assert.match(await reference(page), /^VLT-/);
});

story("a time taken meanwhile is replaced in place", { expected: [[409, "/v1/bookings"]], context: { timezoneId: "Europe/London" } }, async ({ system, page }) => {
  await page.goto("/?consultant=anna-schmidt");
  const start = await chooseTime(page, 2);
  await fill(page, { ...ADA, message: "What should we do first?" });
  await agree(page);
  await system.book({ start, client: { firstName: "Bob", lastName: "Faster", email: "bob@clients.example" } });
  await book(page);
  const taken = page.getByTestId("taken");
  await taken.waitFor();
  await holds(page.locator("#message"), "What should we do first?");
  // It has the name that the visitor chose; and a removed file can't be sent again.
  await says(taken.locator("p").first(), /\(London, GMT\+0\) is gone/);
  assert.ok(await page.locator(".submit button[type=submit]").isDisabled());
  const alternative = taken.locator("[data-testid^=alternative-]").first();
  const other = (await alternative.getAttribute("data-testid")).slice("alternative-".length);
  await alternative.getByRole("button").click();
  const kept = await system.booking(await reference(page), ADA.email);
  assert.equal(kept.start, other);
  assert.equal(kept.message, "What should we do first?");
});

story("an answer that is lost on its way is asked for again, and books once", { expected: [[0, "/v1/bookings"]] }, async ({ system, page }) => {
  let requests = 0;
  await page.route("**/v1/bookings", async (route) => {
    requests += 1;
    if (requests > 1) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.goto("/?consultant=anna-schmidt");
  await chooseTime(page);
  await fill(page);
  await agree(page);
  await book(page);
  await page.locator(".notice.fault").waitFor();
  await holds(page.locator("#email"), ADA.email);
  await page.getByRole("button", { name: "Try again" }).click();
  const shown = await reference(page);
  assert.equal(requests, 2);
  const mail = await system.mail("booking_confirmation", ADA.email);
  assert.equal(mail.reference, shown);
  assert.equal(await system.events("booking.confirmed"), 1);
});

story("a just booked time disappears from the first screen", {}, async ({ page }) => {
  await page.goto("/");
  const soonest = page.locator(".soon a").first();
  const link = await soonest.getAttribute("href");
  await soonest.click();
  await page.locator("#firstName").waitFor();
  await fill(page);
  await agree(page);
  await book(page);
  await reference(page);
  // Also after a reload, which has the browser's cache.
  await page.reload();
  await reference(page);
  await page.getByRole("button", { name: "Book another meeting" }).click();
  await page.locator(".soon a").first().waitFor();
  const offered = await page.locator(".soon a").evaluateAll((links) => links.map((one) => one.getAttribute("href")));
  const choice = (href) => [new URLSearchParams(href).get("consultant"), new URLSearchParams(href).get("start")].join();
  assert.ok(!offered.map(choice).includes(choice(link)), `${link} is still offered`);
});

story("without reminders the page promises none", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await chooseTime(page);
  await fill(page);
  await page.locator("#remindByEmail").uncheck();
  await agree(page);
  await book(page);
  await reference(page);
  assert.doesNotMatch(await page.locator(".next").textContent(), /remind/i);
});

story("on a slow line every step shows itself, not another", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await chooseTime(page);
  const everyone = gate();
  await page.route("**/v1/consultants", (route) => everyone.opened.then(() => route.continue()));
  await page.reload();
  await page.locator("h1").waitFor();
  await says(page.locator("h1"), "Your details");
  everyone.open();
  await page.locator("#firstName").waitFor();
  // A filter in the address: no number is shown before the answer is there.
  const some = gate();
  await page.route("**/v1/consultants?*", (route) => some.opened.then(() => route.continue()));
  await page.goto("/?language=ru");
  const status = page.locator(".section-head [role=status]");
  await status.waitFor({ state: "attached" });
  assert.doesNotMatch(await status.textContent(), /consultant/);
  await page.locator(".cards .skeleton").first().waitFor();
  some.open();
  await page.getByTestId("consultant-dmitri-volkov").waitFor();
  await says(status, /^[1-9]\d* consultants?$/);
});

story("going back leads to where one was on the page", { context: { viewport: { width: 390, height: 700 } } }, async ({ page }) => {
  await page.goto("/");
  const card = page.getByRole("link", { name: "Choose a time with Oliver Hughes" });
  await card.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  assert.ok(before > 500, `the card is only ${before} px down`);
  await card.click();
  await freeTimes(page);
  await page.waitForFunction(() => scrollY === 0);
  await page.goBack();
  await page.waitForFunction((place) => Math.abs(scrollY - place) < 2, before);
});

story("a number with its country code sets the country", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt&type=phone");
  await chooseTime(page);
  await page.locator("#phone").fill("+1 415 555 0100");
  await holds(page.locator("#phone-country"), "US");
  await says(page.locator(".phone-country > span"), /US \+1/);
  // The arrow marks it as changeable, in a visible colour.
  const arrow = await page.locator("#phone-country").evaluate((select) => getComputedStyle(select).backgroundImage);
  assert.match(arrow, /rgb\(/);
});

story("reloading keeps the time and the input", {}, async ({ system, page }) => {
  await page.goto("/?consultant=anna-schmidt");
  const start = await chooseTime(page, 1);
  await fill(page, { ...ADA, subject: "Half way" });
  await page.reload();
  await holds(page.locator("#subject"), "Half way");
  await agree(page);
  await page.reload();
  assert.ok(await page.locator("#terms").isChecked());
  await book(page);
  const shown = await reference(page);
  assert.equal((await system.booking(shown, ADA.email)).start, start);
  // The confirmation is there after a reload, too; the visitor's input isn't.
  await page.reload();
  assert.equal(await reference(page), shown);
  await page.getByRole("button", { name: "Book another meeting" }).click();
  await page.getByRole("link", { name: "Choose a time with Anna Schmidt" }).click();
  await chooseTime(page);
  await holds(page.locator("#subject"), "");
});

story("going back leads one step back and loses nothing", {}, async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Choose a time with Anna Schmidt" }).click();
  await chooseTime(page, 1);
  await fill(page);
  await page.goBack();
  await freeTimes(page);
  await counts(page.locator(".slot[aria-pressed=true]"), 0);
  await page.goBack();
  await page.getByTestId("first-available").waitFor();
  await page.goForward();
  await freeTimes(page);
  await page.goForward();
  await page.locator("#firstName").waitFor();
  await holds(page.locator("#firstName"), "Ada");
});

story("the zone is the visitor's, and can be another", { context: { timezoneId: "America/New_York" } }, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  // Anna begins at 9:00 in Berlin, which is 3:00 in New York.
  await freeTimes(page);
  await says(page.getByTestId("zone"), /New York/);
  await says(page.locator(".slot").first(), /in Berlin/);
  await page.getByTestId("zone").click();
  await page.getByRole("combobox", { name: "Search for a time zone" }).fill("kathm");
  await page.keyboard.press("Enter");
  await page.waitForURL(/tz=Asia%2FKat/);
  await page.getByText("in Kathmandu").or(page.getByTestId("zone").filter({ hasText: "Kathmandu" })).first().waitFor();
  await freeTimes(page);
  await says(page.locator(".slot-time").first(), /:15|:45/);
});

story("filters and the comparison live in the address", {}, async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByRole("checkbox", { name: "Russian", exact: true }).check();
  await page.waitForURL(/language=ru/);
  await page.getByTestId("consultant-oliver-hughes").waitFor({ state: "detached" });
  await page.reload();
  await page.getByTestId("consultant-dmitri-volkov").waitFor();
  await counts(page.getByTestId("consultant-oliver-hughes"), 0);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByTestId("consultant-oliver-hughes").waitFor();
  await page.getByRole("checkbox", { name: "Compare Anna Schmidt" }).check();
  await page.getByRole("checkbox", { name: "Compare Dmitri Volkov" }).check();
  await page.getByRole("region", { name: "Compare consultants" }).getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Choose a time with Dmitri Volkov" }).click();
  await freeTimes(page);
});

story("faults are shown on leaving a field, and all of them on booking", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt&type=phone");
  await chooseTime(page);
  await page.locator("#email").fill("ada@");
  await counts(page.locator(".error:not(:empty)"), 0);
  await page.locator("#firstName").focus();
  await page.locator("#email-error").waitFor();
  await book(page);
  await page.locator("#phone-error").waitFor();
  await counts(page.locator("[aria-invalid=true]"), 6);
  await page.locator("#firstName:focus").waitFor();
  await fill(page, { ...ADA, phone: "0151 12345678" });
  await agree(page);
  await counts(page.locator("[aria-invalid=true]"), 0);
  await book(page);
  await reference(page);
});
