// Numbers at the console.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts } from "../lib/check.js";
import { consoleLooks, logIn, READER } from "../lib/console.js";

after(closeBrowser);

/** The start of a meeting that is to come lies within. */
const PERIOD = "from=2026-11-16&to=2026-12-15";

story("a number leads to the list that it counts, and a report to its file", {}, async ({ page, system }) => {
  await system.book();
  await logIn(page, undefined, `/console/numbers?${PERIOD}`);
  const total = page.getByTestId("figure-total");
  await total.getByText("1", { exact: true }).waitFor();
  await total.getByRole("link").click();
  await page.locator("tr[data-reference]").first().waitFor();
  await counts(page.locator("tr[data-reference]"), 1);
  await page.goBack();
  await page.getByLabel("Report").selectOption("outcomes");
  await page.getByTestId("table-cancelledBy").waitFor();
  assert.match(page.url(), /report=outcomes/);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as CSV" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "outcomes-2026-11-16-2026-12-15.csv");
});

story("whoever only reads sees counts in fives", {}, async ({ page, system }) => {
  await system.book();
  await logIn(page, READER, `/console/numbers?${PERIOD}`);
  await page.getByText("counts are shown in fives").waitFor();
  await page.getByTestId("figure-total").getByText("0", { exact: true }).waitFor();
  await counts(page.getByTestId("figures").getByRole("link"), 0);
});

story("numbers are accessible and fit", {}, async (stage) => {
  const { page, system } = stage;
  await system.book();
  await logIn(page);
  const reports = ["outcomes", "trends", "patterns", "consultants", "sources"];
  await consoleLooks(stage, [
    ["numbers", `/console/numbers?${PERIOD}`],
    ...reports.map((name) => [`numbers, ${name}`, `/console/numbers?report=${name}&${PERIOD}`]),
  ]);
});
