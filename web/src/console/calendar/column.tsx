import { serverNow } from "../../api/client";
import { dateIn, minutesIn, timeRange } from "../../time/format";
import { rowName } from "../bookings/labels";
import { bookingPath } from "../bookings/table";
import { useAccount } from "../frame/account";
import type { BookingRow } from "../frame/types";
import { named, t } from "../i18n";
import { pathOf } from "../pages";
import { type Broken, type Column, instantAt, SNAP, type Span, spanOf, takesTime, type Target } from "./layout";

interface ColumnProps {
  column: Column;
  /** Its index. */
  at: number;
  hours: Span;
  label: string;
  ghost: (Target & { why: Broken }) | undefined;
  /** The meeting that is on its way. */
  moving: string | undefined;
  onKeyDown: (event: KeyboardEvent, row: BookingRow, column: number) => void;
}

/** Positions are set through CSSOM: the policy allows no style attribute. */
const place = ({ from, to }: Span, hours: Span) => ({
  "--from": String((Math.max(from, hours.from) - hours.from) / 60),
  "--length": String((Math.min(to, hours.to) - Math.max(from, hours.from)) / 60),
});

/** One consultant's day: working hours light, breaks hatched, outside busy time grey, meetings as links. */
export function ColumnBody({ column, at, hours, label, ghost, moving, onKeyDown }: ColumnProps) {
  const { zone, can, readOnly } = useAccount();
  const { day, consultantId } = column;
  const now = serverNow();
  const shade = (kind: string, intervals: readonly { start: string; end: string }[]) =>
    intervals.map((interval) => (
      <span
        key={kind + interval.start}
        class={`shade ${kind}`}
        aria-hidden="true"
        style={place(spanOf(interval, day.date, zone), hours)}
      />
    ));
  const nowAt = dateIn(now, zone) === day.date ? minutesIn(now, zone) : undefined;
  return (
    <section class="calendar-column" aria-label={label} data-column={at}>
      {shade("work", day.windows)}
      {shade("break", day.breaks)}
      {shade("busy", day.busy)}
      {can("change_bookings") && !readOnly && (
        <a
          class="calendar-free"
          href={`${pathOf("new")}?consultant=${consultantId}`}
          aria-label={t("calendar.bookFor", { label })}
          onClick={(event) => {
            const { top, height } = event.currentTarget.getBoundingClientRect();
            // A key has no place in the column.
            if (event.detail === 0) return;
            const part = (event.clientY - top) / height;
            const minutes = hours.from + Math.floor((part * (hours.to - hours.from)) / SNAP) * SNAP;
            const start = instantAt(day.date, minutes, zone);
            event.currentTarget.href = `${pathOf("new")}?${new URLSearchParams({ consultant: consultantId, start })}`;
          }}
        />
      )}
      {nowAt !== undefined && nowAt >= hours.from && nowAt < hours.to && (
        <span class="now-line" aria-hidden="true" style={place({ from: nowAt, to: nowAt }, hours)} />
      )}
      {day.bookings.filter(takesTime).map((row) => {
        const span = spanOf(row, day.date, zone);
        const classes = [
          "calendar-event",
          row.status,
          moving === row.reference && "moving",
          row.duration < 45 && "short",
        ];
        return (
          <a
            key={row.reference}
            class={classes.filter(Boolean).join(" ")}
            href={bookingPath(row.reference)}
            draggable={false}
            data-event={row.reference}
            style={place(span, hours)}
            onKeyDown={(event) => onKeyDown(event, row, at)}
          >
            <span class="event-time">{timeRange(row.start, row.end, zone)}</span>
            <span class="event-name">{rowName(row)}</span>
            {row.client.company && <span class="event-company">{row.client.company}</span>}
            <span class="unseen">{named("status", row.status)}</span>
          </a>
        );
      })}
      {ghost && (
        <span
          class={ghost.why ? "calendar-ghost bad" : "calendar-ghost"}
          aria-hidden="true"
          style={place({ from: ghost.from, to: ghost.from + ghost.row.duration }, hours)}
        >
          {Math.floor(ghost.from / 60)}:{String(ghost.from % 60).padStart(2, "0")}
          {ghost.why && ` · ${named("reason", ghost.why)}`}
        </span>
      )}
    </section>
  );
}
