// The console's screens for pictures, each with the steps to it; a week of meetings is made before.
import { logIn } from "./console.js";

const NAMES = [["Ada", "Lovelace", "Analytical Engines"], ["Björn", "Müller-Lüdenscheidt", "Nordwerk GmbH"], ["Ольга", "Смирнова", "Волга Логистика"], ["Grace", "Hopper", "Compilers Ltd"], ["Katherine", "Johnson", "Orbit"]];
const CONSULTANTS = ["anna-schmidt", "dmitri-volkov", "oliver-hughes"];

/** Meetings of three consultants on this and the next days, and the time moved on to Tuesday noon. */
export async function prepareConsole(system) {
  let made = 0;
  for (const consultantId of CONSULTANTS) {
    const { days } = await system.ask(`/v1/availability?consultantId=${consultantId}&duration=30&from=2026-11-23&to=2026-11-30`);
    for (const { start } of days.flatMap(({ slots }) => slots).filter((_, at) => at % 9 === 0)) {
      const [firstName, lastName, company] = NAMES[made % NAMES.length];
      const client = { firstName, lastName, company, email: `c${made}@clients.example`, phone: "+49 30 901820" };
      await system.book({ consultantId, start, client, timezone: made % 4 ? "Europe/Berlin" : "America/New_York" });
      made += 1;
    }
  }
  await system.setClock("2026-11-24T11:10:00Z");
  const found = await system.ask("/_local/login", { email: "desk@magnetiq.example", groups: ["manager"] });
  const list = await system.ask("/v1/admin/bookings?consultantId=anna-schmidt", undefined, { token: found.token });
  return { reference: list.items[0].reference };
}

const screen = (name, path, then) => [name, async (page, { prepared }) => {
  await logIn(page, undefined, path.replace("REFERENCE", prepared.reference));
  await page.waitForLoadState("networkidle");
  await then?.(page);
}];

export const CONSOLE = [
  screen("console-today", "/console"),
  screen("console-bookings", "/console/bookings", (page) => page.getByTestId("row").first().waitFor()),
  screen("console-selected", "/console/bookings", async (page) => {
    await page.getByTestId("row").first().getByRole("checkbox").check();
    await page.getByTestId("bulk-cancel").waitFor();
  }),
  screen("console-nothing", "/console/bookings?flag=mail_trouble"),
  screen("console-booking", "/console/bookings/REFERENCE", (page) => page.locator(".facts").waitFor()),
  screen("console-move", "/console/bookings/REFERENCE?do=reschedule", (page) => page.locator(".slot-button").nth(6).click()),
  screen("console-cancel", "/console/bookings/REFERENCE?do=cancel", (page) => page.locator("#cancel-reason").waitFor()),
  screen("console-new", "/console/new", (page) => page.locator(".slot-button").first().waitFor()),
  screen("console-day", "/console/calendar?view=day&date=2026-11-25", (page) => page.locator(".calendar-event").first().waitFor()),
  screen("console-week", "/console/calendar?view=week&consultantId=anna-schmidt", (page) => page.locator(".calendar-event").first().waitFor()),
  screen("console-keys", "/console", (page) => page.keyboard.press("?")),
  screen("console-account", "/console", (page) => page.getByTestId("account").click()),
  screen("console-consultants", "/console/consultants"),
  screen("console-profile", "/console/consultants/anna-schmidt", (page) => page.locator("form").waitFor()),
  screen("console-hours", "/console/consultants/anna-schmidt/hours", (page) => page.locator(".day-hours").first().waitFor()),
  screen("console-absences", "/console/absences"),
  screen("console-why-not", "/console/why-not"),
  screen("console-templates", "/console/templates", (page) => page.getByTestId("templates").waitFor()),
  screen("console-mail", "/console/templates/booking_confirmation", (page) => page.getByTestId("mail-subject").waitFor()),
  screen("console-numbers", "/console/numbers", (page) => page.getByTestId("figures").waitFor()),
  screen("console-integrations", "/console/integrations"),
  screen("console-accounts", "/console/accounts"),
  screen("console-audit", "/console/audit"),
  ...["company", "page", "consents", "rules", "protection", "access"].map((group) =>
    screen(`console-settings-${group}`, `/console/settings/${group}`, (page) => page.locator("[data-testid^=section-]").first().waitFor())),
];
