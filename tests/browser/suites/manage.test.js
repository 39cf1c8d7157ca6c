import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { counts, says } from "../lib/check.js";
import { ADA, freeTimes } from "../lib/steps.js";
import { until } from "../lib/system.js";

after(closeBrowser);

const status = (page) => page.getByTestId("status").textContent();
const said = (page) => page.locator(".notice.good").textContent();

story("a booking is moved by the link of its mail", {}, async ({ system, page }) => {
  const { booking } = await system.book();
  await page.goto(await system.link(await system.mail("booking_confirmation", ADA.email), "manage"));
  assert.equal(await status(page), "Confirmed");
  await page.getByRole("button", { name: "Change the time" }).click();
  const starts = await freeTimes(page);
  await page.getByTestId(`slot-${starts[1]}`).click();
  await page.getByRole("button", { name: "Yes, move it" }).click();
  await page.locator(".notice.good").waitFor();
  assert.match(await said(page), /moved/);
  assert.equal(await status(page), "Confirmed at a new time");
  await page.locator(".history").getByText("Moved from").waitFor();
  const moved = await system.booking(booking.reference, ADA.email);
  assert.deepEqual([moved.start, moved.consultantId, moved.status], [starts[1], "anna-schmidt", "rescheduled"]);
  await system.mail("booking_change", ADA.email);
});

story("a booking is moved by half its length: its own time is no obstacle", {}, async ({ system, page }) => {
  const { booking, links } = await system.book({ duration: 60 });
  await page.goto(links.reschedule);
  await freeTimes(page);
  await page.locator('[data-date="2026-11-24"]').click();
  const later = page.getByTestId("slot-2026-11-24T09:30:00Z");
  await later.waitFor();
  await counts(page.getByTestId(`slot-${booking.start}`), 0);
  // With another consultant the same time would be another.
  await page.locator("#whom").selectOption("oliver-hughes");
  await page.locator('[data-date="2026-11-24"][data-free]').click();
  await page.getByTestId(`slot-${booking.start}`).waitFor();
  await page.locator("#whom").selectOption("anna-schmidt");
  await page.locator('[data-date="2026-11-24"][data-free]').click();
  await later.click();
  await page.getByRole("button", { name: "Yes, move it" }).click();
  await page.locator(".notice.good").waitFor();
  assert.equal((await system.booking(booking.reference, ADA.email)).start, "2026-11-24T09:30:00Z");
});

story("a booking that was cancelled meanwhile says so; the way to another one keeps language and looks", { expected: [[409, "/reschedule"]] }, async ({ system, page }) => {
  const { booking, links, manageToken } = await system.book();
  const link = new URL(links.reschedule);
  link.search = "?lang=de&theme=dark";
  await page.goto(link.href);
  const [start] = await freeTimes(page);
  await page.getByTestId(`slot-${start}`).click();
  await system.ask(`/v1/bookings/${booking.reference}/cancel`, {}, { token: manageToken });
  await page.getByRole("button", { name: "Ja, verschieben" }).click();
  await page.locator(".badge.cancelled").waitFor();
  await says(page.locator(".notice.fault"), /nicht mehr ändern/);
  await counts(page.locator(".move"), 0);
  await page.getByRole("link", { name: "Weiteren Termin buchen" }).click();
  await freeTimes(page);
  const query = new URL(page.url()).searchParams;
  assert.deepEqual(["lang", "theme", "consultant"].map((name) => query.get(name)), ["de", "dark", "anna-schmidt"]);
});

story("the language is changed, and the link still opens the booking", {}, async ({ system, page }) => {
  const { links } = await system.book();
  await page.goto(links.manage);
  await page.getByTestId("status").waitFor();
  await page.locator(".language select").selectOption("de");
  await page.getByText("Bestätigt", { exact: true }).waitFor();
  assert.equal(new URL(page.url()).hash, new URL(links.manage).hash);
  await page.reload();
  await page.getByText("Bestätigt", { exact: true }).waitFor();
});

story("a booking moves to another consultant, also when the first choice is lost", { expected: [[409, "/reschedule"]] }, async ({ system, page }) => {
  const { booking, links } = await system.book();
  await page.goto(links.reschedule);
  await page.locator("#whom").selectOption("oliver-hughes");
  await page.waitForResponse((answer) => answer.url().includes("consultantId=oliver-hughes"));
  const starts = await freeTimes(page);
  await page.getByTestId(`slot-${starts[0]}`).click();
  await system.book({ consultantId: "oliver-hughes", start: starts[0], client: { firstName: "Bob", lastName: "Faster", email: "bob@clients.example" } });
  await page.getByRole("button", { name: "Yes, move it" }).click();
  const alternative = page.locator("[data-testid^=alternative-]").first();
  const start = (await alternative.getAttribute("data-testid")).slice("alternative-".length);
  await alternative.getByRole("button").click();
  await page.locator(".notice.good").waitFor();
  const moved = await system.booking(booking.reference, ADA.email);
  assert.equal(moved.start, start);
  assert.notEqual(moved.status, "confirmed");
});

story("a booking is cancelled with a reason, and its data erased", {}, async ({ system, page }) => {
  const { booking, links } = await system.book();
  await page.goto(links.cancel);
  await page.locator("#reason").fill("Something came up");
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.locator(".notice.good").waitFor();
  assert.equal(await status(page), "Cancelled");
  const cancelled = await system.booking(booking.reference, ADA.email);
  assert.deepEqual([cancelled.status, cancelled.cancellationReason], ["cancelled", "Something came up"]);
  await system.mail("booking_cancellation", ADA.email);
  await page.locator(".privacy summary").last().click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download my data" }).click()]);
  assert.equal(file.suggestedFilename(), `${booking.reference}.json`);
  await page.getByRole("button", { name: "Erase my data" }).click();
  await page.getByRole("button", { name: "Yes, erase it for good" }).click();
  await page.getByRole("heading", { name: "Your data is erased" }).waitFor();
  await system.ask("/v1/bookings/lookup", { reference: booking.reference, email: ADA.email }, { expect: [404] });
});

