// The console's frame: log-in and its end, menu, keys, states.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, holds, says } from "../lib/check.js";
import { ADMIN, consoleLooks, consultant, logIn } from "../lib/console.js";

after(closeBrowser);

const REFUSED = [[401, "/v1/admin"], [400, "/oauth2/token"]];

story("a log-in leads back to the address, and survives reload", {}, async ({ page, context }) => {
  await logIn(page, ADMIN, "/console?x=1");
  assert.equal(new URL(page.url()).search, "?x=1");
  await says(page.locator("main h1"), "Today");
  await page.reload();
  await page.locator("main h1").waitFor();
  // Another tab needs no typing: the log-in knows the browser.
  const other = await context.newPage();
  await other.goto("/console");
  await other.locator("main h1").waitFor();
  // No token is where another script could find it later.
  assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage }).includes("eyJ")), false);
  await page.getByTestId("account").click();
  await page.getByTestId("log-out").click();
  await page.getByRole("heading", { name: "You are logged out" }).waitFor();
  await other.getByRole("heading", { name: "You are logged out" }).waitFor();
  await other.getByRole("button", { name: "Log in" }).click();
  await other.getByRole("button", { name: ADMIN }).first().waitFor();
});

story("a session that ends keeps the page and its draft", { expected: REFUSED }, async ({ page, system, context }) => {
  await logIn(page);
  await page.locator("#main .loading").waitFor({ state: "detached" });
  const draft = "typed before the end";
  await page.locator("#search").fill(draft);
  // Longer than any renewal. The page notices it by its next request, whichever that is.
  await system.setClock("2026-11-24T08:00:00Z");
  await page.evaluate(() => history.pushState(null, "", "/console/nothing") ?? dispatchEvent(new PopStateEvent("popstate")));
  await page.evaluate(() => history.pushState(null, "", "/console") ?? dispatchEvent(new PopStateEvent("popstate")));
  const beside = context.waitForEvent("page");
  await page.getByTestId("log-in-again").click();
  const window = await beside;
  const again = window.getByRole("button", { name: ADMIN }).first();
  // Where the browser is known, the window closes by itself.
  await again.click().catch(() => undefined);
  await page.getByTestId("log-in-again").waitFor({ state: "detached" });
  await page.locator("#main .loading").waitFor({ state: "detached" });
  await holds(page.locator("#search"), draft);
});

story("keys and commands lead anywhere, and can be switched off", {}, async ({ page }) => {
  await logIn(page);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.getByRole("checkbox", { name: /Keys of one letter/ }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await counts(page.locator("dialog[open]"), 0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("today");
  await page.getByRole("option", { name: "Go to Today" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("main h1").waitFor();
  await counts(page.locator("dialog[open]"), 0);
});

// The browser loads its icon whenever it likes.
const OFFLINE = { expected: [[0, "/favicon.svg"]] };
story("an address that leads nowhere and a network that is gone say so", OFFLINE, async ({ page, context }) => {
  await logIn(page, consultant("anna-schmidt"));
  await page.goto("/console/nothing");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.getByRole("link", { name: "To the first page" }).click();
  await page.getByRole("heading", { name: "Today" }).waitFor();
  await context.setOffline(true);
  await page.getByText("You are offline").waitFor();
  await context.setOffline(false);
  await page.getByText("You are offline").waitFor({ state: "detached" });
});

story("the frame is accessible and fits", {}, async (stage) => {
  const { page } = stage;
  await logIn(page);
  await consoleLooks(stage, [
    ["account", "/console", (it) => it.getByTestId("account").click()],
    ["keys", "/console", (it) => it.keyboard.press("?")],
    ["commands", "/console", (it) => it.keyboard.press("Control+k")],
  ]);
});
