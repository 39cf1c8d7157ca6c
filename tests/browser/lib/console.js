// Steps and checks at the console.
import assert from "node:assert/strict";

import { USUAL } from "./browser.js";
import { misfits, violations } from "./look.js";

/** The demo accounts, by the words on their buttons of the log-in. */
export const ADMIN = "admin (admin@";
export const DESK = "manager (desk@";
export const READER = "viewer (reader@";
export const consultant = (id) => `consultant ${id} `;

/** Logs in through the log-in's page, and opens an address of the console. */
export async function logIn(page, who = ADMIN, path = "/console") {
  await page.goto(path);
  const heading = page.locator(".console main h1");
  const button = page.getByRole("button", { name: who }).first();
  // Where the browser is known, the log-in asks for nothing.
  await heading.or(button).waitFor();
  if (await button.count()) await button.click();
  await heading.waitFor();
}

/** A token for requests beside the browser. */
export async function tokenOf(system, email, groups) {
  return (await system.ask("/_local/login", { email, groups })).token;
}

/**
 * Checks screens of the console at 390 px in light and 1280 px in dark: axe, width and targets. Each is `[name, path, then?]`.
 */
export async function consoleLooks({ page, context, t }, screens) {
  const wrong = new Map();
  const other = await context.browser().newContext({ ...USUAL, baseURL: new URL(page.url()).origin, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const phone = await other.newPage();
  await logIn(phone);
  for (const [device, colorScheme] of [[phone, "light"], [page, "dark"]]) {
    await device.emulateMedia({ colorScheme });
    for (const [name, path, then] of screens) {
      await device.goto(path);
      await device.locator("main h1").waitFor();
      await device.waitForLoadState("networkidle");
      await then?.(device);
      const found = [...await violations(device), ...(device === phone ? await misfits(device) : [])];
      for (const fault of found) wrong.set(fault, [...(wrong.get(fault) ?? []), `${name}, ${colorScheme}`]);
    }
  }
  await other.close();
  for (const [fault, where] of wrong) t.diagnostic(`${fault} (${where.join("; ")})`);
  assert.equal(wrong.size, 0, "there are faults");
}
