import type { Slot } from "../api/types";
import type { TextKey } from "../i18n/catalogue";

/** Why a day has no free times, in a word. */
export type Reason = "holiday" | "away" | "full" | "soon" | "far" | "closed";

export const REASONS: Record<Reason, TextKey> = {
  holiday: "reason.holiday",
  away: "reason.away",
  full: "reason.full",
  soon: "reason.soon",
  far: "reason.far",
  closed: "reason.closed",
};

/** The API's reason of a time, as the word for its day. */
const OF_TIMES: Record<NonNullable<Slot["conflictReason"]>, Reason> = {
  limit: "full",
  booked: "full",
  notice: "soon",
  horizon: "far",
  holiday: "holiday",
  blocked: "away",
  not_accepting: "away",
  outside_hours: "closed",
  off_grid: "closed",
};

/** Where times of a day have several reasons, the one that others would have to give way first. */
const ORDER: readonly Reason[] = ["full", "soon", "far", "holiday", "away"];

/** The reason of a day, of which only times that aren't free are listed; without any, work begins on another day. */
export function reasonOf(slots: readonly Slot[]): Reason {
  const found = slots.flatMap(({ conflictReason }) => (conflictReason ? [OF_TIMES[conflictReason]] : []));
  return ORDER.find((reason) => found.includes(reason)) ?? "closed";
}
