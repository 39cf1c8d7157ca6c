import type { Consultant } from "../api/types";
import { go } from "../ui/url";
import { count } from "./funnel";

/** Soonest first; consultants without a known free time come last, in the API's order. */
export function byNextSlot(consultants: readonly Consultant[]): Consultant[] {
  const at = (one: Consultant) => one.nextAvailableSlot?.start ?? "~";
  return [...consultants].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
}

/** Goes on to the times of a consultant, of several (separated by commas), or of "any". */
export function choose(consultantId: string) {
  for (const one of consultantId.split(",")) count("consultant_view", one);
  go({ consultant: consultantId, among: null, step: "time", start: null, date: null, compare: null });
}
