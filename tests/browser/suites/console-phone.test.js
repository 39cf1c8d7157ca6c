// The console in a hand: by touch alone, and where the network is slow.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { DESK, logIn } from "../lib/console.js";

after(closeBrowser);

const EMAIL = "ada@clients.example";
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
/** A phone at the edge of a network: 400 ms away, 50 KB a second. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50 * 1024, uploadThroughput: 20 * 1024 };

const ENDED = { context: PHONE, expected: [[400, "/oauth2/token"]] };
story("by touch alone a booking is found, moved and marked", ENDED, async ({ page, system }) => {
  const { booking } = await system.book();
  await page.goto("/console");
  await page.getByRole("button", { name: DESK }).first().tap();
  await page.locator("#search").tap();
  await page.locator("#search").fill("lovelace");
  // The key of the keyboard on the screen.
  await page.locator("#search").press("Enter");
  await page.getByTestId("row").first().getByRole("link").first().tap();
  await page.getByTestId("do-reschedule").tap();
  await page.getByTestId("slot-2026-11-24T13:30:00Z").tap();
  await page.getByTestId("commit-reschedule").tap();
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.equal((await system.booking(booking.reference, EMAIL)).start, "2026-11-24T13:30:00Z");
  await system.setClock("2026-11-24T14:05:00Z");
  await page.goto("/console");
  await page.getByRole("button", { name: DESK }).first().tap();
  await page.getByTestId("mark-complete").first().tap();
  await page.getByText("Ada Lovelace: Took place").waitFor();
  assert.equal((await system.booking(booking.reference, EMAIL)).status, "completed");
});

story("a slow network is waited for, and one order stays one", { context: PHONE }, async ({ page, system, context }) => {
  const { booking } = await system.book();
  await logIn(page, DESK, "/console/bookings");
  const network = await context.newCDPSession(page);
  await network.send("Network.emulateNetworkConditions", SLOW);
  await page.reload();
  await page.getByText("Loading").first().waitFor();
  await page.getByTestId("row").first().getByRole("link").first().tap();
  await page.getByTestId("do-cancel").tap();
  await page.locator("#cancel-reason").fill("Power cut");
  const orders = [];
  page.on("request", (request) => request.url().endsWith("/cancel") && orders.push(request.url()));
  // A thumb that taps again, because nothing seems to happen.
  await page.getByTestId("commit-cancel").dblclick();
  await page.locator(".facts .badge", { hasText: "Cancelled" }).waitFor();
  assert.equal(orders.length, 1);
  assert.equal((await system.booking(booking.reference, EMAIL)).status, "cancelled");
  assert.equal(await system.events("booking.cancelled"), 1);
});
