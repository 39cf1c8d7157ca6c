// Faults that users of other booking systems reported, tried here.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { holds, says } from "../lib/check.js";
import { ADA, agree, book, chooseTime, fill, freeTimes, reference } from "../lib/steps.js";

after(closeBrowser);

/** Translates as Chrome does: each text gives its place to a `<font>` in a `<font>`, now and whenever one appears. */
function translate() {
  const replace = (text) => {
    if (!text.data.trim() || text.parentElement?.closest("font, script, style")) return;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.append(text.data);
    outer.append(inner);
    text.replaceWith(outer);
  };
  const translateIn = (root) => {
    const texts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(replace);
  };
  translateIn(document.body);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node instanceof Text) replace(node);
        else if (node.nodeName !== "FONT") translateIn(node);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
}

story("a page that the browser translates shows the day that was chosen", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await freeTimes(page);
  await page.evaluate(translate);
  await page.getByTestId("day-2026-11-26").click();
  const heading = page.locator(".day-slots h3");
  await page.waitForFunction(() => /26/.test(document.querySelector(".day-slots h3").textContent));
  await says(heading, /^Thursday,? 26 November: \d+ free times$/);
  await page.getByRole("button", { name: "Next month" }).click();
  await page.locator("td[data-date='2026-12-15'][data-free]").waitFor();
  assert.equal((await page.locator(".calendar-head h2").textContent()).trim(), "December 2026");
  await page.getByTestId("zone").click();
  await page.locator("[role=combobox]").fill("tokyo");
  await page.locator("[role=option]").first().click();
  await page.waitForFunction(() => /Tokyo/.test(document.querySelector("[data-testid=zone]").textContent));
  assert.doesNotMatch(await page.getByTestId("zone").textContent(), /Berlin/);
});

story("a plus in a link that knows the visitor arrives as it was written", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt&type=phone#email=ada+work@clients.example&phone=+49+30+901820&lastName=von+Arnim");
  await chooseTime(page);
  await holds(page.locator("#email"), "ada+work@clients.example");
  await holds(page.locator("#lastName"), "von Arnim");
  await page.locator("#firstName").fill("Bettina");
  await agree(page);
  const [request] = await Promise.all([page.waitForRequest(/\/v1\/bookings$/), book(page)]);
  assert.equal(request.postDataJSON().client.phone, "+4930901820");
  await reference(page);
});

story("links of mails sent before open the consultant, and the form for their time", {}, async ({ page }) => {
  const mailed = "/book-consultation?consultantId=anna-schmidt&duration=60&meetingType=phone";
  await page.goto(mailed);
  await freeTimes(page);
  await page.getByText("Anna Schmidt").first().waitFor();
  assert.ok(await page.locator("input[name=duration][value='60']").isChecked());
  assert.ok(await page.locator("input[name=type][value='phone']").isChecked());
  await page.goto(`${mailed}&start=2026-11-25T09:30:00Z`);
  await page.locator("#firstName").waitFor();
  await says(page.getByTestId("summary"), /25 November 2026.*10:30.*1 hour.*Phone/s);
  // The old name of the parameter doesn't come back.
  await page.goto(mailed);
  await page.getByText("Someone else").click();
  await page.getByTestId("consultant-any").waitFor();
});

story("text pasted from slides and PDFs is booked without what shows nowhere", {}, async ({ system, page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await chooseTime(page);
  await fill(page);
  await page.locator("#subject").fill("AI\u000bstrategy\u0003");
  await page.locator("#message").fill("one\u000btwo\u0085\u2068three\u2069");
  await agree(page);
  await book(page);
  const booking = await system.booking(await reference(page), ADA.email);
  assert.deepEqual([booking.subject, booking.message], ["AI strategy", "one\ntwo\nthree"]);
});

story("names of nothing and addresses that can't be are faults of their fields", {}, async ({ page }) => {
  await page.goto("/?consultant=anna-schmidt");
  await chooseTime(page);
  await fill(page, { firstName: "\u200b", lastName: "\u3164", email: "email@111.222.333.44444" });
  await agree(page);
  await book(page);
  for (const field of ["firstName", "lastName", "email"]) await page.locator(`#${field}-error`).waitFor();
});

const HEBREW = { locale: "he-IL" };

story("an English page writes the hours of the reader's first language", { context: HEBREW }, async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "languages", { value: ["he-IL", "he", "en-US", "en"] }));
  await page.goto("/?consultant=anna-schmidt&date=2026-11-24&tz=Europe/Berlin");
  await freeTimes(page);
  await says(page.locator(".slot-time").first(), /^\d\d:\d\d$/);
  // Weeks begin on Sunday in Israel.
  await says(page.locator("table th").first(), /^Sun/);
});
