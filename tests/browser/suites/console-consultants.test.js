// Consultants at the console: profiles, working hours with their preview.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts } from "../lib/check.js";
import { consoleLooks, consultant, logIn } from "../lib/console.js";

after(closeBrowser);

story("hours are changed with a preview, and clients see them", {}, async ({ page, system }) => {
  await system.book();
  await logIn(page, undefined, "/console/consultants");
  await page.getByRole("link", { name: /Working hours.*Anna Schmidt/ }).click();
  await page.getByRole("heading", { name: "Working hours of Anna Schmidt" }).waitFor();
  const preview = page.getByTestId("preview");
  await preview.getByText(/free times in 14 days/).waitFor();
  const save = page.getByRole("button", { name: "Save" });
  assert.equal(await save.isDisabled(), true);
  // Tuesday, with the booking, becomes a day off.
  const tuesday = page.getByRole("group", { name: "Tuesday", exact: true });
  while (await tuesday.getByRole("button", { name: /^Remove/ }).count()) await tuesday.getByRole("button", { name: /^Remove/ }).first().click();
  await preview.getByText("1 booking lies outside the hours").waitFor();
  await page.waitForFunction(() => !document.querySelector(".save-bar .primary")?.disabled);
  await save.click();
  await page.getByText("The hours are saved. Clients see them now.").waitFor();
  const { days } = await system.ask("/v1/availability?consultantId=anna-schmidt&from=2026-11-24&to=2026-12-01&duration=30&timezone=Europe/Berlin");
  assert.deepEqual(days.filter(({ date }) => date === "2026-12-01").map(({ slots }) => slots.length), [0]);
  await page.getByText("Earlier versions").click();
  await page.getByRole("button", { name: "Go back to this 1" }).click();
  await page.getByText("Version 1 is in force again.").waitFor();
  await page.getByRole("group", { name: "Tuesday", exact: true }).getByRole("button", { name: /^Remove/ }).first().waitFor();
});

story("a consultant is added, edited and archived", {}, async ({ page }) => {
  await logIn(page, undefined, "/console/consultants");
  await page.getByRole("link", { name: "Add a consultant" }).click();
  await page.getByLabel("First name").fill("Mara");
  await page.getByLabel("Last name").fill("Lindt");
  await page.getByLabel("E-mail address").fill("mara@magnetiq.example");
  await page.getByRole("button", { name: "Add a consultant" }).click();
  await page.getByRole("heading", { name: "Working hours of mara-lindt" }).or(page.getByRole("heading", { name: "Working hours of Mara Lindt" })).waitFor();
  await page.goto("/console/consultants/mara-lindt");
  await page.getByLabel("Title").fill("Advisor");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The profile is saved.").waitFor();
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await page.getByText("Mara Lindt is archived.").waitFor();
  await page.getByTestId("undo").click();
  await page.getByText("Mara Lindt is shown again.").waitFor();
});

story("two accounts don't overwrite each other's hours", { expected: [[412, "/schedule"]] }, async ({ page, system }) => {
  await logIn(page, undefined, "/console/consultants/anna-schmidt/hours");
  await page.getByTestId("preview").getByText(/free times in 14 days/).waitFor();
  const { token } = await system.ask("/_local/login", { email: "other@magnetiq.example", groups: ["admin"] });
  const path = `${system.url}/v1/admin/consultants/anna-schmidt/exceptions`;
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "If-Match": "\"1\"" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify({ date: "2026-11-27", windows: [] }) });
  assert.equal(answer.status, 200);
  await page.getByLabel("Meetings a day at most").fill("3");
  await page.waitForFunction(() => !document.querySelector(".save-bar .primary")?.disabled);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Load the new state" }).click();
  await page.getByRole("group", { name: /27 November 2026/ }).waitFor();
});

story("a consultant sees only themselves, and their own hours", {}, async ({ page }) => {
  await logIn(page, consultant("anna-schmidt"), "/console/consultants");
  await page.getByRole("link", { name: "Anna Schmidt", exact: true }).waitFor();
  await counts(page.getByTestId("consultants").getByRole("row"), 2);
  await page.getByRole("link", { name: "Anna Schmidt", exact: true }).click();
  assert.equal(await page.getByLabel("First name").isDisabled(), true);
  assert.equal(await page.getByLabel("Biography").isDisabled(), false);
});

story("consultants and hours are accessible and fit", {}, async (stage) => {
  const { page } = stage;
  await logIn(page);
  await consoleLooks(stage, [
    ["consultants", "/console/consultants"],
    ["new consultant", "/console/consultants/new"],
    ["profile", "/console/consultants/anna-schmidt"],
    ["hours", "/console/consultants/anna-schmidt/hours", (it) => it.getByTestId("preview").getByText(/free times/).waitFor()],
  ]);
});
