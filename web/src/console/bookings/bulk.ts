import { useEffect, useState } from "preact/hooks";

import { newKey, read, request } from "../frame/api";
import type { Bulk, BulkRequest } from "../frame/types";
import type { Filters } from "./filters";

/** Orders for many bookings: the server carries them out, booking by booking. Their id in the address survives reload. */

/** Actions that make sense for many, in the order of the buttons. */
export const BULK_ACTIONS = ["send-reminder", "complete", "no-show", "reassign", "cancel"] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Marks go out at once: they tell nobody. What clients read waits ten seconds. */
export const DELAY_SECONDS: Readonly<Record<BulkAction, number>> = {
  "send-reminder": 10,
  complete: 0,
  "no-show": 0,
  reassign: 10,
  cancel: 10,
};

/** Which bookings: the selected ones, or all that the list has. */
export type Chosen = { references: string[] } | { selection: Filters };

/** Whether each client gets a mail at once. */
export const isMailed = (action: BulkAction) => action !== "complete" && action !== "no-show";

/**
 * An order for so many bookings, as its reader has agreed to. Very many messages need that number: if it is another by
 * now, the server refuses the order.
 */
export function orderOf(
  action: BulkAction,
  chosen: Chosen,
  count: number,
  params: Record<string, unknown>,
): BulkRequest {
  const which = "references" in chosen ? chosen : { selection: { ...chosen.selection, pageSize: null } };
  const mails = isMailed(action) ? { mails: count } : {};
  // The contract leaves `params` open: what each action takes.
  return { action, ...which, ...mails, params, delaySeconds: DELAY_SECONDS[action] } as BulkRequest;
}

export const startBulk = async (order: BulkRequest, key = newKey()): Promise<Bulk> =>
  (await request<Bulk>("POST", "/admin/bookings/bulk", { body: order, key })).data;

export const stopBulk = async (id: string): Promise<Bulk> =>
  (await request<Bulk>("POST", `/admin/bulk/${encodeURIComponent(id)}/stop`)).data;

export const isOver = ({ state }: Pick<Bulk, "state">) => state === "done" || state === "stopped";

/** How often its progress is asked for. */
const EVERY_MS = 1_000;

interface Followed<T> {
  found?: T;
  error?: unknown;
  set: (found: T) => void;
}

/** The state of work on the server, until it is over. */
export function useFollowed<T>(path: string, isOver: (found: T) => boolean, onOver: () => void): Followed<T> {
  const [found, set] = useState<T>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const answer = await read<T>(path, { signal: stop.signal });
        if (stop.signal.aborted) return;
        set(answer);
        setError(undefined);
        if (isOver(answer)) return onOver();
      } catch (failed) {
        if (stop.signal.aborted) return;
        setError(failed);
      }
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
    // `onOver` only loads the list anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [path]);
  return { ...(found !== undefined && { found }), error, set };
}

/** The codes of what wasn't changed, the commonest first. */
export const codesOf = ({ byCode }: Pick<Bulk, "byCode">): [code: string, count: number][] =>
  Object.entries(byCode).toSorted(([, one], [, other]) => other - one);

/** The results as a file for a spreadsheet. */
export const csvOf = ({ results }: Pick<Bulk, "results">): string =>
  ["reference,ok,code", ...results.map(({ reference, ok, code = "" }) => `${reference},${ok},${code}`)].join("\r\n");
