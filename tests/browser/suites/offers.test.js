import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts } from "../lib/check.js";
import { ADA } from "../lib/steps.js";

after(closeBrowser);

const START = "2026-11-26T10:00:00Z";
const LATER = "2026-11-26T13:00:00Z";
const starts = [START, LATER].map((start) => ({ start, consultantId: "anna-schmidt" }));
const said = (page) => page.locator(".notice.good").textContent();

/** The link of the mail's first time, as a client with this language gets it. */
async function offered(system, message, language) {
  const made = await system.book({ language });
  await system.act(made.booking.reference, "offer", { starts, message });
  const link = await system.link(await system.mail("times_offered", ADA.email), "manage");
  return { ...made, link };
}

story("an offered time is chosen by the link of its mail, and taken by the button", {}, async ({ system, page }) => {
  const { booking, link } = await offered(system);
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && request.url().includes("/offer") && posts.push(request.url()));
  await page.goto(link);
  await page.getByRole("heading", { name: "Move it to this time?" }).waitFor();
  assert.deepEqual(posts, [], "a link that is followed changes nothing");
  await page.getByRole("button", { name: "Yes, move it" }).click();
  await page.locator(".notice.good").waitFor();
  assert.match(await said(page), /moved/);
  assert.equal((await system.booking(booking.reference, ADA.email)).start, START);
  await system.mail("booking_change", ADA.email);
  await page.locator(".history").getByText("Other times were offered").waitFor();
  await counts(page.getByTestId("offer"), 0);
  // The mail's other link leads to what holds now.
  await page.goto("/");
  await page.goto(link);
  await page.getByText("These times are no longer offered").waitFor();
});

story("an offered time that went meanwhile leaves the other ones", { expected: [[409, "/offer"]] }, async ({ system, page }) => {
  const { booking, link } = await offered(system);
  await page.goto(link);
  await page.getByRole("button", { name: "Yes, move it" }).waitFor();
  await system.book({ start: START, client: { ...ADA, email: "bob@clients.example" } });
  await page.getByRole("button", { name: "Yes, move it" }).click();
  await page.getByTestId("taken").waitFor();
  await counts(page.getByTestId(`alternative-${START}`), 0);
  await page.getByTestId(`alternative-${LATER}`).getByRole("button").click();
  await page.locator(".notice.good").waitFor();
  assert.equal((await system.booking(booking.reference, ADA.email)).start, LATER);
});

story("times in place of a meeting that can't be held: none suits, in German", {}, async ({ system, page }) => {
  const { booking, link } = await offered(system, "unavailable", "de");
  await page.goto(link.replace("/manage#", "/manage?lang=de#"));
  await page.getByRole("button", { name: "Andere Zeit wählen" }).click();
  await page.getByRole("heading", { name: "Bitte wählen Sie eine andere Zeit" }).waitFor();
  await page.getByRole("button", { name: "Keine passt mir: Termin absagen" }).click();
  await page.locator(".badge.cancelled").waitFor();
  assert.equal((await system.booking(booking.reference, ADA.email)).status, "cancelled");
  await system.mail("booking_cancellation", ADA.email);
});

story("a client who keeps their time says so, in Russian", {}, async ({ system, page }) => {
  const { booking, links } = await offered(system, undefined, "ru");
  await page.goto(links.manage.replace("/manage#", "/manage?lang=ru#"));
  await page.getByTestId(`offered-${LATER}`).waitFor();
  await page.getByRole("button", { name: "Оставить моё время" }).click();
  await page.locator(".notice.good").waitFor();
  assert.match(await said(page), /прежним/);
  assert.equal((await system.booking(booking.reference, ADA.email)).start, booking.start);
  await counts(page.getByTestId("offer"), 0);
});
