import type { Booking } from "../api/types";

/** What opens a booking: the link's fragment, which browsers send to nobody. */
export interface Access {
  reference: string;
  token: string;
}

/** The action of the mail's link. */
export type Action = "reschedule" | "cancel" | "feedback" | "offer";

const ACTIONS: readonly string[] = ["reschedule", "cancel", "feedback", "offer"];

/** The offered time of the mail's link. */
export interface Wanted {
  start: string;
  consultantId: string;
}

export function accessOf(fragment: string): { access?: Access; action?: Action; wanted?: Wanted } {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const reference = values.get("reference");
  const token = values.get("token");
  const action = values.get("action") ?? "";
  const start = values.get("start");
  const consultantId = values.get("consultant");
  return {
    ...(reference && token && { access: { reference, token } }),
    ...(ACTIONS.includes(action) && { action: action as Action }),
    ...(action === "offer" && start && consultantId && { wanted: { start, consultantId } }),
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

/** The offer that the client can answer now. */
export const openOffer = ({ status, offer }: Pick<Booking, "status" | "offer">, now: number) =>
  offer && isLive({ status }) && now < Date.parse(offer.endsAt) ? offer : undefined;

/** Refusals that say: the booking isn't any more as the page shows it. */
export const CHANGED_ELSEWHERE: readonly string[] = ["booking_not_live", "change_deadline_passed", "offer_closed"];
