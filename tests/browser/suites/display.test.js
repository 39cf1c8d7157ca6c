import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { says } from "../lib/check.js";
import { bookFirst, chooseTime, freeTimes, starts } from "../lib/steps.js";

after(closeBrowser);

const LATE = { now: "2026-11-26T08:00:00Z" };

const firstTime = (page) => page.locator(".slot-time").first().textContent();

story("hours, weeks and colours are switched, and remembered", {}, async ({ page, context }) => {
  await page.goto("/?consultant=anna-schmidt&date=2026-11-24");
  await freeTimes(page);
  assert.equal(await firstTime(page), "09:00");
  await page.getByTestId("display").click();
  await page.getByRole("radio", { name: "12-hour" }).check({ force: true });
  assert.equal(await firstTime(page), "9:00 am");
  await page.getByRole("radio", { name: "Sunday" }).check({ force: true });
  await says(page.locator("table th").first(), /^Sun/);
  await page.getByRole("radio", { name: "Dark" }).check({ force: true });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).colorScheme);
  assert.equal(await ground(), "dark");
  await page.keyboard.press("Escape");
  assert.ok(await page.getByTestId("display").evaluate((button) => button === document.activeElement));
  // On the same device, on another page, another day.
  const other = await context.newPage();
  await other.goto("/manage");
  await other.locator("#reference").waitFor();
  assert.equal(await other.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.goto("/?consultant=anna-schmidt&date=2026-11-24");
  await freeTimes(page);
  assert.equal(await firstTime(page), "9:00 am");
  await page.getByTestId("display").click();
  await page.getByRole("radio", { name: "System" }).check({ force: true });
  assert.equal(await ground(), "light dark");
});

story("late in the month the calendar goes on into the next", { system: LATE }, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await freeTimes(page);
  const title = page.locator(".calendar-head h2");
  await says(title, "November – December 2026");
  assert.ok(await page.getByRole("button", { name: "Previous month" }).isDisabled());
  const days = page.locator("td[data-date]");
  assert.equal(await days.first().getAttribute("data-date"), "2026-11-23");
  assert.equal(await days.last().getAttribute("data-date"), "2026-12-31");
  // A day of the next month is chosen without a turn of the page.
  await page.getByTestId("day-2026-12-10").click();
  await page.getByRole("heading", { name: /10 December/ }).waitFor();
  await says(title, "November – December 2026");
  await page.getByRole("button", { name: "Next month" }).click();
  await page.locator("td[data-date='2026-12-01']").waitFor();
  await says(title, "December 2026");
  // By the arrows back into November.
  await page.getByTestId("day-2026-12-01").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => document.activeElement?.dataset.date === "2026-11-30");
});

const RESTING = [{
  id: "anna", firstName: "Anna", lastName: "Schmidt", email: "anna@consultants.example", timezone: "Europe/Berlin",
  rules: { maximumAdvanceDays: 33, dailyLimit: 1 },
  schedule: {
    holidays: { calendar: "DE-BY" }, exceptions: [{ date: "2026-12-03", windows: [] }],
  },
}];

story("a day without free times says why in a word", { system: { seed: RESTING } }, async ({ system, page }) => {
  await system.book({ consultantId: "anna", start: "2026-12-02T10:00:00+01:00" });
  await page.goto("/?consultant=anna&date=2026-12-01");
  await freeTimes(page);
  const said = async (date) => {
    await page.getByTestId(`day-${date}`).click();
    const word = await page.locator(".day-slots .reason").textContent();
    assert.match(await page.getByTestId(`day-${date}`).getAttribute("aria-label"), new RegExp(`, ${word}$`));
    return word;
  };
  for (const [date, word] of [["2026-12-02", "Full"], ["2026-12-03", "Away"], ["2026-12-05", "Closed"], ["2026-12-25", "Holiday"], ["2026-12-29", "Too far"]]) {
    assert.equal(await said(date), word, date);
  }
});

story("wishes that a consultant meets are named, and most come first", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator(".filters-bar .button").click();
  for (const wish of ["German", "Russian"]) await page.getByRole("checkbox", { name: wish, exact: true }).check();
  const met = page.getByTestId("met");
  await met.first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll("[data-testid=met]").length > 1);
  const said = await met.allTextContents();
  const counts = said.map((text) => Number(/Meets (\d)/.exec(text)[1]));
  assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
  assert.match(said[0], /^Meets 2 of 2 wishes: German, Russian$/);
  await page.getByLabel("Name, title or topic").fill("volkov");
  await page.waitForURL(/q=volkov/);
  await page.getByTestId("consultant-anna-schmidt").waitFor({ state: "detached" });
  await page.getByTestId("consultant-dmitri-volkov").waitFor();
});

story("what a card leaves out comes when it is asked for", {}, async ({ page }) => {
  await page.goto("/");
  const card = page.getByTestId("consultant-anna-schmidt");
  await card.locator(".more").click();
  await card.getByText("machine learning earns its keep").waitFor();
});

story("several compared consultants are taken on together", {}, async ({ page }) => {
  await page.goto("/?compare=anna-schmidt,dmitri-volkov");
  await page.getByRole("button", { name: "Times of all" }).click();
  await freeTimes(page);
  assert.deepEqual(await page.getByTestId("several").locator(".who-name").allTextContents(), ["Anna Schmidt", "Dmitri Volkov"]);
  const shown = await starts(page);
  assert.ok(shown.some((one) => one.endsWith("anna-schmidt")) && shown.some((one) => one.endsWith("dmitri-volkov")));
  await page.getByTestId(`slot-${shown.find((one) => one.endsWith("dmitri-volkov"))}`).click();
  await page.locator("#firstName").waitFor();
  await says(page.getByTestId("summary"), /Dmitri Volkov/);
  await page.getByRole("button", { name: "Choose another time" }).click();
  await page.getByTestId("several").waitFor();
});

story("the confirmation says what was agreed, and asks how easy it was", {}, async ({ system, page }) => {
  await page.goto("/?consultant=anna-schmidt&type=phone&source=referral");
  await chooseTime(page);
  await page.locator(".extras .more").click();
  await page.locator("#materials").fill("https://drive.clients.example/1");
  await page.goBack();
  const { reference } = await bookFirst(page, { firstName: "Ada", lastName: "Lovelace", email: "ada@clients.example", phone: "030 901820", subject: "A plan" });
  const agreed = await page.getByTestId("agreed").textContent();
  for (const part of ["Ada Lovelace", "A plan", "+4930901820", "https://drive.clients.example/1"]) assert.ok(agreed.includes(part), part);
  assert.equal((await system.booking(reference, "ada@clients.example")).source, "referral");
  await page.getByText("How to prepare").waitFor();
  const [request] = await Promise.all([page.waitForRequest(/\/v1\/funnel$/), page.getByTestId("ease-5").click()]);
  assert.deepEqual([request.postDataJSON().step, request.postDataJSON().rating, request.postDataJSON().device], ["rated", 5, "desktop"]);
  assert.equal((await request.response()).status(), 202);
  await page.getByText("Thank you, that helps us.").waitFor();
});
