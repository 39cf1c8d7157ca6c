// The page behind the link in the mails: shows one booking, moves it, cancels it.
// The link is /manage#reference=…&token=…[&action=reschedule|cancel]. The token stays in the fragment,
// which browsers send to nobody, and travels as a header from here.

/**
 * @typedef {{ id: string, firstName: string, lastName: string, title?: Record<string, string>,
 *   timezone?: string }} Consultant
 * @typedef {{ reference: string, status: string, consultantId: string, consultant: Consultant, start: string,
 *   end: string, duration: number, timezone: string, meetingType: string, location?: string, meetingUrl?: string,
 *   changeableUntil: string, cancellationReason?: string }} Booking
 * @typedef {{ type: string, time: string, actor: string, oldStart?: string, newStart?: string }} HistoryEntry
 * @typedef {{ booking: Booking, history: HistoryEntry[], links: Record<string, string> }} BookingAnswer
 * @typedef {{ start: string, end: string, consultantId: string, available: boolean }} Slot
 * @typedef {{ days: { date: string, slots: Slot[] }[] }} Availability
 */

const apiBase = document.querySelector('meta[name="api-base"]')?.getAttribute("content") ?? "";
const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const moveForm = /** @type {HTMLFormElement} */ (element("move-form"));
const cancelForm = /** @type {HTMLFormElement} */ (element("cancel-form"));

/** What the fragment names. */
let reference = "";
let token = "";
/** @type {Booking | undefined} */
let booking;
/** The consultant's own zone, once it is known. @type {string | undefined} */
let consultantZone;

// ---- talking to the API

/** An answer that isn't 2xx, or none at all (status 0). */
class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, detail?: string, title?: string, alternatives?: Slot[] }} problem
   * @param {string | null} retryAfter seconds
   */
  constructor(status, problem, retryAfter) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.status = status;
    this.code = problem.code ?? "";
    this.alternatives = problem.alternatives ?? [];
    this.retryAfter = retryAfter;
  }

  /** What to tell the client. */
  get words() {
    switch (this.status) {
      case 0:
        return "The booking system can't be reached. Check your connection and try again.";
      case 401:
        return "This link doesn't open a booking. Open it again from the newest mail about your booking.";
      case 410:
        return "This link has expired, because the meeting was more than 30 days ago.";
      case 429:
      case 503:
        return `The booking system is busy. Try again in ${this.retryAfter ?? "a few"} seconds.`;
    }
    switch (this.code) {
      case "change_deadline_passed":
        return "It is too late to move or cancel this booking here. Please reply to the mail about your booking.";
      case "booking_not_live":
        return "This booking can't be changed any more.";
      case "slot_taken":
        return "Somebody else has just booked that time. Your booking is as it was.";
      case "slot_not_offered":
        return "That time is not on offer any more. Your booking is as it was.";
    }
    return this.message;
  }
}

/**
 * @param {string} path
 * @param {{ body?: object, authorized?: boolean }} [options]
 * @returns {Promise<any>}
 */
async function call(path, { body, authorized = false } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (authorized) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  /** @type {RequestInit} */
  const request = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
  const answer = await fetch(`${apiBase}/v1${path}`, request).catch(() => {
    throw new Refusal(0, {}, null);
  });
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, content, answer.headers.get("Retry-After"));
  return content;
}

/** @param {string} [action] */
function bookingPath(action) {
  return `/bookings/${encodeURIComponent(reference)}${action ? `/${action}` : ""}`;
}

// ---- words for times and facts

/** The zone, or UTC where this browser doesn't know it. @param {string} zone */
function known(zone) {
  try {
    Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

/** @param {string} instant @param {string} zone */
function dateAndTime(instant, zone) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: known(zone) });
  return format.format(new Date(instant));
}

/** @param {string} start @param {string} end @param {string} zone */
function range(start, end, zone) {
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: known(zone) });
  return format.formatRange(new Date(start), new Date(end));
}

/** As "GMT+1". @param {string} instant @param {string} zone */
function offset(instant, zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZoneName: "shortOffset", timeZone: known(zone) });
  return format.formatToParts(new Date(instant)).find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** As "Europe/Berlin, GMT+1". @param {string} instant @param {string} zone */
function zoneName(instant, zone) {
  return `${known(zone).replaceAll("_", " ")}, ${offset(instant, zone)}`;
}

/** @type {Record<string, string>} */
const STATUS = {
  confirmed: "Confirmed",
  rescheduled: "Confirmed, at a new time",
  cancelled: "Cancelled",
  completed: "Took place",
  no_show: "Missed",
};

/** @type {Record<string, string>} */
const MEETING_TYPE = { video: "By video", phone: "By phone: you will be called", in_person: "In person" };

/** @type {Record<string, string>} */
const ACTOR = { client: "you", consultant: "the consultant", admin: "our team", system: "the system" };

