// Every screen of the pages, each with the steps to it, for checks, measurements and screenshots.
import { serveDemo } from "../../../web/demo/serve.js";
import { ADA, agree, book, compareInline, fill, freeTimes, reference } from "./steps.js";

const GREAT_DAY = "2026-11-24T10:00:00+01:00";

/** As long as what people have: nothing of it may push a page apart. */
const LONG_EMAIL = "augusta.ada.king.countess.of.lovelace@analyticalenginesandothermachinery.clients.example";
const LONG_NAME = "Rindfleischetikettierungsüberwachungsgesellschaft";
const LINK = `https://drive.clients.example/folders/${"1aB2c3D4e5F6g7H8i9J0".repeat(6)}`;

/** A client of one booking, so that no screen disturbs another. */
const client = (firstName) => ({ firstName, lastName: "Lovelace", email: `${firstName.toLowerCase()}.${LONG_EMAIL}`, company: LONG_NAME });

const booked = (system, start, firstName) => system.book({ start, client: client(firstName), subject: LINK });

const details = async (page, query = "") => {
  await page.goto(`/?consultant=anna-schmidt${query}`);
  const [start] = await freeTimes(page);
  await page.getByTestId(`slot-${start}`).click();
  await page.locator("#firstName").waitFor();
  return start;
};

const embedded = (path, then) => async (page, { system }) => {
  const site = await serveDemo({ booking: system.url });
  await page.goto(`${site.url}/${path}`);
  await then?.(page);
  const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
  await frame.locator("h1").first().waitFor();
  await frame.locator(".slot, .card").first().waitFor();
  return site.close;
};

/**
 * Screens that need nothing but the demo consultants on Monday morning. `open` leads there, and may answer with what
 * is to be done afterwards.
 *
 * @type {[name: string, open: (page, { system }) => Promise<void | (() => Promise<void>)>][]}
 */
export const BOOKING = [
  ["landing", async (page) => {
    await page.goto("/");
    await page.getByTestId("consultant-anna-schmidt").waitFor();
  }],
  ["landing-list", async (page) => {
    await page.goto("/?layout=list");
    await page.getByTestId("consultant-anna-schmidt").waitFor();
  }],
  ["landing-carousel", async (page) => {
    await page.goto("/?layout=carousel");
    await page.getByTestId("consultant-anna-schmidt").waitFor();
  }],
  ["landing-filters", async (page) => {
    await page.goto("/?language=ru");
    await page.locator(".filters-bar .button").click();
    await page.getByTestId("consultant-dmitri-volkov").locator(".more").click();
    await page.getByTestId("consultant-oliver-hughes").waitFor({ state: "detached" });
  }],
  ["landing-wishes", async (page) => {
    await page.goto("/?language=de&language=ru&meetingType=phone");
    await page.getByTestId("met").first().waitFor();
  }],
  ["profile", async (page) => {
    await page.goto("/consultants/anna-schmidt");
    await page.locator("[data-named]").first().waitFor();
  }],
  ["profile-nobody", async (page) => {
    await page.goto("/consultants/nobody");
    await page.locator("h1").waitFor();
  }],
  ["display", async (page) => {
    await page.goto("/?consultant=anna-schmidt");
    await freeTimes(page);
    await page.getByTestId("display").click();
  }],
  ["time-several", async (page) => {
    await page.goto("/?consultant=anna-schmidt,dmitri-volkov,lukas-meier");
    await freeTimes(page);
  }],
  ["time-several-week", async (page) => {
    await page.goto("/?consultant=anna-schmidt,dmitri-volkov,lukas-meier&view=week");
    await freeTimes(page);
  }],
  ["time-reason", async (page) => {
    await page.goto("/?consultant=anna-schmidt");
    await freeTimes(page);
    await page.getByTestId("day-2026-11-28").click();
  }],
  ["landing-nobody", async (page) => {
    await page.goto("/?language=ru&experience=junior");
    await page.locator(".nobody").waitFor();
  }],
  ["compare", async (page) => {
    await page.goto("/?compare=anna-schmidt,dmitri-volkov,lukas-meier");
    await page.locator(".compare-bar .primary").click();
    await page.locator("dialog.compare").waitFor();
  }],
  ["time-month", async (page) => {
    await page.goto("/?consultant=anna-schmidt&tz=America/New_York");
    await freeTimes(page);
  }],
  ["time-anyone", async (page) => {
    await page.goto("/?consultant=any&step=time");
    await freeTimes(page);
  }],
  ["time-week", async (page) => {
    await page.goto("/?consultant=anna-schmidt&view=week&tz=Asia/Tokyo");
    await freeTimes(page);
  }],
  ["time-day", async (page) => {
    await page.goto("/?consultant=anna-schmidt&view=day&date=2026-11-25");
    await freeTimes(page);
  }],
  ["time-agenda", async (page) => {
    await page.goto("/?consultant=any&step=time&view=agenda");
    await freeTimes(page);
  }],
  ["time-zone", async (page) => {
    await page.goto("/?consultant=anna-schmidt");
    await freeTimes(page);
    await page.getByTestId("zone").click();
    await page.locator("[role=combobox]").fill("new");
    await page.locator("[role=option]").first().waitFor();
  }],
  ["time-nothing-free", async (page) => {
    await page.goto("/?consultant=anna-schmidt&date=2027-03-10");
    await page.getByTestId("nothing-free").locator("p").nth(1).waitFor();
  }],
  ["details", async (page) => {
    await details(page);
  }],
  ["details-faults", async (page) => {
    await details(page, "&type=phone");
    await page.locator(".extras .more").click();
    await page.locator("#materials").fill("http://[");
    await book(page);
    await page.locator("#terms-error").waitFor();
  }],
  ["taken", async (page, { system }) => {
    const start = await details(page);
    await fill(page);
    await agree(page);
    await system.book({ start, client: client("Bob") });
    await book(page);
    await page.getByTestId("taken").waitFor();
  }],
  ["done", async (page) => {
    await details(page, "&type=in_person");
    await fill(page, { ...ADA, email: LONG_EMAIL, subject: LINK });
    await agree(page);
    await book(page);
    await reference(page);
  }],
  ["unreachable", async (page) => {
    await page.route("**/v1/consultants*", (route) => route.abort("connectionrefused"));
    await page.goto("/");
    await page.locator(".notice.fault").waitFor();
  }],
];

