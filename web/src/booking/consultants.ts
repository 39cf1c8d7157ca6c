import { get } from "../api/client";
import type { Booking, Consultant, Slot } from "../api/types";
import { recall, remember } from "../ui/session";

interface ConsultantList {
  consultants: Consultant[];
  /** Leads to the others, if there are more. */
  nextCursor?: string;
}

/** Times that this tab has booked. The API looks at everyone's next free time once a minute: it may still name them. */
const BOOKED_TIMES = "taken";

type BookedTime = Pick<Booking, "consultantId" | "start" | "end">;

const bookedTimes = () => recall<BookedTime[]>(BOOKED_TIMES) ?? [];

/** After a booking: cached free times are out of date. */
export function invalidate({ consultantId, start, end }: BookedTime) {
  remember(BOOKED_TIMES, [...bookedTimes(), { consultantId, start, end }]);
}

/** A new value reloads the list. */
export const version = () => bookedTimes().length;

const isBooked = (slot: Slot) =>
  bookedTimes().some(
    ({ consultantId, start, end }) =>
      consultantId === slot.consultantId &&
      Date.parse(start) < Date.parse(slot.end) &&
      Date.parse(slot.start) < Date.parse(end),
  );

/** The consultants without what this tab has taken; in its place what `instead` finds. */
function withoutBooked(
  consultants: Consultant[],
  instead: (slot: Slot) => Promise<Slot | null>,
): Promise<Consultant[]> {
  return Promise.all(
    consultants.map(async (one) => {
      const { nextAvailableSlot: slot, ...rest } = one;
      if (!slot || !isBooked(slot)) return one;
      const other = await instead(slot);
      return other ? { ...rest, nextAvailableSlot: other } : rest;
    }),
  );
}

/** The next free time as it is at this moment; null also where it can't be known. */
async function nextOf({ consultantId, start, end }: Slot): Promise<Slot | null> {
  const duration = (Date.parse(end) - Date.parse(start)) / 60_000;
  const { slot } = await get<{ slot: Slot | null }>("/availability/next", {
    parameters: { consultantId, duration },
  }).catch(() => ({ slot: null }));
  return slot && !isBooked(slot) ? slot : null;
}

/** The consultants that fit. */
export async function filterConsultants(
  parameters: Record<string, string | string[]>,
  signal: AbortSignal,
): Promise<Consultant[]> {
  const { consultants } = await list(signal, parameters);
  // The next free time of all need not be one that fits.
  return withoutBooked(consultants, () => Promise.resolve(null));
}

/** More pages of the list than anybody looks through. */
const MOST_PAGES = 20;

async function list(signal?: AbortSignal, parameters: Record<string, string | string[]> = {}): Promise<ConsultantList> {
  const cache = bookedTimes().length ? "no-cache" : "default";
  const consultants = new Map<string, Consultant>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = { ...parameters, ...(cursor && { cursor }) };
    const answer = await get<ConsultantList>("/consultants", { parameters: asked, cache, ...(signal && { signal }) });
    // Between two pages a time may be booked: then one of them names its consultant twice.
    for (const one of answer.consultants) consultants.set(one.id, one);
    cursor = answer.nextCursor;
    if (!cursor) break;
  }
  return { consultants: [...consultants.values()] };
}

/** A consultant with biography, certificates and a client's quote. */
export function loadProfile(id: string, signal: AbortSignal): Promise<Consultant> {
  return get<Consultant>(`/consultants/${encodeURIComponent(id)}`, { signal });
}

/** Asked for while the language and the settings are still on their way: every screen needs them. */
let early: Promise<ConsultantList> | undefined = list();
// Its reader reports a failure.
early.catch(() => undefined);

export async function loadConsultants(signal: AbortSignal): Promise<ConsultantList> {
  const first = early;
  early = undefined;
  const { consultants } = await (first ?? list(signal));
  return { consultants: await withoutBooked(consultants, nextOf) };
}
