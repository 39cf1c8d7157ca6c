// Checks a page for people with poor sight, a thumb, or a small phone.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every rule of WCAG 2.2 A and AA that axe knows, and its best practices. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A frame that runs no scripts, axe neither: a mail's preview. Mails are checked on pages of their own. */
async function isScriptless(frame) {
  return frame.parentFrame() !== null && (await (await frame.frameElement()).getAttribute("sandbox")) === "";
}

/** What axe finds, in all frames that run scripts. */
export async function violations(page) {
  const found = [];
  for (const frame of page.frames()) {
    if (await isScriptless(frame)) continue;
    await frame.evaluate(AXE);
    const result = await frame.evaluate((values) => globalThis.axe.run(document, { iframes: false, resultTypes: ["violations"], runOnly: { type: "tag", values } }), RULES);
    for (const { id, nodes } of result.violations) {
      for (const { target, failureSummary } of nodes.slice(0, 3)) found.push(`${id} at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ").slice(0, 240)}`);
    }
  }
  return found;
}

/** Faults of the page's width and of touch targets. Runs in the page. */
function measure() {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const widest = [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1 && !it.closest(".scroll, .cards.carousel, .unseen"));
    const names = widest.slice(0, 3).map((it) => `${it.tagName}.${it.className}`);
    wrong.push(`${root.scrollWidth - root.clientWidth} px too wide: ${names.join(", ")}`);
  }
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=gridcell][data-free], [role=option]")) {
    const isInText = element.matches("p a, li a, span a") && getComputedStyle(element).display === "inline";
    if (isInText || element.disabled || element.closest("[inert], .skip, .unseen") || !element.checkVisibility({ opacityProperty: false })) continue;
    // A box to tick is hit by its label.
    const target = (element.matches("input[type=checkbox], input[type=radio]") && element.closest("label")) || element;
    const { width, height } = target.getBoundingClientRect();
    if (width > 0 && height > 0 && (height < 43.5 || width < 43.5)) {
      wrong.push(`${Math.round(width)} × ${Math.round(height)} px is hard to hit: ${target.tagName} ${target.className || target.id} "${target.textContent.trim().slice(0, 30)}"`);
    }
  }
  return [...new Set(wrong)];
}

export const WIDTHS = [320, 768, 1440];

/** Faults at each of the widths. */
export async function misfits(page) {
  const found = new Map();
  const before = page.viewportSize();
  const devtools = await page.context().newCDPSession(page);
  for (const width of WIDTHS) {
    // As on a phone or tablet: scroll bars that take no room.
    await devtools.send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: width < 1024 });
    // Two frames: one to lay out, one for code that reacts to it.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    for (const wrong of await page.evaluate(measure)) found.set(wrong, [...(found.get(wrong) ?? []), width]);
  }
  await devtools.send("Emulation.clearDeviceMetricsOverride");
  await page.setViewportSize(before);
  return [...found].map(([wrong, widths]) => `at ${widths.join(", ")} px: ${wrong}`);
}