export const EMBED = [
  ["embed-inline", embedded("inline.html")],
  ["embed-popup", embedded("index.html", async (page) => {
    await page.waitForFunction(() => Boolean(window.MagnetiqBooking));
    await page.locator("#open").click();
  })],
  ["embed-button", embedded("button.html", (page) => page.locator(".float").click())],
  ["embed-inline-compare", async (page, stage) => {
    const close = await embedded("inline.html")(page, stage);
    await compareInline(page);
    return close;
  }],
];

/** Screens of a booking: each makes one of its own, at a start that only it takes. */
export const MANAGE = [
  ["lookup", async (page) => {
    await page.goto("/manage");
    await page.locator("#reference").waitFor();
  }],
  ["lookup-nothing", async (page) => {
    await page.goto("/manage");
    await page.locator("#reference").fill("VLT-20261123-ABCD");
    await page.locator("#email").fill(ADA.email);
    await page.locator("form button").click();
    await page.locator(".notice.fault").waitFor();
  }],
  ["manage", async (page, { system }) => {
    const { links } = await booked(system, GREAT_DAY, "Ada");
    await page.goto(links.manage);
    await page.locator(".history").waitFor();
    await page.locator(".privacy summary").last().click();
  }],
  ["move", async (page, { system }) => {
    const { links } = await booked(system, "2026-11-24T11:00:00+01:00", "Bea");
    await page.goto(links.reschedule);
    await freeTimes(page);
  }],
  ["move-sure", async (page, { system }) => {
    const { links } = await booked(system, "2026-11-24T14:00:00+01:00", "Cleo");
    await page.goto(links.reschedule);
    const starts = await freeTimes(page);
    await page.getByTestId(`slot-${starts.at(-1)}`).click();
    await page.locator(".move .primary").waitFor();
  }],
  ["cancel", async (page, { system }) => {
    const { links } = await booked(system, "2026-11-24T15:00:00+01:00", "Dora");
    await page.goto(links.cancel);
    await page.locator("#reason").fill(LINK);
  }],
  ["cancelled", async (page, { system }) => {
    const { links } = await booked(system, "2026-11-24T16:00:00+01:00", "Emmy");
    await page.goto(links.cancel);
    await page.locator("#reason").fill(LINK);
    await page.locator("form .danger").click();
    await page.locator(".notice.good").waitFor();
    await page.locator(".privacy summary").last().click();
    await page.locator(".privacy-body .danger").click();
  }],
];

/** Screens after the meeting, on `AFTERWARDS`. `prepare` books their meetings on Monday. */
export const AFTERWARDS = "2026-11-24T09:50:00Z";

export const LATER = [
  ["too-late", async (page, { prepared }) => {
    await page.goto(prepared.soon.links.manage);
    await page.locator(".actions-panel").waitFor();
  }],
  ["feedback", async (page, { prepared }) => {
    await page.goto(`${prepared.over.links.manage}&action=feedback`);
    await page.locator(".rate").waitFor();
    await page.locator("input[name=rating][value='4']").check({ force: true });
  }],
  ["attendance", async (page, { system }) => {
    await page.goto(await system.link(await system.mail("attendance_check"), "attendance"));
    await page.locator(".big-choice").waitFor();
  }],
  ["attendance-marked", async (page, { system }) => {
    await page.goto(await system.link(await system.mail("attendance_check"), "attendance"));
    // The first check marks it.
    await page.locator(".big-choice .primary, .notice.good").first().waitFor();
    const yes = page.locator(".big-choice .primary");
    if (await yes.count()) await yes.click();
    await page.locator(".notice.good").waitFor();
  }],
  ["unsubscribe", async (page) => {
    await page.goto("/unsubscribe#reference=VLT-20261123-ABCD&token=k1.x");
    await page.locator(".panel .primary").waitFor();
  }],
  ["privacy-ask", async (page) => {
    await page.goto("/privacy");
    await page.locator(".panel .primary").click();
    await page.locator(".field .error").waitFor();
  }],
  ["privacy", async (page, { system, prepared }) => {
    const { email } = prepared.over.booking.client;
    await system.ask("/v1/privacy/request", { email }, { expect: [202] });
    await page.goto(await system.link(await system.mail("privacy_link", email), "privacy"));
    await page.locator("[data-testid=booking] summary").first().click();
    await page.locator(".actions-panel .danger").click();
  }],
];

/** The bookings that the later screens are about, and the time moved on. */
export async function prepare(system) {
  const over = await booked(system, GREAT_DAY, "Ada");
  const soon = await booked(system, "2026-11-24T11:30:00+01:00", "Bea");
  await system.setClock(AFTERWARDS);
  await system.mail("attendance_check");
  return { over, soon };
}

/** What all these screens provoke. */
export const PROVOKED = [[409, "/v1/bookings"], [404, "/lookup"], [404, "/consultants/nobody"], [0, "/v1/consultants"], [0, "net::ERR_CONNECTION_REFUSED"]];
