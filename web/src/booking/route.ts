import type { Consultant, MeetingType } from "../api/types";
import type { View } from "../picker/picker";
import { zoneOf } from "../time/zones";

export type Step = "choose" | "time" | "details" | "done";

/** The address's request, fitted to the offered values. */
export interface Route {
  step: Step;
  /** An id, several separated by commas, "any", or undefined while nobody is chosen. */
  consultantId: string | undefined;
  duration: number;
  meetingType: MeetingType;
  /** The start of the chosen slot, an instant. */
  start: string | undefined;
  date: string | undefined;
  view: View;
  zone: string;
}

const STEPS: readonly string[] = ["choose", "time", "details", "done"];
const VIEWS: readonly string[] = ["month", "week", "day", "agenda"];
const DEFAULT_DURATION = 30;

/** The choices of one consultant, or of anyone. */
export interface Offer {
  durations: number[];
  defaultDuration: number;
  meetingTypes: MeetingType[];
}

const ALL_TYPES: readonly MeetingType[] = ["video", "phone", "in_person"];

export function offerOf(consultants: readonly Consultant[], consultantId: string | undefined): Offer {
  const ids = consultantId?.split(",") ?? [];
  const asked = consultants.filter(({ id }) => consultantId === "any" || ids.includes(id));
  // Of several that are named, the common offer; if there is none, the offer of any of them.
  const common = <T>(of: (one: Consultant) => readonly T[]): T[] => {
    const all = [...new Set(asked.flatMap(of))];
    const shared = all.filter((value) => asked.every((one) => of(one).includes(value)));
    return consultantId !== "any" && shared.length > 0 ? shared : all;
  };
  const durations = common((one) => one.durations).sort((a, b) => a - b);
  const offered = common((one) => one.meetingTypes);
  const meetingTypes = ALL_TYPES.filter((type) => offered.includes(type));
  const [only, another] = asked;
  const defaultDuration = only && !another && consultantId !== "any" ? only.defaultDuration : DEFAULT_DURATION;
  return { durations, defaultDuration, meetingTypes };
}

const among = <T>(value: T | undefined | null, all: readonly T[], usual: T): T =>
  value !== undefined && value !== null && all.includes(value)
    ? value
    : all.includes(usual)
      ? usual
      : (all[0] ?? usual);

export function routeOf(query: URLSearchParams, consultants: readonly Consultant[]): Route {
  const consultantId = consultantOf(query, consultants);
  const offer = offerOf(consultants, consultantId);
  const date = query.get("date") ?? "";
  return {
    step: stepOf(query, consultantId),
    consultantId,
    duration: among(Number(query.get("duration")), offer.durations, offer.defaultDuration),
    meetingType: among((query.get("type") ?? query.get("meetingType")) as MeetingType, offer.meetingTypes, "video"),
    start: startOf(query),
    date: /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date)) ? date : undefined,
    view: among(query.get("view"), VIEWS, "month") as View,
    zone: zoneOf(query),
  };
}

/** The most that are taken on together: more aren't compared. */
const MOST_TOGETHER = 5;

function consultantOf(query: URLSearchParams, consultants: readonly Consultant[]): string | undefined {
  const asked = query.get("consultant") ?? "";
  if (asked === "any") return asked;
  const known = [...new Set(asked.split(","))].filter((wanted) => consultants.some(({ id }) => id === wanted));
  return known.slice(0, MOST_TOGETHER).join(",") || undefined;
}

/** Names of the API in links of mails, with the names of this page: here `meetingType` filters consultants. */
const RENAMED = { consultantId: "consultant", meetingType: "type" };

/** The query of a link, by the names of this page. */
export function withPresentNames(search: string): string {
  const query = new URLSearchParams(search);
  if (!query.has("consultantId")) return search;
  for (const [before, now] of Object.entries(RENAMED)) {
    const value = query.get(before);
    query.delete(before);
    if (value !== null && !query.has(now)) query.set(now, value);
  }
  return `?${query}`;
}

/** The start of a slot, if the address has one. */
function startOf(query: URLSearchParams): string | undefined {
  const asked = query.get("start") ?? "";
  return Number.isNaN(Date.parse(asked)) ? undefined : asked;
}

/** The step that the address asks for with this consultant, or the latest before it that can be shown. */
function stepOf(query: URLSearchParams, consultantId: string | undefined): Step {
  const asked = query.get("step") ?? (startOf(query) ? "details" : consultantId ? "time" : "choose");
  const step = STEPS.includes(asked) ? (asked as Step) : "choose";
  if (step === "done") return step;
  if (!consultantId) return "choose";
  // A time is one consultant's, or anyone's: of several it has to be chosen first.
  const isReady = startOf(query) !== undefined && !consultantId.includes(",");
  return step === "details" && !isReady ? "time" : step;
}

/** The step that is to be expected while the consultants are still on their way. */
export function likelyStep(query: URLSearchParams): Step {
  return stepOf(query, query.get("consultant") || undefined);
}
