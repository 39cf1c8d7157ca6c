import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after } from "node:test";

import { serveDemo } from "../../../web/demo/serve.js";
import { closeBrowser, story } from "../lib/browser.js";
import { counts, holds, says } from "../lib/check.js";
import { ADA, agree, book, chooseTime, compareInline, fill, freeTimes, reference } from "../lib/steps.js";
import { until } from "../lib/system.js";

after(closeBrowser);

/** A story on another site, which has the widget. */
function embedded(name, options, body) {
  story(name, options, async (stage) => {
    const site = await serveDemo({ booking: stage.system.url });
    try {
      await body({ ...stage, site });
    } finally {
      await site.close();
    }
  });
}

/** A frame can be filled in like a page: everything in steps.js takes either. */
const frameOf = async (page) => (await page.locator("iframe").elementHandle()).contentFrame();

/** Messages of the widget to the site, as the demo recorded them. */
const told = async (page) => (await page.locator("#events").textContent()).trim().split("\n").map((line) => [line.slice(0, line.indexOf(" ")), JSON.parse(line.slice(line.indexOf(" ") + 1))]);
const event = (page, name) => until(`the event ${name}`, async () => (await told(page).catch(() => [])).find(([told]) => told === name)?.[1]);

/** Keeps every address that is asked for, with its referrer. */
function addresses(context) {
  const all = [];
  context.on("request", (request) => all.push(`${request.url()} ${request.headers().referer ?? ""}`));
  return all;
}

embedded("inline: the page stands in the site, grows with its content and posts its events", {}, async ({ system, page, site }) => {
  await page.goto(`${site.url}/inline.html`);
  await page.locator("iframe").waitFor();
  await counts(page.locator("iframe"), 1);
  const frame = await frameOf(page);
  const start = await chooseTime(frame);
  assert.deepEqual(await event(page, "ready"), { consultantId: "anna-schmidt" });
  await fill(frame);
  await agree(frame);
  // As high as its content: nothing scrolls in the frame.
  await until("the frame's full height", () => frame.evaluate(() => document.documentElement.scrollHeight <= innerHeight && innerHeight > 900));
  assert.ok(await frame.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--brand")) === "rgb(122 46 29)");
  await book(frame);
  const shown = await reference(frame);
  assert.deepEqual(await event(page, "booked"), { reference: shown, start, consultantId: "anna-schmidt" });
  const steps = (await told(page)).filter(([name]) => name === "step").map(([, { step }]) => step);
  assert.deepEqual(steps, ["time", "details", "done"]);
  assert.ok(!(await page.locator("#events").textContent()).includes("Lovelace"));
  const kept = await system.booking(shown, ADA.email);
  assert.equal(kept.start, start);
  // The site's own styles stay outside, and the widget's inside.
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontFamily.startsWith("Georgia")), true);
});

embedded("inline: consultants are compared where one looks, and the page stays alive", { context: { viewport: { width: 1100, height: 700 } } }, async ({ page, site }) => {
  await page.goto(`${site.url}/inline.html`);
  const frame = await compareInline(page);
  const heading = frame.getByRole("heading", { name: "Compare consultants" });
  // By the window that shows the site: the frame's own is as high as its whole content.
  await until("the heading in view", async () => {
    const { y, height } = await heading.boundingBox();
    return y >= 0 && y + height <= 700;
  });
  const tall = await frame.evaluate(() => document.documentElement.scrollHeight);
  await until("a frame as high as the comparison", async () => (await page.locator("iframe").boundingBox()).height >= tall);
  await frame.getByRole("button", { name: "Close" }).click();
  await frame.getByTestId("comparison").waitFor({ state: "detached" });
  assert.equal(await frame.evaluate(() => document.activeElement.textContent), "Compare");
  // The page beside it can be used all the while.
  await frame.locator(".compare-bar .primary").click();
  await frame.getByRole("button", { name: "Clear" }).click();
  await frame.getByTestId("comparison").waitFor({ state: "detached" });
  await frame.locator(".card .primary").last().click();
  await freeTimes(frame);
});