/** @param {HistoryEntry} entry */
function story(entry) {
  const at = (/** @type {string | undefined} */ start) => (start ? dateAndTime(start, viewerZone) : "");
  const by = `by ${ACTOR[entry.actor] ?? entry.actor}`;
  switch (entry.type) {
    case "booking.confirmed":
      return `booked ${by} for ${at(entry.newStart)}`;
    case "booking.rescheduled":
      return `moved ${by} from ${at(entry.oldStart)} to ${at(entry.newStart)}`;
    case "booking.cancelled":
      return `cancelled ${by}`;
  }
  return `${entry.type.replace("booking.", "")} ${by}`;
}

// ---- showing

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** @param {string} tag @param {string} text */
function make(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** @param {string} id @param {string[]} lines */
function lines(id, lines) {
  element(id).replaceChildren(...lines.map((line) => make("span", line)));
}

/** @param {string} text @param {boolean} [fault] */
function say(text, fault = false) {
  const message = element("message");
  message.textContent = text;
  message.classList.toggle("fault", fault);
  if (text) message.focus();
}

/** @param {unknown} error */
function explain(error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.words, true);
}

/** @param {BookingAnswer} answer */
function show({ booking, history, links }) {
  const { consultant } = booking;
  element("status").textContent = STATUS[booking.status] ?? booking.status;
  const mine = range(booking.start, booking.end, viewerZone);
  const theirs = consultantZone ? range(booking.start, booking.end, consultantZone) : mine;
  const when = [`${mine} (${zoneName(booking.start, viewerZone)})`];
  if (consultantZone && theirs !== mine) {
    when.push(`For ${consultant.firstName}: ${theirs} (${zoneName(booking.start, consultantZone)})`);
  }
  lines("when", when);
  lines("who", [`${consultant.firstName} ${consultant.lastName}`, consultant.title?.en ?? ""].filter(Boolean));
  lines("how", [MEETING_TYPE[booking.meetingType] ?? booking.meetingType, booking.location ?? ""].filter(Boolean));
  const live = booking.status === "confirmed" || booking.status === "rescheduled";
  if (live && booking.meetingUrl && /^https?:/.test(booking.meetingUrl)) {
    const join = /** @type {HTMLAnchorElement} */ (make("a", "Join the meeting"));
    join.href = booking.meetingUrl;
    element("how").append(join);
  }
  element("reference").textContent = booking.reference;

  element("live").hidden = !live;
  // Whether it is too late is the API's to say: this clock may be wrong.
  const until = dateAndTime(booking.changeableUntil, viewerZone);
  element("deadline").textContent = `You can move or cancel it until ${until}.`;
  if (links.ics) /** @type {HTMLAnchorElement} */ (element("ics")).href = links.ics;

  element("history").replaceChildren(
    ...history.map((entry) => make("li", `${dateAndTime(entry.time, viewerZone)}: ${story(entry)}`)),
  );
  element("booking").hidden = false;
  element("past").hidden = history.length === 0;
}

/** @param {HTMLFormElement} form @param {boolean} open */
function toggle(form, open) {
  form.hidden = !open;
  const button = element(form === moveForm ? "move" : "cancel");
  button.setAttribute("aria-expanded", String(open));
  if (open) form.querySelector("h2")?.focus();
}

// ---- moving and cancelling

/** Slots by the value of their radio button. @type {Map<string, Slot>} */
const offered = new Map();

/**
 * @param {{ slots: Slot[] }[]} groups
 * @param {(slot: Slot) => string} label
 */
function offer(groups, label) {
  offered.clear();
  const fieldsets = groups.filter(({ slots }) => slots.length > 0).map(({ slots }) => day(slots, label));
  element("slots").replaceChildren(...fieldsets);
  const submit = moveForm.querySelector("button");
  if (submit) submit.hidden = fieldsets.length === 0;
}

/** @param {Slot[]} slots of one day @param {(slot: Slot) => string} label */
function day(slots, label) {
  const fieldset = document.createElement("fieldset");
  const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: viewerZone });
  fieldset.append(make("legend", slots[0] ? date.format(new Date(slots[0].start)) : ""));
  const times = make("div", "");
  times.className = "times";
  for (const slot of slots) {
    const value = `${slot.start} ${slot.consultantId}`;
    offered.set(value, slot);
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name: "slot", value, required: true });
    const caption = document.createElement("label");
    caption.append(radio, label(slot));
    times.append(caption);
  }
  fieldset.append(times);
  return fieldset;
}

/** What the viewer's clock shows at a slot's start. @param {Slot} slot */
function timeOf({ start }) {
  const format = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: viewerZone });
  // When clocks go back they show an hour (or half of one) twice; the offset then tells the two apart.
  const repeated = [-60, -30, 30, 60].some((minutes) => {
    const other = new Date(Date.parse(start) + minutes * 60_000);
    return format.format(other) === format.format(new Date(start));
  });
  const text = format.format(new Date(start));
  return repeated ? `${text} (${offset(start, viewerZone)})` : text;
}