story("a booking is found by reference and e-mail, and by nothing less", { expected: [[404, "/lookup"], [401, "/v1/bookings/"]] }, async ({ system, page }) => {
  const { booking } = await system.book();
  await page.goto("/manage");
  await page.locator("#reference").fill(booking.reference.toLowerCase());
  const asked = [];
  page.on("request", (request) => request.url().endsWith("/lookup") && asked.push(request.url()));
  await page.locator("#email").fill("ada@clients");
  await page.getByRole("button", { name: "Find my booking" }).click();
  await says(page.locator("#email-error"), /doesn't look like an e-mail address/);
  assert.deepEqual(asked, []);
  await page.locator("#email").fill("eve@clients.example");
  await page.getByRole("button", { name: "Find my booking" }).click();
  await page.locator(".notice.fault").waitFor();
  await page.locator("#email").fill("ADA@clients.example");
  await page.getByRole("button", { name: "Find my booking" }).click();
  assert.equal(await status(page), "Confirmed");
  // A link that is cut short leads to the same search.
  await page.goto("/");
  await page.goto(`/manage#reference=${booking.reference}&token=k1.cut`);
  await page.locator(".notice.fault").waitFor();
  await page.locator("#reference").waitFor();
});

story("shortly before the meeting the page names a phone number", {}, async ({ system, page }) => {
  const { links } = await system.book();
  await system.setClock("2026-11-24T08:00:00Z");
  await page.goto(links.manage);
  await page.getByText("It is too late to change this booking online").waitFor();
  await counts(page.getByRole("button", { name: "Change the time" }), 0);
  assert.equal(await page.locator(".actions-panel").getByRole("link", { name: "+49 30 23125 120" }).getAttribute("href"), "tel:+493023125120");
  // Nor do the links of the mail that were good for it.
  for (const link of [links.cancel, links.reschedule]) {
    await page.goto("/");
    await page.goto(link);
    await page.getByText("It is too late to change this booking online").waitFor();
    await counts(page.locator("#reason, .move"), 0);
  }
  await counts(page.getByRole("link", { name: "Join the video meeting" }), 1);
});

story("when the meeting is over its link changes and joins nothing, but erases", {}, async ({ system, page }) => {
  const { booking, links } = await system.book();
  await system.setClock("2026-11-24T10:00:00Z");
  for (const link of [links.reschedule, links.cancel]) {
    await page.goto("/");
    await page.goto(link);
    await page.getByText("How was your meeting?").waitFor();
    await counts(page.locator("#reason, .move, .actions-panel"), 0);
  }
  await counts(page.getByRole("link", { name: "Join the video meeting" }), 0);
  // No outcome is recorded yet.
  assert.equal(await status(page), "Confirmed");
  await page.locator(".privacy summary").last().click();
  await page.getByRole("button", { name: "Erase my data" }).click();
  await page.getByRole("button", { name: "Yes, erase it for good" }).click();
  await page.getByRole("heading", { name: "Your data is erased" }).waitFor();
  await system.ask("/v1/bookings/lookup", { reference: booking.reference, email: ADA.email }, { expect: [404] });
});

story("the consultant records the outcome, and the client a rating", {}, async ({ system, page }) => {
  const { booking, links } = await system.book();
  await system.setClock("2026-11-24T10:00:00Z");
  const question = await system.mail("attendance_check");
  await page.goto(await system.link(question, "attendance"));
  await page.getByRole("button", { name: "Yes, it took place" }).click();
  await page.getByText("Marked: took place").waitFor();
  assert.equal((await system.booking(booking.reference, ADA.email)).status, "completed");
  await page.goto(links.manage);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("Please choose one to five stars.").waitFor();
  await page.locator("input[name=rating][value='4']").check({ force: true });
  await page.locator("#comment").fill("Clear words.");
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator(".notice.good").waitFor();
  const given = async () => (({ rating, comment }) => ({ rating, comment }))((await system.booking(booking.reference, ADA.email)).feedback);
  assert.deepEqual(await given(), { rating: 4, comment: "Clear words." });
  await page.locator("input[name=rating][value='5']").check({ force: true });
  await page.getByRole("button", { name: "Change it" }).click();
  await until("the better rating", async () => (await given()).rating === 5);
});

story("a link that was asked to end follow-ups does so by a button only", {}, async ({ system, page }) => {
  await system.book();
  await system.setClock("2026-11-24T10:00:00Z");
  await page.goto(await system.link(await system.mail("attendance_check"), "attendance"));
  await page.getByRole("button", { name: "Yes, it took place" }).click();
  await page.getByText("Marked: took place").waitFor();
  await system.setClock("2026-11-25T10:00:00Z");
  const mails = await system.ask("/_local/mail.json");
  const last = mails.filter(({ to }) => to.includes(ADA.email)).at(-1);
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  await page.goto(await system.link(last, "unsubscribe"));
  await page.getByRole("button", { name: "Yes, unsubscribe" }).waitFor();
  assert.deepEqual(posts, []);
  await page.getByRole("button", { name: "Yes, unsubscribe" }).click();
  await page.getByText("Done: you get no more follow-ups").waitFor();
});
