// Every screen: axe in both themes, no sideways scrolling, and no target too small for a thumb.
import assert from "node:assert/strict";
import { after } from "node:test";

import { closeBrowser, story } from "../lib/browser.js";
import { misfits, violations } from "../lib/look.js";
import { BOOKING, EMBED, LATER, MANAGE, prepare, PROVOKED } from "../lib/screens.js";

after(closeBrowser);

async function look(page) {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const violation of await violations(page)) found.push(`${colorScheme}: ${violation}`);
  }
  return [...found, ...(await misfits(page))];
}

/** Checks some screens, and reports all faults at once. */
function looks(name, screens, options = {}) {
  story(name, { expected: PROVOKED, ...options }, async ({ system, context, t }) => {
    const prepared = await options.prepare?.(system);
    /** Faults, with where they are. */
    const wrong = new Map();
    for (const [screen, open] of screens) {
      const page = await context.newPage();
      const close = await open(page, { system, prepared });
      for (const fault of await look(page)) wrong.set(fault, [...(wrong.get(fault) ?? []), screen]);
      await page.close();
      await close?.();
    }
    for (const [fault, where] of wrong) t.diagnostic(`${fault} (${where.join(", ")})`);
    assert.equal(wrong.size, 0, "there are faults");
  });
}

/** The booking's screens with these names; all screens for `make browser-all`. */
const some = (...names) => BOOKING.filter(([name]) => process.env.SCREENS === "all" || names.includes(name));

looks("the screens of a booking are accessible and fit", BOOKING);
looks("the screens of a booking are accessible and fit, in German", some("landing", "time-month", "details-faults", "done"), { context: { locale: "de-DE" } });
looks("the screens of a booking are accessible and fit, in Russian", some("landing", "time-week", "details-faults", "taken"), { context: { locale: "ru-RU" } });
looks("the screens of a booking that was made are accessible and fit", MANAGE);
looks("the screens after a meeting are accessible and fit", LATER, { prepare });
looks("the widget is accessible and fits", EMBED);
if (process.env.SCREENS === "all") {
  for (const locale of ["de-DE", "ru-RU"]) {
    looks(`the screens of a booking that was made are accessible and fit, ${locale}`, MANAGE, { context: { locale } });
    looks(`the screens after a meeting are accessible and fit, ${locale}`, LATER, { prepare, context: { locale } });
    looks(`the widget is accessible and fits, ${locale}`, EMBED, { context: { locale } });
  }
}
