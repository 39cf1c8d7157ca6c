import { useCallback, useEffect, useState } from "preact/hooks";

import { bookingPath, get, ApiError, serverNow } from "../api/client";
import type { Availability, Slot } from "../api/types";
import { addDays, addMonths, firstOf, isWeekend, lastOf, monthOf, weekday } from "../time/dates";
import { dateIn } from "../time/format";
import { FIRST, type AvailabilityCache, type DayOfTimes, withMonth, withFailure, EMPTY } from "./availability-cache";
import { reasonOf } from "./reason";

/** What times are asked for. `zone` is the reader's: days are days there. */
export interface AvailabilityQuery {
  /** An id, or "any". */
  consultantId: string;
  /** Minutes. */
  duration: number;
  meetingType: string;
  zone: string;
  /** The booking that is to be moved: then its own time counts as free, with its token. */
  moving?: Moving | undefined;
}

export interface Moving {
  reference: string;
  token: string;
  /** Its own start, which is not on offer; undefined where somebody else's at the same time would be a change. */
  start: string | undefined;
}

export interface AvailabilityState extends AvailabilityCache {
  reload: () => void;
  /** Asks for a month, if it isn't known or asked for yet. */
  want: (month: string) => void;
}

/** How long times may lie in a hidden page before they are asked for again. */
const STALE_MS = 60_000;

const parametersOf = ({ consultantId, duration, meetingType, zone }: AvailabilityQuery) => ({
  consultantId,
  duration,
  meetingType,
  timezone: zone,
});

/** Dates, both included. */
interface Dates {
  from: string;
  to: string;
}

/** Free times by day: two weeks from the server's today, or those of some dates. A booking is asked for its own. */
export async function availableDays(
  query: AvailabilityQuery,
  dates: Dates | undefined,
  signal?: AbortSignal,
): Promise<DayOfTimes[]> {
  const { moving } = query;
  const path = moving ? bookingPath(moving.reference, "availability") : "/availability";
  const options = {
    parameters: { ...parametersOf(query), ...dates, include: "unavailable" },
    ...(moving && { token: moving.token }),
    ...(signal && { signal }),
  };
  const { days } = await get<Availability>(path, options);
  return days.map(({ date, slots }) => {
    const free = slots.filter(({ available, start }) => available && start !== moving?.start);
    return { date, slots: free, ...(free.length === 0 && { reason: reasonOf(slots) }) };
  });
}

/** The free times of one wish; asking for another forgets them. */
export function useAvailability(query: AvailabilityQuery): AvailabilityState {
  const key = JSON.stringify(query);
  const [round, setRound] = useState(0);
  const [state, setState] = useState({ key, cache: EMPTY });
  const [months, setMonths] = useState<readonly string[]>([]);
  const reload = useCallback(() => setRound((now) => now + 1), []);
  // What belongs to another wish isn't shown for a moment.
  const cache = state.key === key ? state.cache : EMPTY;

  const take = useCallback(
    (change: (cache: AvailabilityCache) => AvailabilityCache) => {
      setState((before) => ({ key, cache: change(before.key === key ? before.cache : EMPTY) }));
    },
    [key],
  );
  const ask = useCallback(
    (month: string, dates?: Dates) => {
      const stop = new AbortController();
      availableDays(query, dates, stop.signal).then(
        (days) => !stop.signal.aborted && take((now) => withMonth(now, month, days)),
        (error: unknown) => !stop.signal.aborted && take((now) => withFailure(now, month, error)),
      );
      return () => stop.abort();
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the query
    [key, take],
  );

  // The visitor's clock may be wrong: without a range, it is the server's own today that answers.
  useEffect(() => ask(FIRST), [ask, round]);

  const { today } = cache;
  useEffect(() => {
    if (!today) return;
    const stops = months.map((month) =>
      ask(month, { from: month === monthOf(today) ? today : firstOf(month), to: lastOf(month) }),
    );
    return () => stops.forEach((stop) => stop());
  }, [ask, today, months, round]);

  // After a while away from the page, the reader gets times that are still free.
  useEffect(() => {
    let left = Date.now();
    const onChange = () => {
      if (document.hidden) left = Date.now();
      else if (Date.now() - left > STALE_MS) reload();
    };
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, [reload]);

  const want = useCallback((month: string) => {
    setMonths((before) =>
      before.includes(month) && before.includes(addMonths(month, 1)) ? before : [month, addMonths(month, 1)],
    );
  }, []);
  return { ...cache, reload, want };
}

/** The first free time from an instant on, or from now on; null if there is none. Of several, each is asked alone. */
export async function nextSlot(query: AvailabilityQuery, earliest?: string): Promise<Slot | null> {
  const ids = query.consultantId.split(",");
  const slots = await Promise.all(ids.map((consultantId) => nextOfOne({ ...query, consultantId }, earliest)));
  const found = slots.filter((slot) => slot !== null);
  return found.sort((a, b) => Date.parse(a.start) - Date.parse(b.start))[0] ?? null;
}

/** Where a booking is already it can't be moved to. */
const isItsOwn = ({ start }: Slot, { moving }: AvailabilityQuery) =>
  moving?.start !== undefined && Date.parse(start) === Date.parse(moving.start);

const justAfter = ({ start }: Slot) => new Date(Date.parse(start) + 60_000).toISOString();

async function nextOfOne(query: AvailabilityQuery, earliest: string | undefined): Promise<Slot | null> {
  const slot = await askNext(query, earliest);
  if (!slot || !isItsOwn(slot, query)) return slot;
  const other = await askNext(query, justAfter(slot));
  return other && !isItsOwn(other, query) ? other : null;
}

/** Asks plain availability where the API has no such operation: to the end of the next month. */
async function askNext(query: AvailabilityQuery, earliest: string | undefined): Promise<Slot | null> {
  try {
    const parameters = { ...parametersOf(query), earliest };
    return (await get<{ slot: Slot | null }>("/availability/next", { parameters })).slot ?? null;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const from = dateIn(earliest ?? serverNow(), query.zone);
    const days = await availableDays(query, { from, to: lastOf(addMonths(monthOf(from), 1)) });
    const isInTime = ({ start }: Slot) => !earliest || Date.parse(start) >= Date.parse(earliest);
    return days.flatMap(({ slots }) => slots).find(isInTime) ?? null;
  }
}

/** The same, past the days that aren't shown. A time that doesn't lie ahead of the last one ends the search. */
export async function nextVisibleSlot(
  query: AvailabilityQuery,
  hideWeekends: boolean,
  earliest?: string,
): Promise<Slot | null> {
  const slot = await nextSlot(query, earliest);
  const date = slot && dateIn(slot.start, query.zone);
  if (!slot || !date || !hideWeekends || !isWeekend(date)) return slot;
  if (earliest && Date.parse(slot.start) < Date.parse(earliest)) return null;
  const monday = addDays(date, 8 - weekday(date));
  // Monday may begin this much before it does in UTC.
  const early = Date.parse(`${monday}T00:00:00Z`) - 14 * 3_600_000;
  const next = Math.max(early, Date.parse(justAfter(slot)));
  return nextVisibleSlot(query, hideWeekends, new Date(next).toISOString());
}
