import { isClockKnown, serverNow } from "../api/client";
import { dateIn } from "../time/format";
import type { AvailabilityCache } from "./availability-cache";

interface Today {
  today: string;
  /** False while it is only the visitor's clock that says so: then no day is shown as today or as over. */
  isTodayKnown: boolean;
}

/** Today in a zone: by the server's answer, before that by its clock, at worst by the visitor's. */
export function todayOf({ today }: AvailabilityCache, zone: string): Today {
  if (today) return { today, isTodayKnown: true };
  return { today: dateIn(serverNow(), zone), isTodayKnown: isClockKnown() };
}
