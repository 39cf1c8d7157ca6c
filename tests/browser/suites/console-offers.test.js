// Times that are offered to a client, and the list as a file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { ADMIN, consoleLooks, DESK, logIn } from "../lib/console.js";

after(closeBrowser);

const ADA = "ada@clients.example";

story("times are offered with the keyboard alone, and the client takes one", {}, async ({ page, system, context }) => {
  const { booking } = await system.book();
  await logIn(page, DESK, `/console/bookings/${booking.reference}`);
  await page.getByTestId("do-offer").waitFor();
  await page.keyboard.press("o");
  const dialog = page.getByRole("dialog", { name: "Offer times" });
  await dialog.getByText("No time chosen").waitFor();
  for (const start of ["2026-11-24T13:00:00Z", "2026-11-24T14:00:00Z"]) {
    await dialog.getByTestId(`slot-${start}`).focus();
    await page.keyboard.press("Enter");
  }
  await dialog.getByText("2 of 5 times:").waitFor();
  await dialog.getByTestId("commit-offer").focus();
  await page.keyboard.press("Enter");
  await page.getByText("The client gets a mail with the times.").waitFor();
  const offers = page.getByRole("region", { name: "Times offered" });
  await offers.getByText("Open", { exact: true }).waitFor();
  const client = await context.newPage();
  await client.goto(await system.link(await system.mail("times_offered", ADA), "manage"));
  await client.getByRole("button", { name: "Yes, move it" }).click();
  await client.locator(".notice.good").waitFor();
  assert.equal((await system.booking(booking.reference, ADA)).start, "2026-11-24T13:00:00Z");
  await page.reload();
  await offers.getByText("One taken").waitFor();
});

story("the list becomes a file, with contact data for whoever may have them", {}, async ({ page, system }) => {
  const { booking } = await system.book();
  await logIn(page, ADMIN, "/console/bookings?status=confirmed");
  await page.getByTestId("export").click();
  await page.getByText("The 1 booking of this list, as a CSV file.").waitFor();
  await page.getByRole("checkbox", { name: /With names/ }).check();
  await page.getByTestId("export-yes").click();
  await page.getByText("The file with 1 booking is ready.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("export-file").click()]);
  const file = await readFile(await download.path(), "utf8");
  assert.match(file, new RegExp(`${booking.reference}.*${ADA}`));
});

story("offers and exports are accessible and fit", {}, async (stage) => {
  const { page, system } = stage;
  const { booking } = await system.book();
  await system.act(booking.reference, "offer", { starts: [{ start: "2026-11-24T13:00:00Z" }] });
  await logIn(page);
  await consoleLooks(stage, [
    ["offered", `/console/bookings/${booking.reference}`, (it) => it.getByRole("region", { name: "Times offered" }).waitFor()],
    ["offer", `/console/bookings/${booking.reference}?do=offer`, async (it) => {
      await it.locator(".slot-button").nth(3).click();
      await it.locator(".slot-button").nth(5).click();
    }],
    ["export", "/console/bookings", (it) => it.getByTestId("export").click()],
  ]);
});
