// A local system of a test's own: the built binary with a folder, a port and a clock of its own.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Monday, 23 November 2026, 9:00 in Berlin: when every system begins, unless it is said otherwise. */
export const MONDAY = "2026-11-23T08:00:00Z";

const BINARY = process.env.LOCAL ?? fileURLToPath(new URL("../../../target/debug/local", import.meta.url));

const SITE = fileURLToPath(new URL("../../../infra/seed/site.json", import.meta.url));

/** Far more than a system needs to finish its work in progress. */
const END_WITHIN_MS = 15_000;

/** Starts a system, with the demo consultants and settings or with those that are given. The caller must stop it. */
export async function startSystem({ now = MONDAY, seed, site } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "magnetiq-browser-"));
  const options = ["--data", join(folder, "data"), "--port", "0", "--now", now, "--limits", "off"];
  if (seed) {
    await writeFile(join(folder, "seed.json"), JSON.stringify(seed));
    options.push("--seed", join(folder, "seed.json"));
  }
  if (site) {
    // The demo's settings with these sections.
    const demo = JSON.parse(await readFile(SITE, "utf8"));
    await writeFile(join(folder, "site.json"), JSON.stringify({ ...demo, ...site }));
    options.push("--site", join(folder, "site.json"));
  }
  const child = spawn(BINARY, options, { stdio: ["ignore", "pipe", "inherit"], env: { LOG_LEVEL: "error", ...process.env } });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    // One that doesn't end must not keep the suite from ending.
    const late = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
    await ended;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true });
  };
  const url = await listening(child).catch(async (error) => {
    await stop();
    throw error;
  });
  return new System(url, stop);
}

/** The address that the system says it listens on. */
function listening(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error("the local system did not start")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = /^listening on (.*)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
}

/** Actions of a website, a client and a clock, beside the browser. */
class System {
  constructor(url, stop) {
    this.url = url;
    this.stop = stop;
  }

  async ask(path, body, { token, tag, expect = [200, 201] } = {}) {
    const headers = { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }), ...(tag && { "If-Match": tag }) };
    const answer = await fetch(this.url + path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
    const text = await answer.text();
    if (!expect.includes(answer.status)) throw new Error(`${path}: ${answer.status} ${text}`);
    return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text;
  }

  /** Books by the API: what another client, or the test itself, has done already. */
  book(change = {}) {
    return this.ask("/v1/bookings", {
      consultantId: "anna-schmidt", start: "2026-11-24T10:00:00+01:00", duration: 30, timezone: "Europe/Berlin", meetingType: "video",
      client: { firstName: "Ada", lastName: "Lovelace", email: "ada@clients.example" },
      subject: "AI strategy", consent: { terms: true, privacy: true }, ...change,
    });
  }

  /** An administrator acts on a booking that nobody has changed. */
  async act(reference, action, body) {
    const { token } = await this.ask("/_local/login", { email: "chief@magnetiq.example", groups: ["admin"] });
    return this.ask(`/v1/admin/bookings/${reference}/${action}`, body, { token, tag: '"1"' });
  }

  /** The booking with a reference, as its client's e-mail address opens it. */
  async booking(reference, email) {
    return (await this.ask("/v1/bookings/lookup", { reference, email })).booking;
  }

  /** Moves the clock forward to an instant; all that falls due on the way has run when it answers. */
  setClock(instant) {
    return this.ask("/_local/clock", { set: instant });
  }

  /** How many events of a type have crossed the bus. */
  async events(type) {
    const events = await this.ask("/_local/events");
    return events.filter((event) => JSON.stringify(event).includes(`"${type}"`)).length;
  }

  /** The mail of a template to an address, as soon as it is there. */
  async mail(template, to) {
    return until(`the mail ${template} to ${to}`, async () => {
      const mails = await this.ask("/_local/mail.json");
      return mails.filter((mail) => mail.template === template && (!to || mail.to.includes(to))).at(-1);
    });
  }

  /** The first link of a mail that leads to a page of the system, as one would click it. */
  async link(mail, page) {
    const html = await this.ask(`/_local/mail/${mail.id}/html`);
    const found = html.replaceAll("&#x2f;", "/").replaceAll("&amp;", "&").match(new RegExp(`${this.url}/${page}#[^"'\\s<]*`))?.[0];
    if (!found) throw new Error(`the mail ${mail.subject} has no link to ${page}`);
    return found;
  }
}

/** Asks until something is there: nothing of a test waits for a fixed time. */
export async function until(what, ask, patience = 20_000) {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} never came`);
}
