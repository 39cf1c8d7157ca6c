import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { type Column, SNAP, type Span, spanOf, type Target } from "./layout";

/** Less than this is a click, with a trembling hand too. */
export const THRESHOLD_PX = 8;

interface DragOptions {
  columns: readonly Column[];
  hours: Span;
  zone: string;
  enabled: boolean;
  /** Where the meeting would land now; undefined if the drag was given up. */
  onTarget: (target: Target | undefined) => void;
  onDrop: (target: Target) => void;
}

interface Drag {
  row: Column["day"]["bookings"][number];
  x: number;
  y: number;
  /** Pixels from the top of the meeting to the pointer. */
  grip: number;
  isMoving: boolean;
  target?: Target;
}

/** Drags meetings by mouse or pen. A finger scrolls: for it there are buttons. */
export function useDrag(grid: RefObject<HTMLElement | null>, options: DragOptions) {
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    const element = grid.current;
    if (!element) return;
    let drag: Drag | undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const end = () => {
      drag = undefined;
      latest.current.onTarget(undefined);
    };
    const onDown = (event: PointerEvent) => {
      const link = (event.target as Element).closest<HTMLElement>("[data-event]");
      if (!link || event.button !== 0 || event.pointerType === "touch" || !latest.current.enabled) return;
      const rows = latest.current.columns.flatMap(({ day }) => day.bookings);
      const row = rows.find(({ reference }) => reference === link.dataset.event);
      if (!row || (row.status !== "confirmed" && row.status !== "rescheduled")) return;
      drag = {
        row,
        x: event.clientX,
        y: event.clientY,
        grip: event.clientY - link.getBoundingClientRect().top,
        isMoving: false,
      };
    };
    const onMove = (event: PointerEvent) => {
      if (!drag) return;
      if (!drag.isMoving && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < THRESHOLD_PX) return;
      drag.isMoving = true;
      const target = targetAt(element, event, drag, latest.current);
      if (!target) return;
      drag.target = target;
      latest.current.onTarget(target);
    };
    const onUp = () => {
      const ended = drag;
      drag = undefined;
      if (!ended?.isMoving) return;
      // The click that follows must not open the meeting.
      addEventListener("click", (click) => (click.preventDefault(), click.stopPropagation()), {
        capture: true,
        once: true,
        signal: AbortSignal.timeout(300),
      });
      if (ended.target) latest.current.onDrop(ended.target);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !drag) return;
      event.preventDefault();
      end();
    };
    element.addEventListener("pointerdown", onDown, { signal });
    element.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
    addEventListener("pointermove", onMove, { signal });
    addEventListener("pointerup", onUp, { signal });
    addEventListener("pointercancel", end, { signal });
    addEventListener("keydown", onKey, { capture: true, signal });
    return () => stop.abort();
  }, [grid]);
}

/** The column under the pointer, and the quarter of an hour at the top of the meeting. */
function targetAt(element: HTMLElement, event: PointerEvent, drag: Drag, options: DragOptions): Target | undefined {
  const { hours, columns, zone } = options;
  const all = [...element.querySelectorAll<HTMLElement>("[data-column]")];
  const at = all.findIndex((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left <= event.clientX && event.clientX < right;
  });
  const box = all[at]?.getBoundingClientRect();
  if (!box) return undefined;
  const minutes = ((event.clientY - drag.grip - box.top) / box.height) * (hours.to - hours.from) + hours.from;
  const from = Math.round(minutes / SNAP) * SNAP;
  const { from: first, to: last } = hours;
  const date = columns[at]?.day.date ?? "";
  const { row } = drag;
  const isHere = columns[at]?.day.bookings.some(({ reference }) => reference === row.reference);
  // Back at its own place it is where it was, off the grid too.
  const own = isHere ? spanOf(row, date, zone).from : undefined;
  const snapped = own !== undefined && Math.abs(own - minutes) < SNAP / 2 ? own : from;
  return { row, column: at, from: Math.min(Math.max(snapped, first), last - row.duration) };
}
