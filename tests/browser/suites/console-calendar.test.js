// The calendar: dragged, by keys and by buttons; nothing is done before it was confirmed and ten seconds have passed.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts } from "../lib/check.js";
import { consoleLooks, DESK, logIn } from "../lib/console.js";
import { until } from "../lib/system.js";

after(closeBrowser);

const DAY = "/console/calendar?view=day&date=2026-11-24";

const startOf = async (system, reference) => (await system.booking(reference, "ada@clients.example")).start;

/** Opens Tuesday with a meeting of Anna's at ten. */
async function open(page, system) {
  const { booking } = await system.book();
  // Ten seconds are waited for without waiting.
  await page.clock.install();
  await logIn(page, DESK, DAY);
  const meeting = page.locator(`[data-event="${booking.reference}"]`);
  await meeting.waitFor();
  return { reference: booking.reference, meeting };
}

/** The middle of something in sight that has come to rest, in pixels. */
async function middle(locator) {
  await locator.scrollIntoViewIfNeeded();
  let box;
  await until("rest", async () => {
    const before = box;
    box = await locator.boundingBox();
    return box && before?.x === box.x && before.y === box.y;
  });
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

story("a drag is confirmed, waits ten seconds, and moves", {}, async ({ page, system }) => {
  const { reference, meeting } = await open(page, system);
  const from = await middle(meeting);
  const { height } = await meeting.boundingBox();
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  // An hour and a half later: three times the height of half an hour.
  await page.mouse.move(from.x, from.y + 3 * height, { steps: 6 });
  await page.locator(".calendar-ghost").waitFor();
  await page.mouse.up();
  await page.getByRole("dialog", { name: "Move Ada Lovelace?" }).waitFor();
  assert.equal(await startOf(system, reference), "2026-11-24T09:00:00Z");
  await page.getByTestId("confirm-move").click();
  await page.getByTestId("stop").waitFor();
  assert.equal(await startOf(system, reference), "2026-11-24T09:00:00Z");
  await page.clock.fastForward(11_000);
  await until("the move", async () => (await startOf(system, reference)) === "2026-11-24T10:30:00Z");
  await page.locator(`[data-event="${reference}"]`, { hasText: "11:30" }).waitFor();
});

story("a short drag is a click, Escape gives up, and stop stops", {}, async ({ page, system }) => {
  const { reference, meeting } = await open(page, system);
  const from = await middle(meeting);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y + 120, { steps: 6 });
  await page.locator(".calendar-ghost").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".calendar-ghost").waitFor({ state: "detached" });
  await page.mouse.up();
  await counts(page.locator("dialog[open]"), 0);
  // By keys: an hour later, and stopped.
  await meeting.focus();
  await page.keyboard.press("m");
  for (let quarter = 0; quarter < 4; quarter += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByTestId("confirm-move").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("stop").click();
  await page.clock.fastForward(11_000);
  await page.getByTestId("stop").waitFor({ state: "detached" });
  assert.equal(await system.events("booking.rescheduled"), 0);
  // Less than eight pixels: the meeting opens.
  const now = await middle(meeting);
  await page.mouse.move(now.x, now.y);
  await page.mouse.down();
  await page.mouse.move(now.x + 4, now.y + 4);
  await page.mouse.up();
  await page.getByRole("heading", { name: "Ada Lovelace" }).waitFor();
  assert.match(page.url(), new RegExp(reference));
});

story("taken time is refused before the drop, to a colleague it goes", {}, async ({ page, system }) => {
  const { reference, meeting } = await open(page, system);
  await system.book({ start: "2026-11-24T14:00:00+01:00", client: { firstName: "Bea", lastName: "B", email: "bea@clients.example" } });
  await page.reload();
  await meeting.focus();
  await page.keyboard.press("m");
  for (let quarter = 0; quarter < 16; quarter += 1) await page.keyboard.press("ArrowDown");
  await page.locator(".calendar-ghost", { hasText: "Taken" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("confirm-move").waitFor();
  assert.ok(await page.getByTestId("confirm-move").isDisabled());
  await page.keyboard.press("Escape");
  await meeting.focus();
  await page.keyboard.press("m");
  for (let quarter = 0; quarter < 4; quarter += 1) await page.keyboard.press("ArrowDown");
  const columns = await page.locator(".calendar-head h3").allTextContents();
  for (let at = 0; at < columns.indexOf("Oliver Hughes"); at += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByTestId("confirm-move").click();
  await page.getByTestId("stop").waitFor();
  await page.clock.fastForward(11_000);
  await until("the colleague", async () => (await system.booking(reference, "ada@clients.example")).consultantId === "oliver-hughes");
});

story("the calendar is accessible and fits", {}, async (stage) => {
  const { page, system } = stage;
  await system.book();
  await logIn(page);
  await consoleLooks(stage, [
    ["day", DAY, (it) => it.locator(".calendar-event").waitFor()],
    ["week", "/console/calendar?view=week&date=2026-11-24&consultantId=anna-schmidt", (it) => it.locator(".calendar-event").waitFor()],
  ]);
});
