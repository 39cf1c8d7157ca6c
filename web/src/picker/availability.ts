import { useCallback, useEffect, useState } from "preact/hooks";

import { get, Refusal } from "../api/client";
import type { Availability, Slot } from "../api/types";
import { addMonths, firstOf, lastOf, monthOf } from "../time/dates";
import { dateIn } from "../time/format";

/** What times are asked for. `zone` is the reader's: days are days there. */
export interface Wish {
  /** An id, or "any". */
  consultantId: string;
  /** Minutes. */
  duration: number;
  meetingType: string;
  zone: string;
}

/** The free times that are known so far, by date. A date that isn't there hasn't been asked for. */
export type Days = ReadonlyMap<string, Slot[]>;

export interface Free {
  days: Days;
  /** Today by the server's clock in the reader's zone; undefined until it is known. */
  today: string | undefined;
  error: unknown;
  reload: () => void;
  /** Asks for a month, if it isn't known or asked for yet. */
  want: (month: string) => void;
}

/** How long times may lie in a hidden page before they are asked for again. */
const STALE_MS = 60_000;

const parametersOf = (wish: Wish) => ({
  consultantId: wish.consultantId,
  duration: wish.duration,
  meetingType: wish.meetingType,
  timezone: wish.zone,
});

/** The free times of one wish; asking for another forgets them. */
export function useFree(wish: Wish): Free {
  const key = JSON.stringify(wish);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ key: string; days: Days; today?: string; error?: unknown }>({ key, days: new Map() });
  const [months, setMonths] = useState<readonly string[]>([]);
  const reload = useCallback(() => setRound((now) => now + 1), []);
  // What belongs to another wish isn't shown for a moment.
  const fresh = state.key === key ? state : { key, days: new Map<string, Slot[]>() };

  const take = useCallback((answer: Availability, isFirst: boolean) => {
    setState((before) => {
      const days = new Map(before.key === key ? before.days : []);
      for (const { date, slots } of answer.days) days.set(date, slots);
      const today = isFirst ? answer.days[0]?.date : before.key === key ? before.today : undefined;
      return { key, days, ...(today && { today }) };
    });
  }, [key]);
  const fail = useCallback((error: unknown) => setState((before) => ({ ...(before.key === key ? before : { key, days: new Map() }), error })), [key]);

  // The next two weeks from the server's own today: the visitor's clock may be wrong.
  useEffect(() => {
    const stop = new AbortController();
    get<Availability>("/availability", { parameters: parametersOf(wish), signal: stop.signal })
      .then((answer) => take(answer, true))
      .catch((error: unknown) => !stop.signal.aborted && fail(error));
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is the wish
  }, [key, round, take, fail]);

  const { today } = fresh;
  useEffect(() => {
    if (!today) return;
    const stops = months.map((month) => {
      const stop = new AbortController();
      const from = month === monthOf(today) ? today : firstOf(month);
      get<Availability>("/availability", { parameters: { ...parametersOf(wish), from, to: lastOf(month) }, signal: stop.signal })
        .then((answer) => take(answer, false))
        .catch((error: unknown) => !stop.signal.aborted && fail(error));
      return stop;
    });
    return () => stops.forEach((stop) => stop.abort());
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is the wish
  }, [key, today, months, round, take, fail]);

  // Whoever comes back to the page after a while gets times that are still free.
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
    setMonths((before) => (before.includes(month) && before.includes(addMonths(month, 1)) ? before : [month, addMonths(month, 1)]));
  }, []);
  return { days: fresh.days, today, error: fresh.error, reload, want };
}

/** The first free time from an instant on, or null. Asks plain availability where the API has no such operation. */
export async function nextFree(wish: Wish, earliest: string): Promise<Slot | null> {
  try {
    const answer = await get<{ slot: Slot | null }>("/availability/next", { parameters: { ...parametersOf(wish), earliest } });
    return answer.slot ?? null;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404) throw error;
    const from = dateIn(earliest, wish.zone);
    const to = lastOf(addMonths(monthOf(from), 1));
    const answer = await get<Availability>("/availability", { parameters: { ...parametersOf(wish), from, to } });
    return answer.days.flatMap(({ slots }) => slots)[0] ?? null;
  }
}
