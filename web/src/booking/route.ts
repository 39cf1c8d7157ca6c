import type { Consultant, MeetingType } from "../api/types";
import type { View } from "../picker/picker";
import { browserZone } from "../time/zones";

export type Step = "choose" | "time" | "details" | "done";

/** What the address asks for, made to fit what is on offer. */
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
  meetingTypes: MeetingType[];
}

const ALL_TYPES: readonly MeetingType[] = ["video", "phone", "in_person"];

export function offerOf(consultants: readonly Consultant[], consultantId: string | undefined): Offer {
  const asked = consultants.filter(({ id }) => consultantId === "any" || id === consultantId);
  const durations = [...new Set(asked.flatMap((one) => one.durations))].sort((a, b) => a - b);
  const meetingTypes = ALL_TYPES.filter((type) => asked.some((one) => one.meetingTypes.includes(type)));
  return { durations, meetingTypes };
}

/** Whether a string is a zone that this browser can show. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const among = <T>(value: T | undefined | null, all: readonly T[], usual: T): T =>
  value !== undefined && value !== null && all.includes(value) ? value : all.includes(usual) ? usual : (all[0] ?? usual);

export function routeOf(query: URLSearchParams, consultants: readonly Consultant[]): Route {
  const asked = query.get("consultant") ?? undefined;
  const consultantId = asked === "any" || consultants.some(({ id }) => id === asked) ? asked : undefined;
  const offer = offerOf(consultants, consultantId);
  const startAsked = query.get("start") ?? "";
  const start = Number.isNaN(Date.parse(startAsked)) ? undefined : startAsked;
  const step = query.get("step") ?? (consultantId ? "time" : "choose");
  const date = query.get("date") ?? "";
  const zone = query.get("tz") ?? "";
  return {
    step: fitting(STEPS.includes(step) ? (step as Step) : "choose", consultantId, start),
    consultantId,
    duration: among(Number(query.get("duration")), offer.durations, DEFAULT_DURATION),
    meetingType: among((query.get("type") ?? query.get("meetingType")) as MeetingType, offer.meetingTypes, "video"),
    start,
    date: /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date)) ? date : undefined,
    view: among(query.get("view"), VIEWS, "month") as View,
    zone: zone && isZone(zone) ? zone : browserZone(),
  };
}

/** The latest step that can be shown with what is chosen. */
function fitting(step: Step, consultantId: string | undefined, start: string | undefined): Step {
  if (step === "done") return step;
  if (!consultantId) return "choose";
  return step === "details" && !start ? "time" : step;
}
