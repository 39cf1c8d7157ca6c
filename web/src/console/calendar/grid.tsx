import { useMemo, useRef, useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { dateHeading, shortDay } from "../../time/format";
import { consultantName, useAccount } from "../frame/account";
import type { BookingRow, Calendars } from "../frame/types";
import { named, t } from "../i18n";
import { ColumnBody } from "./column";
import { ConfirmMove, useMove } from "./confirm";
import { useDrag } from "./drag";
import { broken, type Column, hoursOf, instantAt, nudged, spanOf, type Target } from "./layout";

interface GridProps {
  data: Calendars;
  isWeek: boolean;
  today: string;
  reload: () => void;
}

/** Hours downwards, consultants or days side by side. */
export function Grid({ data, isWeek, today, reload }: GridProps) {
  const { zone, consultants, can, readOnly } = useAccount();
  const columns = useMemo(
    () => data.consultants.flatMap(({ consultantId, days }): Column[] => days.map((day) => ({ consultantId, day }))),
    [data],
  );
  const hours = hoursOf(columns, zone);
  const [target, setTarget] = useState<Target>();
  const [dropped, setDropped] = useState<Target>();
  const grid = useRef<HTMLDivElement>(null);
  const move = useMove(reload);
  const mayMove = can("change_bookings") && !readOnly;
  const drop = (to: Target) => {
    setTarget(undefined);
    const column = columns[to.column];
    if (!column) return;
    const isSame =
      instantAt(column.day.date, to.from, zone) === to.row.start && column.consultantId === to.row.consultantId;
    if (!isSame) setDropped(to);
  };
  useDrag(grid, { columns, hours, zone, enabled: mayMove, onTarget: setTarget, onDrop: drop });
  /** `m` on a meeting, then arrows, Enter, Escape. */
  const onKeyDown = (event: KeyboardEvent, row: BookingRow, column: number) => {
    const from = spanOf(row, columns[column]?.day.date ?? "", zone).from;
    if (!target) {
      if (event.key !== "m" || !mayMove || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      return setTarget({ row, column, from });
    }
    const steps: Record<string, { quarters?: number; columns?: number }> = {
      ArrowUp: { quarters: -1 },
      ArrowDown: { quarters: 1 },
      ArrowLeft: { columns: -1 },
      ArrowRight: { columns: 1 },
    };
    const step = steps[event.key];
    if (!step && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (step) setTarget(nudged(target, step, hours, columns.length));
    else if (event.key === "Enter") drop(target);
    else setTarget(undefined);
  };
  const ghost = target && { ...target, why: whyNot(target) };
  function whyNot(to: Target) {
    const column = columns[to.column];
    return (
      column && broken(column, { from: to.from, to: to.from + to.row.duration }, to.row.reference, zone, serverNow())
    );
  }
  return (
    <div class="scroll calendar-scroll">
      <div
        ref={grid}
        class="calendar-grid"
        style={{ "--columns": String(columns.length), "--hours": String((hours.to - hours.from) / 60) }}
      >
        <span class="calendar-corner" />
        {columns.map(({ consultantId, day }) => (
          <div
            key={`${consultantId} ${day.date}`}
            class={day.date === today ? "calendar-head today-head" : "calendar-head"}
          >
            <h3>{isWeek ? shortDay(`${day.date}T12:00:00Z`, "UTC") : consultantName(consultants, consultantId)}</h3>
            {(day.holiday || day.blackout) && (
              <p class="small muted">{named("reason", day.holiday ? "holiday" : "blocked")}</p>
            )}
          </div>
        ))}
        <Hours from={hours.from} to={hours.to} />
        {columns.map((column, at) => (
          <ColumnBody
            key={`${column.consultantId} ${column.day.date}`}
            column={column}
            at={at}
            hours={hours}
            label={`${consultantName(consultants, column.consultantId)}, ${dateHeading(column.day.date)}`}
            ghost={ghost?.column === at ? ghost : undefined}
            moving={target?.row.reference ?? move.pending}
            onKeyDown={onKeyDown}
          />
        ))}
      </div>
      <p class="unseen" role="status">
        {ghost && sayTarget(ghost.why, columns[ghost.column], ghost.from)}
      </p>
      {dropped && (
        <ConfirmMove
          target={dropped}
          column={columns[dropped.column] as Column}
          why={whyNot(dropped)}
          onClose={() => setDropped(undefined)}
          onYes={(request) => (setDropped(undefined), move.start(request))}
        />
      )}
    </div>
  );

  function sayTarget(why: string | undefined, column: Column | undefined, from: number) {
    if (!column) return "";
    const time = `${String(Math.floor(from / 60)).padStart(2, "0")}:${String(from % 60).padStart(2, "0")}`;
    const where = isWeek ? dateHeading(column.day.date) : consultantName(consultants, column.consultantId);
    return [t("calendar.target", { time, where }), why && named("reason", why)].filter(Boolean).join(". ");
  }
}

function Hours({ from, to }: { from: number; to: number }) {
  const hours = Array.from({ length: (to - from) / 60 }, (_, at) => from / 60 + at);
  return (
    <ol class="calendar-hours" aria-hidden="true">
      {hours.map((hour) => (
        <li key={hour}>{String(hour).padStart(2, "0")}:00</li>
      ))}
    </ol>
  );
}
