// Debian's chromium, and faults that must not happen in it.
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { startSystem } from "./system.js";

/** Where a picture of what went wrong is left. */
const FAILURES = fileURLToPath(new URL("../../../target/browser/", import.meta.url));

/** Far more than a page needs, on a busy machine too. */
const PATIENCE_MS = 20_000;

/** A browser. CI runs as root, where chromium has no sandbox. */
export function launch(args = []) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", ...args] });
}

/**
 * Collects what must not happen: script errors, console errors (among them violations of the content security
 * policy), requests that fail, answers of 400 and more. A test must name the faults that it provokes: `[status, what]`, where
 * `what` is in the address or in the words of the console, and status 0 means that there is no answer.
 */
export function watch(context, expected = []) {
  const faults = [];
  const isExpected = (status, url) => expected.some(([code, what]) => code === status && url.includes(what));
  context.on("weberror", (error) => faults.push(`script error: ${error.error().stack ?? error.error()}`));
  context.on("console", (message) => {
    const { url = "" } = message.location();
    const status = Number(/status of (\d+)/.exec(message.text())?.[1] ?? 0);
    if (message.type() === "error" && !isExpected(status, url + message.text())) faults.push(`console: ${message.text()} (${url})`);
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // Requests that the page itself aborts, because their answers are outdated.
    if (why !== "net::ERR_ABORTED" && !isExpected(0, request.url())) faults.push(`no answer: ${request.url()} ${why}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400 && !isExpected(response.status(), response.url())) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}

let browser;

/** The browser that the tests of a file share. */
export async function sharedBrowser() {
  // The stage of embed.js uses invented sites; all of them are this machine.
  browser ??= await launch(["--host-resolver-rules=MAP *.example 127.0.0.1"]);
  return browser;
}

export async function closeBrowser() {
  // A chromium that hangs at its end has passed every test.
  await Promise.race([browser?.close(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
  browser = undefined;
}

export const USUAL = { locale: "en-GB", timezoneId: "Europe/Berlin", viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" };

/**
 * A test with a system and a fresh browser profile of its own. It fails on whatever `watch` collects.
 *
 * @param {string} name
 * @param {{ system?: object, context?: object, expected?: [number, string][] }} options
 * @param {(stage: { system, page, context, t }) => Promise<void>} body
 */
export function story(name, options, body) {
  test(name, async (t) => {
    const system = await startSystem(options.system);
    const context = await (await sharedBrowser()).newContext({ baseURL: system.url, ...USUAL, ...options.context });
    context.setDefaultTimeout(PATIENCE_MS);
    const faults = watch(context, options.expected);
    const page = await context.newPage();
    try {
      await body({ system, page, context, t });
      if (faults.length) throw new Error("the browser complained");
    } catch (error) {
      mkdirSync(FAILURES, { recursive: true });
      const picture = `${FAILURES}${name.replace(/\W+/g, "-")}.png`;
      await page.screenshot({ path: picture, fullPage: true }).catch(() => undefined);
      t.diagnostic(`the page then: ${picture}`);
      for (const fault of faults) t.diagnostic(fault);
      throw error;
    } finally {
      await context.close();
      await system.stop();
    }
  });
}
