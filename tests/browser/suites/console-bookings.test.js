// Bookings at the console: found, opened, changed, by mouse and by keyboard alone.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, holds, says } from "../lib/check.js";
import { ADMIN, consoleLooks, consultant, DESK, logIn, READER } from "../lib/console.js";

after(closeBrowser);

/** Hours after ten at which Anna works, with her pauses between meetings. */
const HOURS = [0, 1, 4, 5, 6];

const GREAT_DAY = "2026-11-24T10:00:00+01:00";

/** Bookings on Tuesday, each at an hour of its own. */
async function books(system, ...names) {
  const made = [];
  for (const [at, firstName] of names.entries()) {
    const start = new Date(Date.parse(GREAT_DAY) + HOURS[at] * 3_600_000).toISOString();
    made.push((await system.book({ start, client: { firstName, lastName: "Lovelace", email: `${firstName.toLowerCase()}@clients.example` } })).booking);
  }
  return made;
}

const rows = (page) => page.getByTestId("row");

story("filters, search and pages are in the address", {}, async ({ page, system }) => {
  await books(system, "Ada", "Bea", "Cleo");
  await logIn(page, DESK, "/console/bookings");
  await rows(page).nth(2).waitFor();
  await says(page.getByTestId("range"), "1–3 of 3");
  await page.getByTestId("filter-status").selectOption("cancelled");
  await page.getByRole("heading", { name: "Nothing fits" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Nothing fits" }).waitFor();
  await page.goBack();
  await rows(page).nth(2).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("cleo");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /Take out .cleo/ }).waitFor();
  await rows(page).nth(1).waitFor({ state: "detached" });
  await says(rows(page).first(), /Cleo Lovelace/);
  await page.locator("#search").fill("bea@clients.example");
  await page.keyboard.press("Enter");
  await rows(page).filter({ hasText: "Bea Lovelace" }).waitFor();
  assert.ok(!page.url().includes("clients.example"), page.url());
});

story("a view is saved on the device", {}, async ({ page }) => {
  await logIn(page, DESK, "/console/bookings?status=confirmed");
  await page.getByTestId("save-view").click();
  await page.getByLabel("Name of the view").fill("Confirmed ones");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.goto("/console/bookings");
  await page.getByRole("link", { name: "Confirmed ones" }).click();
  await page.getByRole("button", { name: "Take out Confirmed" }).waitFor();
});

story("the keyboard alone finds, moves and cancels", {}, async ({ page, system }) => {
  const [{ reference }] = await books(system, "Ada");
  await page.goto("/console");
  await page.getByRole("button", { name: ADMIN }).first().focus();
  await page.keyboard.press("Enter");
  await page.locator("main h1").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("lovelace");
  await page.keyboard.press("Enter");
  await rows(page).first().waitFor();
  await page.locator("#search").press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("m");
  await page.locator(".slot-button").first().waitFor();
  const slot = page.getByTestId("slot-2026-11-24T13:30:00Z");
  await slot.focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("change").waitFor();
  await page.getByTestId("commit-reschedule").focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.getByText("14:30 – 15:00").first().waitFor();
  const moved = await system.booking(reference, "ada@clients.example");
  assert.equal(moved.start, "2026-11-24T13:30:00Z");
  await page.keyboard.press("c");
  await page.locator("#cancel-reason").focus();
  await page.keyboard.type("The consultant is ill");
  await page.getByTestId("commit-cancel").focus();
  await page.keyboard.press("Enter");
  await page.locator(".facts .badge", { hasText: "Cancelled" }).waitFor();
  assert.equal((await system.booking(reference, "ada@clients.example")).status, "cancelled");
});

story("two people, one booking: the second one sees what changed, and the draft stays", { expected: [[412, "/cancel"]] }, async ({ page, system, context }) => {
  const [{ reference }] = await books(system, "Ada");
  await logIn(page, ADMIN, `/console/bookings/${reference}`);
  await page.getByTestId("do-cancel").click();
  await page.locator("#cancel-reason").fill("Typed before");
  const other = await context.newPage();
  await other.goto(`/console/bookings/${reference}?do=reschedule`);
  await other.getByTestId("slot-2026-11-24T13:30:00Z").click();
  await other.getByTestId("commit-reschedule").click();
  await other.locator("dialog").waitFor({ state: "detached" });
  await page.getByTestId("commit-cancel").click();
  await page.getByTestId("changed-meanwhile").waitFor();
  await page.getByRole("button", { name: "Show the new state" }).click();
  await page.getByTestId("changed-meanwhile").waitFor({ state: "detached" });
  await holds(page.locator("#cancel-reason"), "Typed before");
  await page.getByTestId("commit-cancel").click();
  await page.locator(".facts .badge", { hasText: "Cancelled" }).waitFor();
});

