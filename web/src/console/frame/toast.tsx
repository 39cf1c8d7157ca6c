import { useEffect, useState } from "preact/hooks";

import { n, t } from "../i18n";
import { explain, RequestId } from "./states";

/** Sentences at the lower edge: what was done, with a way back; what is about to be done, with a way to stop it. */
interface Toast {
  id: number;
  text: string;
  kind: "done" | "fault" | "waiting";
  undo?: Undo;
  error?: unknown;
  /** When something that waits is done, by `performance.now()`. */
  at?: number;
}

/** A way back: its words (by default "Undo"), and what it does. */
export interface Undo {
  label?: string;
  run: () => void;
}

/** How long a sentence stays. */
const STAYS_MS = 8_000;
/** Time to stop what can't be undone. */
export const STOP_SECONDS = 10;

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const drop = (id: number) => set(toasts.filter((toast) => toast.id !== id));

function put(toast: Omit<Toast, "id">): number {
  const id = ++last;
  set([...toasts.slice(-2), { id, ...toast }]);
  return id;
}

/** Says that something was done. With `undo` there is a button for it. */
export function say(text: string, undo?: Undo) {
  const id = put({ text, kind: "done", ...(undo && { undo }) });
  setTimeout(() => drop(id), STAYS_MS);
}

/** Says what went wrong; it stays until it is closed. */
export function complain(error: unknown) {
  put({ text: explain(error), kind: "fault", error });
}

/** What waits to be done, by its sentence. */
const waiting = new Map<number, { timer: ReturnType<typeof setTimeout>; stopped: () => void }>();

/** Does something in ten seconds, unless it is stopped before. */
export function inTenSeconds(text: string, run: () => void, stopped: () => void) {
  const id = put({ text, kind: "waiting", at: performance.now() + STOP_SECONDS * 1000 });
  const timer = setTimeout(() => {
    waiting.delete(id);
    drop(id);
    run();
  }, STOP_SECONDS * 1000);
  waiting.set(id, { timer, stopped });
}

function stop(id: number) {
  const found = waiting.get(id);
  waiting.delete(id);
  drop(id);
  if (!found) return;
  clearTimeout(found.timer);
  found.stopped();
}

/** Leaving would do nothing of what waits: the browser asks first. */
globalThis.addEventListener?.("beforeunload", (event) => waiting.size > 0 && event.preventDefault());

export function Toasts() {
  const [, draw] = useState({});
  useEffect(() => {
    const listener = () => draw({});
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return (
    <div class="toasts" role="status">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { toast: Toast }) {
  const { id, kind, text, undo } = toast;
  return (
    <div class={`toast ${kind}`}>
      <p>
        {text} {toast.at !== undefined && <Seconds until={toast.at} />}
      </p>
      <RequestId of={toast.error} />
      <div class="toast-actions">
        {kind === "waiting" && (
          <button type="button" class="button" data-testid="stop" onClick={() => stop(id)}>
            {t("action.stop")}
          </button>
        )}
        {undo && (
          <button type="button" class="button" data-testid="undo" onClick={() => (drop(id), undo.run())}>
            {undo.label ?? t("action.undo")}
          </button>
        )}
        {kind !== "waiting" && (
          <button type="button" class="quiet" onClick={() => drop(id)}>
            {t("action.close")}
          </button>
        )}
      </div>
    </div>
  );
}

/** The seconds left, for the eye; a screen reader hears the sentence once. */
function Seconds({ until }: { until: number }) {
  const left = () => Math.max(0, Math.ceil((until - performance.now()) / 1000));
  const [seconds, setSeconds] = useState(left());
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  });
  return <span aria-hidden="true">{n("frame.seconds", seconds)}</span>;
}
