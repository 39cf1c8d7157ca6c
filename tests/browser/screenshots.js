// A picture of every screen, on a phone and on a desk, light and dark: target/screenshots/index.html.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { launch, USUAL } from "./lib/browser.js";
import { CONSOLE, prepareConsole } from "./lib/console-screens.js";
import { BOOKING, EMBED, LATER, MANAGE, prepare } from "./lib/screens.js";
import { startSystem } from "./lib/system.js";

const FOLDER = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const DEVICES = [
  ["phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ["desk", { viewport: { width: 1280, height: 900 } }],
];
const THEMES = ["light", "dark"];
/** Only screens with this prefix, if it is given. */
const [only = ""] = process.argv.slice(2);

/** Takes the four pictures of some screens. */
async function photograph(browser, screens, prepared) {
  const taken = [];
  for (const [device, options] of DEVICES) {
    // A system for each: so changes by one screen don't reach the next device.
    const system = await startSystem();
    const made = await prepared?.(system);
    const context = await browser.newContext({ ...USUAL, ...options, baseURL: system.url });
    context.setDefaultTimeout(20_000);
    for (const [name, open] of screens.filter(([name]) => name.startsWith(only))) {
      const page = await context.newPage();
      const close = await open(page, { system, prepared: made });
      // No focus ring of the way there.
      await page.mouse.move(0, 0);
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        const file = `${name}-${device}-${colorScheme}.png`;
        await page.screenshot({ path: FOLDER + file, fullPage: !name.startsWith("embed-popup") && !name.startsWith("embed-button") && name !== "compare" });
        taken.push({ name, device, colorScheme, file });
      }
      await page.close();
      await close?.();
      console.log(`${name}, ${device}`);
    }
    await context.close();
    await system.stop();
  }
  return taken;
}

function index(taken) {
  const names = [...new Set(taken.map(({ name }) => name))];
  const figure = ({ file, device, colorScheme }) =>
    `<figure class="${device}"><a href="${file}"><img src="${file}" loading="lazy" alt=""></a><figcaption>${device}, ${colorScheme}</figcaption></figure>`;
  const sections = names.map((name) => `<h2>${name}</h2><div>${taken.filter((one) => one.name === name).map(figure).join("")}</div>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>
body { font: 15px system-ui; margin: 24px; background: #ddd } div { display: flex; gap: 16px; align-items: start; overflow-x: auto }
figure { margin: 0 } .phone img { width: 240px } .desk img { width: 560px }</style>${sections.join("")}`;
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const browser = await launch();
try {
  const taken = [...await photograph(browser, BOOKING), ...await photograph(browser, EMBED), ...await photograph(browser, MANAGE), ...await photograph(browser, LATER, prepare), ...await photograph(browser, CONSOLE, prepareConsole)];
  await writeFile(`${FOLDER}index.html`, index(taken));
  console.log(`${taken.length} pictures: ${FOLDER}index.html`);
} finally {
  await browser.close();
}