story("attendance is marked and corrected, notes are kept, a colleague takes over", { expected: [[400, "/oauth2/token"]] }, async ({ page, system }) => {
  const [{ reference }] = await books(system, "Ada");
  await logIn(page, DESK, `/console/bookings/${reference}`);
  await page.locator("#note").fill("Prefers the phone");
  await page.getByTestId("add-note").click();
  await page.locator(".note-list").getByText("Prefers the phone").waitFor();
  await page.getByTestId("do-reassign").click();
  await page.getByRole("radio", { name: /Oliver Hughes/ }).check();
  await page.getByTestId("commit-reassign").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator(".facts").getByText("Oliver Hughes").waitFor();
  await system.setClock("2026-11-24T09:40:00Z");
  await logIn(page, DESK, `/console/bookings/${reference}`);
  await page.getByTestId("do-complete").click();
  await page.locator(".facts .badge", { hasText: "Held" }).waitFor();
  await page.getByTestId("undo").click();
  await page.locator(".facts .badge", { hasText: "Missed" }).waitFor();
});

story("many are cancelled with progress, after a first order was stopped", {}, async ({ page, system }) => {
  await books(system, "Ada", "Bea", "Cleo", "Dora", "Emmy");
  await logIn(page, ADMIN, "/console/bookings");
  await rows(page).nth(4).waitFor();
  const order = async () => {
    await page.getByRole("checkbox", { name: "Select the page" }).check();
    await page.getByTestId("bulk-cancel").click();
    await page.locator("#bulk-reason").fill("Power cut");
    await page.getByTestId("bulk-yes").click();
    await page.getByTestId("bulk-stop").waitFor();
  };
  await order();
  await page.getByTestId("bulk-stop").click();
  await page.getByText("Stopped: 0 of 5 done").waitFor();
  await page.getByTestId("bulk-close").click();
  await counts(rows(page).filter({ hasText: "Confirmed" }), 5);
  await order();
  // The order survives reload: its id is in the address.
  await page.reload();
  await page.getByTestId("bulk-progress").waitFor();
  await system.setClock("2026-11-23T08:02:00Z");
  await page.getByText("Done: 5 of 5").waitFor();
  await rows(page).filter({ hasText: "Cancelled" }).nth(4).waitFor();
});

story("rights decide what is shown", {}, async ({ page, system }) => {
  const [{ reference }] = await books(system, "Ada");
  await logIn(page, READER, `/console/bookings/${reference}`);
  await page.getByText("There is nothing to do here with your rights.").waitFor();
  await counts(page.getByText("ada@clients.example"), 0);
});

story("a consultant sees their own day first and marks it", {}, async ({ page, system }) => {
  await books(system, "Ada", "Bea");
  await system.setClock("2026-11-24T09:05:00Z");
  await logIn(page, consultant("anna-schmidt"));
  await page.getByRole("heading", { name: "Your next meeting" }).waitFor();
  await page.getByTestId("join").waitFor();
  await page.locator(".next-meeting").getByTestId("mark-complete").click();
  await page.getByText("Ada Lovelace: Took place").waitFor();
});

story("a booking by phone: the client is found, the time chosen, booked", {}, async ({ page, system }) => {
  await books(system, "Ada");
  await logIn(page, DESK, "/console/new?consultant=dmitri-volkov");
  await page.locator("#client-search").fill("lovelace");
  await page.keyboard.press("Enter");
  await page.getByTestId("known-client").click();
  await holds(page.locator("#email"), "ada@clients.example");
  await page.locator(".slot-button").nth(3).click();
  await page.getByRole("radio", { name: "by phone" }).check({ force: true });
  await page.locator("#subject").fill("Forecasting");
  await page.getByTestId("book").click();
  await page.locator(".facts").getByText("Dmitri Volkov").waitFor();
  await page.locator(".facts").getByText("Forecasting").waitFor();
  assert.match(page.url(), /\/console\/bookings\/VLT-/);
});

story("the pages of bookings are accessible and fit", {}, async (stage) => {
  const { page, system } = stage;
  const [{ reference }] = await books(system, "Ada", "Bea");
  await logIn(page);
  await consoleLooks(stage, [
    ["today", "/console"],
    ["list", "/console/bookings", (it) => it.getByTestId("row").first().waitFor()],
    ["nothing", "/console/bookings?status=cancelled", (it) => it.getByRole("heading", { name: "Nothing fits" }).waitFor()],
    ["booking", `/console/bookings/${reference}`, (it) => it.locator(".facts").waitFor()],
    ["move", `/console/bookings/${reference}?do=reschedule`, (it) => it.locator(".slot-button").nth(5).click()],
    ["reassign", `/console/bookings/${reference}?do=reassign`, (it) => it.getByTestId("commit-reassign").waitFor()],
    ["cancel", `/console/bookings/${reference}?do=cancel`, (it) => it.locator("#cancel-reason").waitFor()],
    ["new", "/console/new", (it) => it.locator(".slot-button").first().waitFor()],
    ["contact", `/console/bookings/${reference}?do=contact`, (it) => it.locator("#contact-email").waitFor()],
  ]);
});
