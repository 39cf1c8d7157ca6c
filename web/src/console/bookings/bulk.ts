import { ApiError } from "../../api/client";
import { actNow, NotAllowed } from "../booking/act";
import type { StaffAction, StaffActionRequest } from "../frame/types";

/** How an action on many bookings goes: booking by booking, each decided when its turn comes. */
export interface Progress {
  total: number;
  done: readonly Result[];
  isRunning: boolean;
}

export interface Result {
  reference: string;
  /** Why it was refused; absent if it was done. */
  code?: string;
}

/** Actions that make sense for many. */
export const BULK_ACTIONS = ["send-reminder", "complete", "no-show", "cancel"] as const satisfies StaffAction[];
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** The results that failed, by their codes, most first. */
export function byCode(results: readonly Result[]): [code: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { code } of results) if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

export interface Run {
  stop: () => void;
}

/** Starts; stopping ends it before the next booking. What is done stays done. */
export function runBulk(
  references: readonly string[],
  action: BulkAction,
  body: StaffActionRequest,
  onProgress: (progress: Progress) => void,
  one: typeof actNow = actNow,
): Run {
  let stopped = false;
  const done: Result[] = [];
  const say = (isRunning: boolean) => onProgress({ total: references.length, done: [...done], isRunning });
  void (async () => {
    for (const reference of references) {
      if (stopped) break;
      say(true);
      try {
        await one(reference, action, body);
        done.push({ reference });
      } catch (error) {
        done.push({ reference, code: codeOf(error) });
      }
    }
    say(false);
  })();
  return { stop: () => (stopped = true) };
}

function codeOf(error: unknown): string {
  if (error instanceof NotAllowed) return error.code;
  if (error instanceof ApiError) return error.code || (error.status === 0 ? "unreachable" : "internal");
  return "internal";
}
