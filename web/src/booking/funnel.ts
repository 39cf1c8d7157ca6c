import { post } from "../api/client";
import { randomId, recall, remember } from "../ui/session";

export type FunnelStep = "landing" | "consultant_view" | "calendar_view" | "form_start" | "completed";

interface Session {
  id: string;
  /** When the tab began, in milliseconds by the visitor's clock: only differences are sent. */
  since: number;
  told: string[];
}

function session(): Session {
  const kept = recall<Session>("funnel");
  if (kept) return kept;
  const made = { id: randomId(), since: Date.now(), told: [] };
  remember("funnel", made);
  return made;
}

/** This tab's visit so far, as a booking sends it: codes and a number, nothing that leads back to the session. */
export function visit() {
  const { since, told } = session();
  return {
    device: device(),
    secondsToBook: seconds(since),
    steps: [...new Set(told.map((mark) => mark.split(" ")[0]))].slice(0, 20),
  };
}

/** A tab that was left open for longer says nothing more. */
const DAY_SECONDS = 86_400;

function seconds(since: number): number {
  return Math.min(DAY_SECONDS, Math.max(0, Math.round((Date.now() - since) / 1000)));
}

function device(): "phone" | "tablet" | "desktop" {
  const side = Math.min(screen.width, screen.height);
  if (side < 600) return "phone";
  return side < 900 && matchMedia("(pointer: coarse)").matches ? "tablet" : "desktop";
}

/** Counts a step of this visit, each once. That counting fails is nobody's trouble. */
export function count(step: FunnelStep, consultantId?: string) {
  const now = session();
  const mark = step === "consultant_view" ? `${step} ${consultantId}` : step;
  if (now.told.includes(mark)) return;
  remember("funnel", { ...now, told: [...now.told, mark] });
  const elapsedSeconds = seconds(now.since);
  const isOne = consultantId && consultantId !== "any" && !consultantId.includes(",");
  const who = isOne ? { consultantId } : {};
  post("/funnel", { session: now.id, step, ...who, elapsedSeconds, device: device() }).catch(() => undefined);
}

/** Counts the answer to "How easy was booking?": 1 (hard) to 5 (easy). */
export function rate(rating: number) {
  post("/funnel", { session: session().id, step: "rated", rating, device: device() }).catch(() => undefined);
}

/** A new visit begins: the next booking is counted on its own. */
export function countAnew() {
  remember("funnel", { id: randomId(), since: Date.now(), told: [] });
}
