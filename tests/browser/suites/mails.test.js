// Every link of every mail, followed as its reader would: it opens the page of the mail's words.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { says } from "../lib/check.js";
import { ADA, freeTimes } from "../lib/steps.js";

after(closeBrowser);

const ENTITIES = { "&#x2f;": "/", "&#x27;": "'", "&#x3d;": "=", "&quot;": '"', "&amp;": "&" };

/** The addresses that a mail leads to. */
async function linksOf(system, mail) {
  const html = await system.ask(`/_local/mail/${mail.id}/html`);
  const plain = Object.entries(ENTITIES).reduce((text, [written, meant]) => text.replaceAll(written, meant), html);
  return new Set([...plain.matchAll(/href="([^"]+)"/g)].map(([, link]) => link));
}

const inFragment = (url) => new URLSearchParams(url.hash.slice(1));

/** What the page of a link must show, by its path. */
const PAGES = {
  async "/manage"(page, url) {
    const values = inFragment(url);
    await page.getByTestId("status").waitFor();
    await says(page.getByTestId("reference"), values.get("reference"));
    if (values.get("action") === "reschedule") await freeTimes(page);
    if (values.get("action") === "cancel") await page.locator("#cancel-title").waitFor();
    if (values.get("action") === "feedback") await page.locator(".rate").waitFor();
  },
  async "/book-consultation"(page, url) {
    const consultant = url.searchParams.get("consultant");
    if (!consultant) return page.locator(".card").first().waitFor();
    const start = url.searchParams.get("start");
    if (!start) {
      await freeTimes(page);
    } else {
      await page.locator("#firstName").waitFor();
      const day = new Date(start).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "Europe/Berlin" });
      const time = new Date(start).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
      const shown = await page.locator("main").textContent();
      assert.ok(shown.includes(day) && shown.includes(time), `${day}, ${time} in ${shown}`);
    }
    assert.equal(new URL(page.url()).searchParams.get("consultant"), consultant);
    return page.getByText("Anna Schmidt").first().waitFor();
  },
  async "/attendance"(page) {
    await page.locator(".big-choice button").first().waitFor();
  },
  async "/unsubscribe"(page) {
    await page.getByRole("button", { name: "Yes, unsubscribe" }).waitFor();
  },
};

/** Follows a link on a fresh page; what leads elsewhere must at least be an address. Returns the kind of link. */
async function follow({ system, context }, link) {
  if (/^(mailto|tel):/.test(link)) return link.split(":")[0];
  const url = new URL(link);
  if (url.origin !== system.url) {
    assert.equal(url.protocol, "https:", link);
    return url.host;
  }
  if (url.pathname.endsWith("/invite.ics")) {
    const answer = await fetch(link);
    assert.match(answer.headers.get("content-type"), /text\/calendar/);
    return "invite.ics";
  }
  const page = await context.newPage();
  await page.goto(link);
  const check = PAGES[url.pathname];
  assert.ok(check, `no page is known for ${link}`);
  await check(page, url);
  await page.close();
  return url.pathname + (inFragment(url).get("action") ?? (url.searchParams.get("start") ? "#start" : ""));
}

/** Follows the links of all mails that came since; each must lead somewhere while it is new. */
async function followNew(stage, followed) {
  for (const mail of await stage.system.ask("/_local/mail.json")) {
    if (followed.has(mail.id)) continue;
    const kinds = [];
    for (const link of await linksOf(stage.system, mail)) kinds.push(await follow(stage, link));
    followed.set(mail.id, { template: mail.template, kinds });
  }
}

/** The attendance link of the newest mail that asks. */
async function mark(system, outcome) {
  const link = await system.link(await system.mail("attendance_check"), "attendance");
  const values = inFragment(new URL(link));
  await system.ask(`/v1/attendance/${values.get("reference")}`, { outcome }, { token: values.get("token") });
}

story("every link of every mail opens what it says", {}, async (stage) => {
  const { system } = stage;
  const followed = new Map();
  const next = async (instant) => {
    if (instant) await system.setClock(instant);
    await followNew(stage, followed);
  };
  // A phone meeting of an hour, with consent to news, is moved; it takes place.
  const phone = {
    start: "2026-11-25T10:00:00+01:00", duration: 60, meetingType: "phone",
    client: { ...ADA, phone: "+49 30 901820" }, consent: { terms: true, privacy: true, marketing: true },
  };
  const first = await system.book(phone);
  await system.mail("booking_confirmation", ADA.email);
  await next();
  const move = { start: "2026-11-25T14:00:00+01:00" };
  await system.ask(`/v1/bookings/${first.booking.reference}/reschedule`, move, { token: first.manageToken });
  await system.mail("booking_change", ADA.email);
  await next();
  await next("2026-11-24T13:30:00Z");
  await next("2026-11-25T11:30:00Z");
  await next("2026-11-25T14:20:00Z");
  await mark(system, "completed");
  await next("2026-11-26T14:30:00Z");
  // Another one is missed, and a third one is cancelled.
  await system.book({ start: "2026-11-27T10:00:00+01:00" });
  await next("2026-11-26T14:35:00Z");
  await next("2026-11-27T09:50:00Z");
  await mark(system, "no_show");
  await next("2026-11-27T11:30:00Z");
  const third = await system.book({ start: "2026-12-01T10:00:00+01:00" });
  await next("2026-11-27T11:35:00Z");
  await system.ask(`/v1/bookings/${third.booking.reference}/cancel`, {}, { token: third.manageToken });
  await system.mail("booking_cancellation", ADA.email);
  await next();

  const allOf = (wanted) => [...followed.values()].filter(({ template }) => template === wanted).flatMap(({ kinds }) => kinds);
  const expected = {
    booking_confirmation: ["/manage", "/managereschedule", "/managecancel", "invite.ics", "calendar.google.com", "tel"],
    booking_change: ["/manage", "/managereschedule", "/managecancel"],
    booking_cancellation: ["/book-consultation"],
    reminder_24h: ["/manage", "/managereschedule", "/managecancel"],
    reminder_2h: ["/manage"],
    post_meeting_followup: ["/managefeedback", "/book-consultation", "/unsubscribe"],
    no_show_followup: ["/book-consultation#start", "/book-consultation", "/unsubscribe"],
    attendance_check: ["/attendance"],
    new_booking_consultant: ["mailto", "tel"],
  };
  for (const [template, kinds] of Object.entries(expected)) {
    for (const kind of kinds) assert.ok(allOf(template).includes(kind), `${template} has no ${kind}: ${allOf(template)}`);
  }
  assert.equal(allOf("no_show_followup").filter((kind) => kind === "/book-consultation#start").length, 3);
});
