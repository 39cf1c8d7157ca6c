import type { Booking } from "../api/types";

/** What opens a booking: the link's fragment, which browsers send to nobody. */
export interface Access {
  reference: string;
  token: string;
}

/** The action of the mail's link. */
export type Action = "reschedule" | "cancel" | "feedback";

const ACTIONS: readonly string[] = ["reschedule", "cancel", "feedback"];

export function accessOf(fragment: string): { access?: Access; action?: Action } {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const reference = values.get("reference");
  const token = values.get("token");
  const action = values.get("action") ?? "";
  return {
    ...(reference && token && { access: { reference, token } }),
    ...(ACTIONS.includes(action) && { action: action as Action }),
  };
}

/** Whether nothing has been said of it yet but that it is on: neither called off nor marked afterwards. */
export const isLive = ({ status }: Pick<Booking, "status">) => status === "confirmed" || status === "rescheduled";

type Times = Pick<Booking, "status" | "end" | "changeableUntil">;

/** Whether it is still to take place: until its last minute one can join. */
export const isAhead = (booking: Times, now: number) => isLive(booking) && now < Date.parse(booking.end);

/** Whether the client can still move or cancel it. */
export const isChangeable = (booking: Times, now: number) =>
  isAhead(booking, now) && now <= Date.parse(booking.changeableUntil);

/** Refusals that say: the booking isn't any more as the page shows it. */
export const CHANGED_ELSEWHERE: readonly string[] = ["booking_not_live", "change_deadline_passed"];