/** The date on the viewer's calendar. @param {Slot} slot */
function dateOf({ start }) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: viewerZone }).format(new Date(start));
}

async function openMove() {
  if (!booking) return;
  say("");
  toggle(cancelForm, false);
  const query = new URLSearchParams({
    consultantId: booking.consultantId,
    duration: String(booking.duration),
    meetingType: booking.meetingType,
    timezone: viewerZone,
  });
  try {
    /** @type {Availability} */
    const { days } = await call(`/availability?${query}`);
    const slots = days.flatMap(({ slots }) => slots);
    offer(days, timeOf);
    const name = booking.consultant.firstName;
    element("move-note").textContent = slots[0]
      ? `${booking.duration} minutes with ${name}. Times are yours: ${zoneName(slots[0].start, viewerZone)}.`
      : `${name} has no free time in the next two weeks.`;
    toggle(moveForm, true);
  } catch (error) {
    explain(error);
  }
}

/** After a lost race: what is free near the time that was asked for. @param {Slot[]} slots */
async function offerAlternatives(slots) {
  const ids = [...new Set(slots.map((slot) => slot.consultantId))].filter((id) => id !== booking?.consultantId);
  /** @type {Consultant[]} */
  const others = await Promise.all(ids.map((id) => call(`/consultants/${encodeURIComponent(id)}`))).catch(() => []);
  const names = new Map(others.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`]));
  const sorted = [...slots].sort((a, b) => a.start.localeCompare(b.start));
  const dates = [...new Set(sorted.map(dateOf))];
  const days = dates.map((date) => ({ slots: sorted.filter((slot) => dateOf(slot) === date) }));
  offer(days, (slot) => {
    const other = ids.includes(slot.consultantId);
    return other ? `${timeOf(slot)} with ${names.get(slot.consultantId) ?? slot.consultantId}` : timeOf(slot);
  });
  element("move-note").textContent = slots.length ? "These times near it are free:" : "Nothing near it is free.";
}

/** @param {HTMLFormElement} form @param {() => Promise<void>} send */
async function submit(form, send) {
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    await send();
  } catch (error) {
    explain(error);
    if (error instanceof Refusal) await recover(error).catch(explain);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** Shows what can be done after a refusal. @param {Refusal} refusal */
async function recover(refusal) {
  if (refusal.code === "slot_taken" || refusal.code === "slot_not_offered") {
    await offerAlternatives(refusal.alternatives);
  } else if (refusal.status === 409) {
    await load();
  }
}

async function move() {
  const slot = offered.get(String(new FormData(moveForm).get("slot")));
  if (!slot) return;
  const body = { start: slot.start, consultantId: slot.consultantId };
  const answer = await call(bookingPath("reschedule"), { body, authorized: true });
  await changed(answer, "Your booking has been moved. A mail with the new invite is on its way.");
}

async function cancel() {
  const reason = String(new FormData(cancelForm).get("reason")).trim();
  const answer = await call(bookingPath("cancel"), { body: reason ? { reason } : {}, authorized: true });
  await changed(answer, "Your booking has been cancelled. A mail that says so is on its way.");
}

/** @param {Omit<BookingAnswer, "history">} answer @param {string} message */
async function changed(answer, message) {
  show({ ...answer, history: [] });
  // For the history; if that fails, what was done is done all the same.
  await load().catch(() => undefined);
  say(message);
}

// ---- the page

/** Loads and shows the booking. */
async function load() {
  toggle(moveForm, false);
  toggle(cancelForm, false);
  /** @type {BookingAnswer} */
  const answer = await call(bookingPath(), { authorized: true });
  if (booking?.consultantId !== answer.booking.consultantId) {
    // Only for a second line of times: without it the page is still right.
    const path = `/consultants/${encodeURIComponent(answer.booking.consultantId)}`;
    const consultant = await call(path).catch(() => ({}));
    consultantZone = consultant.timezone;
  }
  booking = answer.booking;
  show(answer);
}

async function start() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  reference = fragment.get("reference") ?? "";
  token = fragment.get("token") ?? "";
  booking = undefined;
  element("booking").hidden = true;
  element("past").hidden = true;
  try {
    if (!reference || !token) throw new Refusal(401, {}, null);
    element("message").textContent = "Loading…";
    await load();
    say("");
    if (element("live").hidden) return;
    const action = fragment.get("action");
    if (action === "reschedule") await openMove();
    if (action === "cancel") toggle(cancelForm, true);
  } catch (error) {
    explain(error);
  }
}

element("move").addEventListener("click", openMove);
element("cancel").addEventListener("click", () => {
  toggle(moveForm, false);
  toggle(cancelForm, true);
});
const forms = /** @type {const} */ ([
  [moveForm, move, "move"],
  [cancelForm, cancel, "cancel"],
]);
for (const [form, send, opener] of forms) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, send);
  });
  form.addEventListener("reset", () => {
    toggle(form, false);
    element(opener).focus();
  });
}
window.addEventListener("hashchange", start);
start();
