// Mail texts at the console.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, holds } from "../lib/check.js";
import { consoleLooks, consultant, DESK, logIn } from "../lib/console.js";

after(closeBrowser);

const ADA = "ada@clients.example";

story("a mail's subject is edited with a preview, and the next mail has it", {}, async ({ page, system }) => {
  await logIn(page, undefined, "/console/templates");
  await page.getByRole("link", { name: "Confirmation" }).click();
  const subject = page.getByLabel("Subject");
  await page.getByTestId("mail-subject").getByText("Confirmed: Anna Schmidt").waitFor();
  await page.frameLocator("iframe").getByText("Your consultation is confirmed").first().waitFor();
  // A variable that doesn't exist is named with its place, before anything is saved.
  await subject.fill("See you {{ wen }}");
  await page.getByTestId("mail-faults").getByText("Subject, line 1, character 12").waitFor();
  await subject.fill("See you, ");
  await page.getByText("Variables", { exact: true }).click();
  await page.getByRole("button", { name: "first_name" }).click();
  await page.getByTestId("mail-subject").getByText("See you, Ada").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The next mail uses it").waitFor();
  await system.book();
  assert.equal((await system.mail("booking_confirmation", ADA)).subject, "See you, Ada");
  // German is as it was; the list says what was changed.
  await page.getByRole("button", { name: "German" }).click();
  await holds(subject, /^Bestätigt/);
  await page.getByRole("link", { name: "Mail texts" }).first().click();
  await page.getByText("changed: English").waitFor();
  await page.getByRole("link", { name: "Confirmation" }).click();
  await page.getByRole("button", { name: "Back to the built-in sentences" }).click();
  await page.getByText("The built-in sentences are in use again").waitFor();
  await holds(subject, /^Confirmed:/);
});

story("the front desk reads mail texts", {}, async ({ page }) => {
  await logIn(page, DESK, "/console/templates/booking_change?in=de");
  await page.getByTestId("mail-subject").waitFor();
  assert.ok(await page.getByLabel("Subject").isDisabled());
  await counts(page.getByRole("button", { name: "Save", exact: true }), 0);
});

story("a consultant has no mail texts", { expected: [[403, "/v1/admin"]] }, async ({ page }) => {
  await logIn(page, consultant("anna-schmidt"));
  await page.goto("/console/templates");
  await page.getByRole("heading", { name: "Your account has no right to this page" }).waitFor();
});

story("mail texts are accessible and fit", {}, async (stage) => {
  await logIn(stage.page);
  await consoleLooks(stage, [
    ["mails", "/console/templates", (it) => it.getByTestId("templates").waitFor()],
    ["mail", "/console/templates/booking_confirmation", (it) => it.getByTestId("mail-subject").waitFor()],
    ["plain text", "/console/templates/no_show_followup", async (it) => {
      await it.getByRole("button", { name: "Plain text" }).click();
      await it.getByText("Variables", { exact: true }).click();
      await it.locator("pre").waitFor();
    }],
  ]);
});
