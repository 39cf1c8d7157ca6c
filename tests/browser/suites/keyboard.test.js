import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { ADA, reference } from "../lib/steps.js";

after(closeBrowser);

/** What has the focus, in words. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return `${element.tagName.toLowerCase()} ${element.id} ${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 80)}`;
});

/** Presses Tab until something that fits has the focus. */
async function tabTo(page, what, most = 60) {
  const passed = [];
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (what.test(now)) return;
    passed.push(now);
  }
  assert.fail(`Tab doesn't lead to ${what}, but to ${passed.join(" | ")}`);
}

story("the keyboard alone completes a booking", {}, async ({ system, page }) => {
  await page.goto("/");
  await page.getByTestId("first-available").waitFor();
  await page.keyboard.press("Tab");
  assert.match(await focused(page), /Skip to the content/);
  await page.keyboard.press("Enter");
  await page.locator("h1:focus").waitFor();
  await tabTo(page, /Choose a time with Anna Schmidt/);
  await page.keyboard.press("Enter");
  await page.locator("h1:focus").waitFor();
  // The calendar is one stop, with the arrows inside.
  await page.locator(".day.free").first().waitFor();
  await tabTo(page, /^td/);
  await page.keyboard.press("PageDown");
  await page.locator('td[data-date^="2026-12"]:focus').waitFor();
  await page.keyboard.press("PageUp");
  await page.locator('td[data-date^="2026-11"]:focus').waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.locator("td[aria-selected=true]:focus").waitFor();
  const day = await page.locator("td:focus").getAttribute("data-date");
  await tabTo(page, /^button .*\d\d:\d\d/);
  await page.keyboard.press("Enter");
  await page.locator("#firstName").waitFor();
  await page.locator("h1:focus").waitFor();
  for (const [name, value] of Object.entries(ADA)) {
    await tabTo(page, new RegExp(`input ${name}`));
    await page.keyboard.type(value);
  }
  for (const consent of ["terms", "privacy"]) {
    await tabTo(page, new RegExp(`input ${consent}`));
    await page.keyboard.press("Space");
  }
  await tabTo(page, /Book this time/);
  await page.keyboard.press("Enter");
  const shown = await reference(page);
  await page.locator("h1:focus").waitFor();
  const kept = await system.booking(shown, ADA.email);
  assert.equal(kept.start.slice(0, 10), day);
});

story("the time zone is found by the keyboard, and Escape leaves it", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await page.locator(".slot").first().waitFor();
  await tabTo(page, /Time zone/);
  await page.keyboard.press("Enter");
  await page.locator("[role=combobox]:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[data-testid=zone]:focus").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("[role=combobox]:focus").waitFor();
  await page.keyboard.type("new york");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.waitForURL(/tz=America%2FNew_York/);
  await page.locator("[data-testid=zone]:focus").waitFor();
});
