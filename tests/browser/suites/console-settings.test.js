// The company's settings at the console.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, holds } from "../lib/check.js";
import { consoleLooks, consultant, DESK, logIn, tokenOf } from "../lib/console.js";
import { until } from "../lib/system.js";

after(closeBrowser);

const CHIEF = "chief@magnetiq.example";
const TITLE = "An hour that pays for itself";

/** A section of the settings, and the button that saves it. */
const section = (page, name) => {
  const form = page.getByTestId(`section-${name}`);
  return { form, save: () => form.getByRole("button", { name: "Save", exact: true }).click() };
};

/** Another administrator saves a section meanwhile. */
async function colleagueSaves(system, name, change) {
  const headers = { Authorization: `Bearer ${await tokenOf(system, CHIEF, ["admin"])}`, "Content-Type": "application/json" };
  const found = await fetch(`${system.url}/v1/admin/settings`, { headers });
  const body = JSON.stringify({ ...(await found.json())[name], ...change });
  const answer = await fetch(`${system.url}/v1/admin/settings/${name}`, {
    method: "PUT", body, headers: { ...headers, "If-Match": found.headers.get("ETag") },
  });
  assert.equal(answer.status, 200, await answer.text());
}

story("a section is saved, and clients see it", {}, async ({ page, context }) => {
  await logIn(page, undefined, "/console/settings/page");
  const { form, save } = section(page, "hero");
  await form.getByLabel("Title").fill(TITLE);
  await save();
  await page.getByText("Saved. It holds").waitFor();
  const client = await context.newPage();
  await client.goto("/");
  await client.getByRole("heading", { name: TITLE }).waitFor();
  // The former state is one click away.
  await page.getByText("Earlier versions").click();
  await page.getByRole("button", { name: "Go back to this 1" }).click();
  await page.getByText("Version 1 is in force again").waitFor();
  await until("the former title", async () => (await form.getByLabel("Title").inputValue()) !== TITLE);
});

const STALE = { expected: [[412, "/v1/admin/settings"]] };
story("two administrators lose nothing", STALE, async ({ page, system }) => {
  await logIn(page, undefined, "/console/settings/page");
  const hero = section(page, "hero");
  await hero.form.getByLabel("Title").fill(TITLE);
  // Another section doesn't concern this one.
  await colleagueSaves(system, "support", { phone: "+49 30 901820" });
  await hero.save();
  await page.getByText("Saved. It holds").waitFor();
  // The same section does.
  await hero.form.getByLabel("Title").fill("Mine");
  await colleagueSaves(system, "hero", { title: { en: "Theirs" } });
  await hero.save();
  await hero.form.getByRole("alert").waitFor();
  await holds(hero.form.getByLabel("Title"), "Mine");
  await hero.form.getByRole("button", { name: "Load the new state" }).click();
  await holds(hero.form.getByLabel("Title"), "Theirs");
  await page.getByRole("link", { name: "Company", exact: true }).click();
  await holds(section(page, "support").form.getByLabel("Phone"), "+49 30 901820");
});

const REFUSED = { expected: [[422, "/v1/admin/settings"]] };
story("a fault is shown at its field, and the entry stays", REFUSED, async ({ page }) => {
  await logIn(page, undefined, "/console/settings/page");
  const { form, save } = section(page, "faq");
  await form.waitFor();
  const before = await form.getByLabel("Answer").count();
  await form.getByRole("button", { name: "Question", exact: true }).click();
  await form.getByLabel("Question", { exact: true }).last().fill("Does it cost anything?");
  await save();
  await form.getByRole("alert").waitFor();
  const answer = form.getByLabel("Answer").last();
  assert.equal(await answer.getAttribute("aria-invalid"), "true");
  await answer.fill("No.");
  await save();
  await page.getByText("Saved. It holds").waitFor();
  await page.reload();
  await form.waitFor();
  await counts(form.getByLabel("Answer"), before + 1);
  await holds(form.getByLabel("Question", { exact: true }).last(), "Does it cost anything?");
});

story("the front desk reads the settings, without clients' addresses", {}, async ({ page }) => {
  await logIn(page, DESK, "/console/settings/protection");
  assert.ok(await page.getByLabel("Bookings from a network, an hour").isDisabled());
  await counts(page.getByRole("button", { name: "Save", exact: true }), 0);
  await counts(page.getByTestId("section-sharedAddresses"), 0);
});

story("a consultant has no settings", { expected: [[403, "/v1/admin"]] }, async ({ page }) => {
  await logIn(page, consultant("anna-schmidt"));
  await page.goto("/console/settings");
  await page.getByRole("heading", { name: "Your account has no right to this page" }).waitFor();
});

story("settings are accessible and fit", {}, async (stage) => {
  await logIn(stage.page);
  const shown = async (it) => {
    await it.locator("[data-testid^=section-]").first().waitFor();
    for (const entries of await it.locator("details.settings-entry").all()) await entries.evaluate((one) => { one.open = true; });
  };
  const groups = ["company", "page", "consents", "rules", "protection", "access"];
  await consoleLooks(stage, groups.map((group) => [group, `/console/settings/${group}`, shown]));
});
