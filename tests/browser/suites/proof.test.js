import assert from "node:assert/strict";
import { after } from "node:test";

import { serveDemo } from "../../../web/demo/serve.js";
import { closeBrowser, story } from "../lib/browser.js";
import { holds, says } from "../lib/check.js";
import { violations } from "../lib/look.js";
import { ADA, agree, book, bookFirst, chooseTime, fill, gate, reference } from "../lib/steps.js";

after(closeBrowser);

const ALWAYS = { site: { protection: { challenge: "always" } } };
/** One booking with a consultant in an hour needs no proof. */
const PRESSED = { site: { limits: { pressurePerConsultant: 1 }, protection: { challenge: "under_pressure", challengeEffort: 100 } } };

/** Keeps the addresses of scripts that are asked for. */
function scripts(page) {
  const all = [];
  page.on("request", (request) => all.push(request.url()));
  return () => all.filter((url) => /altcha|pbkdf2/.test(url));
}

story("proof: nothing of it is loaded until it is asked for, and then the booking goes on by itself", { system: PRESSED, expected: [[428, "/v1/bookings"]] }, async ({ system, page }) => {
  const loaded = scripts(page);
  await page.goto("/?consultant=anna-schmidt");
  await bookFirst(page);
  assert.deepEqual(loaded(), []);
  await page.goto("/?consultant=anna-schmidt");
  const shown = await bookFirst(page, { ...ADA, email: "bella@clients.example" });
  assert.equal((await system.booking(shown.reference, "bella@clients.example")).start, shown.start);
  assert.ok(loaded().every((url) => url.startsWith(system.url)), "no third party");
  assert.ok(loaded().length >= 2, `${loaded()}`);
});

for (const [language, name, text] of [["en", "I am not a robot", "makes sure|make sure"], ["de", "Ich bin kein Roboter", "kein Roboter bucht"], ["ru", "Я не робот", "не робот"]]) {
  story(`proof: the form works on it at once, and says so (${language})`, { system: ALWAYS }, async ({ page }) => {
    const { open, opened } = gate();
    // Held back, so that the check is seen while it runs.
    await page.route(/pbkdf2/, async (route) => {
      await opened;
      await route.continue();
    });
    await page.goto(`/?consultant=anna-schmidt&lang=${language}`);
    await chooseTime(page);
    await page.locator("altcha-widget input[type=checkbox]").waitFor();
    await says(page.getByTestId("proof").locator("[role=status]").first(), new RegExp(text));
    assert.ok((await page.locator("altcha-widget").textContent()).length > 0);
    assert.deepEqual(await violations(page), []);
    open();
    await page.locator('altcha-widget [data-state="verified"]').waitFor();
    assert.deepEqual(await violations(page), [], name);
    await fill(page);
    await agree(page);
    await book(page);
    await reference(page);
  });
}

story("proof: it works in a frame of another site", { system: ALWAYS }, async ({ system, page }) => {
  const site = await serveDemo({ booking: system.url });
  try {
    await page.goto(`${site.url}/inline.html`);
    const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
    await bookFirst(frame);
  } finally {
    await site.close();
  }
});

story("proof: a form that is sent too quickly waits, and the hidden field is nobody's", { system: { site: { protection: { challenge: "never", minimumFillSeconds: 60 } } }, expected: [[429, "/v1/bookings"], [422, "/v1/bookings"]] }, async ({ system, page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await chooseTime(page);
  await fill(page);
  await agree(page);
  const trap = page.locator("#fax");
  assert.equal(await trap.evaluate((field) => field.tabIndex), -1);
  await trap.evaluate((field) => {
    field.value = "a browser's guess";
  });
  await book(page);
  await page.locator(".submit [role=alert]").waitFor();
  await holds(trap, "");
  await book(page);
  await page.getByText(/Please wait|seconds|minute/).first().waitFor();
  await system.setClock("2026-11-23T08:05:00Z");
  await book(page);
  await reference(page);
});
