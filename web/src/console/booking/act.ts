import { type Answer, newKey, request } from "../frame/api";
import type { BookingInFull, StaffAction, StaffActionRequest } from "../frame/types";

/** Path of a booking at the console's API, or of an action on it. */
export const adminPath = (reference: string, action?: StaffAction) =>
  `/admin/bookings/${encodeURIComponent(reference)}${action ? `/${action}` : ""}`;

export const loadBooking = (reference: string, signal?: AbortSignal): Promise<Answer<BookingInFull>> =>
  request<BookingInFull>("GET", adminPath(reference), signal ? { signal } : {});

/** Acts on a booking. The key stands for one click: a repeated try is done once. */
export async function act<T>(
  reference: string,
  action: StaffAction,
  body: StaffActionRequest,
  { ifMatch, key = newKey() }: { ifMatch?: string | undefined; key?: string } = {},
): Promise<Answer<T>> {
  return request<T>("POST", adminPath(reference, action), { body, key, ...(ifMatch && { ifMatch }) });
}

/** Acts on a booking as it is now: for many at once, where each is decided when its turn comes. */
export async function actNow(reference: string, action: StaffAction, body: StaffActionRequest): Promise<void> {
  const { data, etag } = await loadBooking(reference);
  if (!data.allowed.includes(action)) throw new NotAllowed(data.whyNot[action] ?? "forbidden");
  await act(reference, action, body, { ifMatch: etag });
}

/** The booking's state doesn't allow the action. */
export class NotAllowed extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}
