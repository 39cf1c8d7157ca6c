// Accounts, audit and integrations at the console.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts } from "../lib/check.js";
import { consoleLooks, logIn, READER } from "../lib/console.js";

after(closeBrowser);

story("an account is invited, gets rights and is disabled, and the audit lists it", {}, async ({ page }) => {
  await logIn(page, undefined, "/console/accounts");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite" });
  await dialog.getByLabel("E-mail address").fill("new@magnetiq.example");
  await dialog.getByRole("checkbox", { name: "Front desk" }).check();
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  const row = page.getByRole("row", { name: /new@magnetiq\.example/ });
  await row.getByText("Invited").waitFor();
  await row.getByText("Front desk").waitFor();
  await row.getByRole("button", { name: "new@magnetiq.example" }).click();
  assert.match(page.url(), /account=/);
  await page.getByRole("checkbox", { name: "Disabled" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await row.getByText("Disabled").waitFor();
  await page.goto("/console/audit");
  await page.getByTestId("trail").getByText("Account changed").first().waitFor();
  await page.getByLabel("Act", { exact: true }).selectOption("booking.cancelled");
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  assert.match(page.url(), /kind=booking\.cancelled/);
  await page.getByRole("button", { name: "Remove filters" }).first().click();
  await page.getByTestId("trail").waitFor();
});

story("whoever only reads has no accounts, and no way to them", { expected: [[403, "/v1/admin"]] }, async ({ page }) => {
  await logIn(page, READER);
  await counts(page.getByRole("link", { name: "Accounts" }), 0);
  await page.goto("/console/accounts");
  await page.getByRole("heading", { name: "Your account has no right to this page" }).waitFor();
});

story("accounts, audit and integrations are accessible and fit", {}, async (stage) => {
  const { page, system } = stage;
  await system.book();
  await logIn(page);
  await consoleLooks(stage, [
    ["integrations", "/console/integrations"],
    ["accounts", "/console/accounts"],
    ["invite", "/console/accounts?account=new", (it) => it.getByLabel("E-mail address").waitFor()],
    ["audit", "/console/audit"],
    ["audit, nothing", "/console/audit?kind=settings.changed"],
  ]);
});
