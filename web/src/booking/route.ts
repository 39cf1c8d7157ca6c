import type { Consultant, MeetingType } from "../api/types";
import type { View } from "../picker/picker";
import { zoneOf } from "../time/zones";

export type Step = "choose" | "time" | "details" | "done";

/** The address's request, fitted to the offered values. */
export interface Route {
  step: Step;
  /** An id, "any", or undefined while nobody is chosen. */
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

/** What can be chosen: of one consultant, or of anyone. */
export interface Offer {
  durations: number[];
  defaultDuration: number;
  meetingTypes: MeetingType[];
}

const ALL_TYPES: readonly MeetingType[] = ["video", "phone", "in_person"];

export function offerOf(consultants: readonly Consultant[], consultantId: string | undefined): Offer {
  const asked = consultants.filter(({ id }) => consultantId === "any" || id === consultantId);
  const durations = [...new Set(asked.flatMap((one) => one.durations))].sort((a, b) => a - b);
  const meetingTypes = ALL_TYPES.filter((type) => asked.some((one) => one.meetingTypes.includes(type)));
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
  const asked = query.get("consultant");
  const consultantId =
    asked !== null && (asked === "any" || consultants.some(({ id }) => id === asked)) ? asked : undefined;
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

/** The start of a slot, if the address has one. */
function startOf(query: URLSearchParams): string | undefined {
  const asked = query.get("start") ?? "";
  return Number.isNaN(Date.parse(asked)) ? undefined : asked;
}

/** The step that the address asks for with this consultant, or the latest before it that can be shown. */
function stepOf(query: URLSearchParams, consultantId: string | undefined): Step {
  const asked = query.get("step") ?? (consultantId ? "time" : "choose");
  const step = STEPS.includes(asked) ? (asked as Step) : "choose";
  if (step === "done") return step;
  if (!consultantId) return "choose";
  return step === "details" && !startOf(query) ? "time" : step;
}

/** The step that is to be expected while the consultants are still on their way. */
export function likelyStep(query: URLSearchParams): Step {
  return stepOf(query, query.get("consultant") || undefined);
}
