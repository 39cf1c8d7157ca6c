import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, says } from "../lib/check.js";
import { ADA } from "../lib/steps.js";
import { until } from "../lib/system.js";

after(closeBrowser);

/** Asks for the link as a client does, and opens it. */
async function open(system, page) {
  await page.goto("/manage");
  await page.getByRole("link", { name: "All bookings and data of my e-mail address" }).click();
  await page.getByLabel("E-mail").fill(ADA.email);
  await page.getByRole("button", { name: "Mail me the link" }).click();
  await page.getByText("the link is on its way").waitFor();
  const link = await system.link(await system.mail("privacy_link", ADA.email), "privacy");
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByTestId("booking").first().waitFor();
  return link;
}

story("all bookings of an address are listed, opened and erased by a mailed link", {}, async ({ system, page }) => {
  const first = await system.book();
  const second = await system.book({ start: "2026-11-26T10:00:00+01:00" });
  const token = second.manageToken;
  await system.ask(`/v1/bookings/${second.booking.reference}/cancel`, {}, { token });
  // Nothing is on its way that erasing would wait for.
  await system.setClock("2026-11-23T08:05:00Z");
  const link = await open(system, page);
  await counts(page.getByTestId("booking"), 2);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download everything" }).click()]);
  assert.equal(file.suggestedFilename(), "bookings.json");
  await page.getByRole("button", { name: "Erase everything" }).click();
  await page.getByRole("button", { name: "Yes, erase it for good" }).click();
  await page.getByText("Meetings that are still to come were kept").waitFor();
  await counts(page.getByTestId("booking"), 1);
  await page.getByRole("link", { name: `View, move or cancel: ${first.booking.reference}` }).click();
  await says(page.getByTestId("reference"), first.booking.reference);
  await page.goto(link);
  await page.getByRole("button", { name: "No more follow-ups" }).click();
  await page.getByText("you get no more follow-ups").waitFor();
  await counts(page.getByRole("button", { name: "No more follow-ups" }), 0);
});

story("links of a lost phone are replaced", { expected: [[401, "/v1/"]] }, async ({ system, page }) => {
  const { links } = await system.book();
  await open(system, page);
  await page.getByRole("button", { name: "Replace all links" }).click();
  await page.getByText("Earlier links don't work any more").waitFor();
  await page.goto(links.manage);
  await page.getByRole("heading", { name: "Find your booking" }).waitFor();
});

story("a client corrects their details, and their address by a code", { expected: [[422, "/email"]] }, async ({ system, page }) => {
  const { booking, links } = await system.book();
  await page.goto(links.manage);
  await page.getByText("Your details").click();
  await page.getByLabel("Company").fill("Analytical Engines");
  await page.getByRole("button", { name: "Save my details" }).click();
  await page.getByText("Your details are saved").waitFor();
  assert.equal((await system.booking(booking.reference, ADA.email)).client.company, "Analytical Engines");
  const other = "ada.byron@clients.example";
  await page.getByLabel("New e-mail address").fill(other);
  await page.getByRole("button", { name: "Mail me a code" }).click();
  const html = await system.ask(`/_local/mail/${(await system.mail("email_code", other)).id}/html`);
  await page.getByLabel("Six-digit code").fill("12");
  await page.getByRole("button", { name: "Confirm the address" }).click();
  await page.locator(".notice.fault").waitFor();
  await page.getByLabel("Six-digit code").fill(html.match(/>\s*(\d{6})\s*</)[1]);
  await page.getByRole("button", { name: "Confirm the address" }).click();
  await until("the new address", async () => {
    const found = await system.ask("/v1/bookings/lookup", { reference: booking.reference, email: other }, { expect: [200, 404] });
    return found.booking;
  });
  await system.mail("booking_confirmation", other);
  await page.getByTestId("reference").waitFor();
});
