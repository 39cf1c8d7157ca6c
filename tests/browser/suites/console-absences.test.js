// Absences and why-not at the console.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { ADMIN, consoleLooks, consultant, logIn } from "../lib/console.js";

after(closeBrowser);

const offered = async (system, date) => {
  const { days } = await system.ask(`/v1/availability?consultantId=anna-schmidt&from=${date}&to=${date}&duration=30&timezone=Europe/Berlin`);
  return days[0].slots.length;
};

story("a consultant who is ill closes the day, sees who is affected, and opens it again", {}, async ({ page, system }) => {
  const { booking } = await system.book({ start: "2026-11-23T15:00:00+01:00" });
  assert.notEqual(await offered(system, "2026-11-23"), 0);
  await logIn(page, consultant("anna-schmidt"), "/console/absences");
  await page.getByRole("heading", { name: "No absences" }).waitFor();
  await page.getByRole("button", { name: "Ill today" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 meeting lies on these days.").waitFor();
  await dialog.getByRole("button", { name: "Close these days" }).click();
  await dialog.getByText("1 booking is left").waitFor();
  assert.equal(await offered(system, "2026-11-23"), 0);
  await dialog.getByRole("link", { name: "Move or cancel them" }).click();
  await page.getByRole("heading", { name: "Bookings" }).waitFor();
  await page.getByRole("link", { name: booking.reference }).first().waitFor();
  await page.goto("/console/absences");
  await page.getByTestId("absences").getByText("In force").waitFor();
  await page.getByRole("button", { name: "Open these days again" }).click();
  await page.getByText("The days are open again.").waitFor();
  assert.notEqual(await offered(system, "2026-11-23"), 0);
});

story("who is ill has clients choose new times", {}, async ({ page, system, context }) => {
  const { booking } = await system.book({ start: "2026-11-23T15:00:00+01:00" });
  await logIn(page, ADMIN, "/console/absences?add=ill");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Anna Schmidt" }).check({ force: true });
  await dialog.getByText("1 meeting lies on these days.").waitFor();
  await dialog.getByLabel("Meetings").selectOption({ label: "Offer times" });
  await dialog.getByText("Each client gets a mail.").waitFor();
  await dialog.getByRole("button", { name: "Close these days" }).click();
  await dialog.getByText("Begins in").waitFor();
  await system.setClock("2026-11-23T08:05:00Z");
  await dialog.getByText("Done: 1 of 1").waitFor();
  const client = await context.newPage();
  await client.goto(await system.link(await system.mail("times_offered", "ada@clients.example"), "manage"));
  await client.getByRole("button", { name: "Yes, move it" }).click();
  await client.locator(".notice.good").waitFor();
  const moved = await system.booking(booking.reference, "ada@clients.example");
  assert.ok(moved.consultantId !== "anna-schmidt" || !moved.start.startsWith("2026-11-23"), JSON.stringify(moved));
});

story("days are closed for everybody at once", {}, async ({ page, system }) => {
  await logIn(page, undefined, "/console/absences?add=days");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Everybody" }).check();
  await dialog.getByLabel("First day").fill("2026-12-28");
  await dialog.getByLabel("Last day").fill("2026-12-30");
  await dialog.getByLabel("Reason").fill("Company holidays");
  await dialog.getByText("0 meetings lie on these days.").waitFor();
  await dialog.getByRole("button", { name: "Close these days" }).click();
  await dialog.getByText("0 bookings are left").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("absences").getByText("Company holidays").waitFor();
  assert.equal(await offered(system, "2026-12-28"), 0);
});

story("why-not names the rule and the booking that holds a time", {}, async ({ page, system }) => {
  const { booking } = await system.book();
  await logIn(page, undefined, "/console/why-not");
  await page.getByLabel("Consultant").selectOption("anna-schmidt");
  await page.getByLabel("Date").fill("2026-11-24");
  await page.getByLabel(/^Time/).fill("10:00");
  await page.getByRole("button", { name: "Explain" }).click();
  await page.getByRole("heading", { name: /not on offer \(Other meetings\)/ }).waitFor();
  await page.getByRole("link", { name: booking.reference }).waitFor();
  // The address alone gives the same answer.
  await page.reload();
  await page.getByRole("heading", { name: /not on offer \(Other meetings\)/ }).waitFor();
  await page.getByLabel(/^Time/).fill("15:00");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /: on offer/ }).waitFor();
});

story("absences and why-not are accessible and fit", {}, async (stage) => {
  const { page } = stage;
  await logIn(page);
  await consoleLooks(stage, [
    ["no absences", "/console/absences"],
    ["close days", "/console/absences?add=days", (it) => it.getByTestId("affected").or(it.getByLabel("First day")).first().waitFor()],
    ["why not", "/console/why-not?consultantId=anna-schmidt&start=2026-11-29T09:00:00Z", (it) => it.locator("#why-not-answer").waitFor()],
  ]);
});
