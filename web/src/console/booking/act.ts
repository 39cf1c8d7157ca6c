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
