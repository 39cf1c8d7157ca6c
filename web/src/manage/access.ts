import type { Booking } from "../api/types";

/** What opens a booking: the link's fragment, which browsers send to nobody. */
export interface Access {
  reference: string;
  token: string;
}

/** What the link in the mail wants to do. */
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

/** Whether it can still take place. */
export const isLive = ({ status }: Pick<Booking, "status">) => status === "confirmed" || status === "rescheduled";
