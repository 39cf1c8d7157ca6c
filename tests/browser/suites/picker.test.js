import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, says } from "../lib/check.js";
import { freeTimes, gate, starts } from "../lib/steps.js";

after(closeBrowser);

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

story("a month that can't be loaded says so until it is, whatever its neighbours answer", { expected: [[500, "from=2027-01"]] }, async ({ page }) => {
  const other = gate();
  await page.route("**/v1/availability?*from=2027-01*", (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: "{}" }));
  await page.route("**/v1/availability?*from=2027-02*", async (route) => {
    await other.opened;
    await route.continue();
  });
  await page.goto("/?consultant=anna-schmidt&date=2027-01-05");
  const notice = page.locator(".notice.fault");
  await notice.waitFor();
  const answered = page.waitForResponse(/from=2027-02/);
  other.open();
  await answered;
  // One frame to draw the new content, one for code that reacts to it.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await counts(notice, 1);
  // The next day is there.
  await page.getByRole("button", { name: "Next month" }).click();
  await page.locator("td[data-date='2027-02-01'][data-free]").waitFor();
  await notice.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Previous month" }).click();
  await notice.waitFor();
  await page.unroute("**/v1/availability?*from=2027-01*");
  await page.getByRole("button", { name: "Try again" }).click();
  await freeTimes(page);
  await notice.waitFor({ state: "detached" });
});

// The month is nearly over: its first weeks aren't drawn on a phone.
story("the calendar on a phone doesn't jump when the free times come", { context: PHONE }, async ({ page }) => {
  const times = gate();
  await page.route("**/v1/availability?*", async (route) => {
    await times.opened;
    await route.continue();
  });
  // The browser's clock is the one there is until the server has answered.
  await page.clock.setFixedTime("2026-11-23T08:00:00Z");
  await page.goto("/?consultant=anna-schmidt");
  await page.getByTestId("calendar").waitFor();
  const top = async () => (await page.locator(".day-slots").boundingBox()).y;
  const before = await top();
  times.open();
  await freeTimes(page);
  assert.equal(await top(), before);
});

story("a month that can't be booked yet leads back to what can", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt&date=2027-03-10");
  const nothing = page.getByTestId("nothing-free");
  await nothing.getByText("Nothing later can be booked yet.").waitFor();
  await nothing.getByRole("button", { name: "Go there" }).click();
  await freeTimes(page);
  await says(page.locator(".calendar-head h2"), /November 2026/);
});

story("the list goes on to the last free day, and says that it is the last", {}, async ({ system, page }) => {
  await page.goto("/?consultant=anna-schmidt&view=agenda&tz=Europe/Berlin");
  await freeTimes(page);
  // Repeated clicks reach the end.
  await page.waitForFunction(() => {
    const more = document.querySelector(".agenda-view > .button");
    more?.click();
    return !more && document.querySelector(".day-column");
  }, undefined, { polling: 100 });
  await page.getByText("These are all free times.").waitFor();
  const asked = async (from, to) => (await system.ask(`/v1/availability?consultantId=anna-schmidt&duration=30&meetingType=video&timezone=Europe/Berlin&from=${from}&to=${to}`)).days;
  const days = [...(await asked("2026-11-23", "2027-01-22")), ...(await asked("2027-01-23", "2027-03-23"))];
  const offered = days.flatMap(({ slots }) => slots.map(({ start }) => start));
  assert.deepEqual(await starts(page), offered);
});

story("where weekends are hidden, no view shows one", {}, async ({ page }) => {
  await page.route("**/v1/site?*", async (route) => {
    const answer = await route.fetch();
    const site = await answer.json();
    await route.fulfill({ response: answer, json: { ...site, display: { ...site.display, hideWeekends: true } } });
  });
  // Asmita works on Sundays.
  const address = "/?consultant=asmita-gurung&tz=Asia/Kathmandu";
  await page.goto(`${address}&view=agenda`);
  await freeTimes(page);
  await page.getByRole("button", { name: "Show more days" }).click();
  await page.locator(".day-column").nth(12).waitFor();
  const days = await page.locator(".day-column .weekday").allTextContents();
  assert.deepEqual(days.filter((day) => /Sunday|Saturday/.test(day)), []);
  await page.goto(`${address}&view=day&date=2026-11-27`);
  await page.getByRole("button", { name: "Next day" }).click();
  await page.locator(".calendar-head h2", { hasText: /^Monday,? 30 November$/ }).waitFor();
  await page.getByRole("button", { name: "Previous day" }).click();
  await page.locator(".calendar-head h2", { hasText: /^Friday,? 27 November$/ }).waitFor();
  // A Sunday in the address is not a visible day.
  await page.goto(`${address}&view=day&date=2026-11-29`);
  await freeTimes(page);
  assert.doesNotMatch(await page.locator(".calendar-head h2").textContent(), /Sunday/);
});