embedded("popup: opens from a link, knows the visitor, and gives the focus back", {}, async ({ system, page, context, site }) => {
  const asked = addresses(context);
  await page.goto(site.url);
  await until("the widget", () => page.evaluate(() => Boolean(window.MagnetiqBooking)));
  await page.locator("#open").focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Book a consultation" });
  await dialog.waitFor();
  assert.equal(await dialog.getAttribute("aria-modal"), "true");
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).overflow), "hidden");
  const frame = await frameOf(page);
  await frame.getByText("Who would you like to talk to?").waitFor();
  // Tab never reaches the site behind.
  for (let pressed = 0; pressed < 40; pressed += 1) {
    await page.keyboard.press("Tab");
    const where = await page.evaluate(() => document.activeElement.matches("body, [data-magnetiq-host]"));
    assert.ok(where, "the focus left the dialog");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "open");
  await until("a site that scrolls again", () => page.evaluate(() => getComputedStyle(document.documentElement).overflow === "visible"));
  assert.deepEqual(await event(page, "closed"), {});

  await page.locator("#open-anna").click();
  await dialog.waitFor();
  const second = await frameOf(page);
  await chooseTime(second);
  await holds(second.locator("#firstName"), "Ada");
  await holds(second.locator("#email"), "ada@clients.example");
  await second.locator("#email").press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "open-anna");
  await page.locator("#open-anna").click();
  // The state is preserved.
  await second.locator("#phone-country").selectOption("DE");
  await second.locator("#phone").fill("030 901820");
  await agree(second);
  await book(second);
  const shown = await reference(second);
  const kept = await system.booking(shown, ADA.email);
  assert.deepEqual([kept.meetingType, kept.duration, kept.client.company], ["phone", 60, "Analytical Engines"]);
  await dialog.getByRole("button", { name: "Close" }).click();
  await until("the end of the popup", async () => {
    const [name, { reference: last }] = (await told(page)).at(-1);
    return name === "closed" && last === shown;
  });
  assert.ok(asked.every((address) => !/Lovelace|clients\.example|%40/.test(address.replace(/#.*?(?= )/, ""))), "personal data in an address");
  assert.ok(asked.some((address) => address.includes("utm_campaign=autumn")));
});

embedded("button: floats over a German page, in German", {}, async ({ page, site }) => {
  await page.goto(`${site.url}/button.html`);
  const button = page.getByRole("button", { name: "Beratung buchen" });
  const { width, height } = await button.boundingBox();
  assert.ok(width >= 44 && height >= 44);
  await button.click();
  const frame = await frameOf(page);
  await frame.getByText("Mit wem möchten Sie sprechen?").waitFor();
  await page.getByRole("button", { name: "Schließen" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await button.click();
  await page.getByRole("dialog").waitFor();
  await page.mouse.click(5, 5);
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});

embedded("messages of others are not heard", {}, async ({ page, site }) => {
  await page.goto(`${site.url}/inline.html`);
  await event(page, "ready");
  const before = await page.locator("#events").textContent();
  await page.evaluate(() => {
    const frame = document.querySelector("[data-magnetiq-host]").shadowRoot.querySelector("iframe");
    const data = { source: "magnetiq-booking", type: "booked", reference: "VLT-FORGED", start: "", consultantId: "eve" };
    // From the site itself, and from the right window but another origin.
    postMessage(data, "*");
    dispatchEvent(new MessageEvent("message", { data, origin: "https://evil.example", source: frame.contentWindow }));
    dispatchEvent(new MessageEvent("message", { data, origin: new URL(frame.src).origin, source: window }));
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await says(page.locator("#events"), before);
});

story("a site that may not embed the page shows a link to it", { expected: [[0, "frame-ancestors"], [0, "/book-consultation"]] }, async ({ system, page }) => {
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(request.url === "/" ? `<!doctype html><link rel=icon href="data:,"><script src="${system.url}/embed.js" async></script>` : "");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const refusals = [];
  page.on("console", (message) => message.text().includes("frame-ancestors") && refusals.push(message.text()));
  try {
    await page.goto(`http://stranger.example:${server.address().port}/`);
    await page.getByRole("link", { name: "Open the booking page in a new tab" }).waitFor();
    assert.ok(refusals.length > 0);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
