import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";

import { n, t } from "../i18n";
import { addDays, addMonths, isWeekend, monthOf, sameDayIn, startOfWeek } from "../time/dates";
import { dateLong, firstWeekday, monthShort, monthsTitle, number, weekdayName } from "../time/format";
import { Icon } from "../ui/icon";
import type { AvailabilityCache, Days } from "./availability-cache";
import { type Reason, REASONS } from "./reason";
import { holds, type Sheet } from "./sheet";

interface CalendarProps {
  availability: AvailabilityCache;
  today: string;
  isTodayKnown: boolean;
  sheet: Sheet;
  /** The last month that can be turned to. */
  latest: string;
  onMonth: (month: string) => void;
  selected: string | undefined;
  onSelect: (date: string) => void;
  hideWeekends: boolean;
}

/** A month as the ARIA date grid has it: one stop for Tab, arrows between days, Page Up and Down between months. */
export function Calendar({
  availability,
  today,
  isTodayKnown,
  sheet,
  latest,
  onMonth,
  selected,
  onSelect,
  hideWeekends,
}: CalendarProps) {
  const { days, reasons } = availability;
  const { month } = sheet;
  const isOver = (date: string) => isTodayKnown && date < today;
  const title = useId();
  const first = firstWeekday();
  const shown = (date: string) => !hideWeekends || !isWeekend(date);
  const weeks = sheet.weeks.map((week) => week.filter(shown));
  const grid = useRef<HTMLTableElement>(null);
  const [wanted, setWanted] = useState<string>();
  /** Where the focus goes as soon as that day is drawn. */
  const moving = useRef<string | undefined>(undefined);
  const stop = tabStop({ sheet, wanted, selected, today, days, weeks });

  useLayoutEffect(() => {
    // A drawing of the month before may come in between: it doesn't have the day.
    const day = moving.current && grid.current?.querySelector<HTMLElement>(`[data-date="${moving.current}"]`);
    if (!day) return;
    moving.current = undefined;
    day.focus();
  });

  const earliest = monthOf(today);
  const move = (date: string) => {
    const target = monthOf(date);
    // Weeks that are over aren't drawn on a phone: there is nothing to go to.
    if (date < startOfWeek(today, first) || target > latest) return;
    setWanted(date);
    moving.current = date;
    if (!holds(sheet, date)) onMonth(target);
  };
  /** A day that has free times, or says why not. */
  const canSelect = (date: string) => date >= today && days.has(date);
  const onKeyDown = (event: KeyboardEvent, date: string) => {
    const to = target(event, date, first, shown);
    if (to) move(to);
    else if ((event.key === "Enter" || event.key === " ") && canSelect(date)) onSelect(date);
    else return;
    event.preventDefault();
  };
  return (
    <div class="calendar">
      <div class="calendar-head">
        <h2 id={title} aria-live="polite">
          {monthsTitle(sheet.first < today && sheet.month === monthOf(today) ? today : sheet.first, sheet.last)}
        </h2>
        <button
          type="button"
          class="button icon-only"
          disabled={month <= earliest}
          onClick={() => onMonth(addMonths(month, -1))}
        >
          <Icon name="left" />
          <span class="unseen">{t("picker.previousMonth")}</span>
        </button>
        <button
          type="button"
          class="button icon-only"
          disabled={month >= latest}
          onClick={() => onMonth(addMonths(month, 1))}
        >
          <Icon name="right" />
          <span class="unseen">{t("picker.nextMonth")}</span>
        </button>
      </div>
      <table ref={grid} role="grid" aria-labelledby={title} data-testid="calendar">
        <thead>
          <tr>
            {weeks[1]?.map((date) => (
              <th key={date} scope="col">
                <span aria-hidden="true">{weekdayName(date, "short")}</span>
                <span class="unseen">{weekdayName(date, "long")}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]} class={(week.at(-1) ?? today) < today ? "past" : undefined}>
              {week.map((date) =>
                holds(sheet, date) ? (
                  <DayCell
                    key={date}
                    date={date}
                    free={days.get(date)?.length ?? (isOver(date) ? 0 : undefined)}
                    reason={reasons.get(date)}
                    isOver={isOver(date)}
                    isToday={isTodayKnown && date === today}
                    isNamed={date.endsWith("-01") && monthOf(sheet.first) !== monthOf(sheet.last)}
                    isSelected={date === selected}
                    isStop={date === stop}
                    onSelect={onSelect}
                    onKeyDown={onKeyDown}
                  />
                ) : (
                  <td key={date} role="gridcell" class="outside" />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  date: string;
  /** How many times are free; undefined while it isn't known. */
  free: number | undefined;
  /** Why none is. */
  reason: Reason | undefined;
  isOver: boolean;
  /** Whether it says which month begins. */
  isNamed: boolean;
  isToday: boolean;
  isSelected: boolean;
  isStop: boolean;
  onSelect: (date: string) => void;
  onKeyDown: (event: KeyboardEvent, date: string) => void;
}

function DayCell({ date, free, reason, isOver, isNamed, isToday, isSelected, isStop, onSelect, onKeyDown }: CellProps) {
  const none = reason && !isOver ? t(REASONS[reason]) : t("picker.nothingFree");
  const state = free === undefined ? t("picker.loading") : free ? n("picker.freeTimes", free) : none;
  const name = [dateLong(date), isToday && t("picker.today"), state].filter(Boolean).join(", ");
  const kind = free === undefined ? "unknown" : free ? "free" : "full";
  return (
    <td
      role="gridcell"
      class={`day ${kind}${isToday ? " today" : ""}`}
      tabIndex={isStop ? 0 : -1}
      aria-selected={isSelected}
      aria-disabled={free === undefined || isOver}
      title={free === 0 && reason && !isOver ? none : undefined}
      aria-label={name}
      aria-current={isToday ? "date" : undefined}
      data-testid={`day-${date}`}
      data-date={date}
      data-free={free}
      onClick={() => free !== undefined && !isOver && onSelect(date)}
      onKeyDown={(event) => onKeyDown(event, date)}
    >
      <span>
        {number(Number(date.slice(8)))}
        {isNamed && <small aria-hidden="true">{monthShort(date)}</small>}
      </span>
    </td>
  );
}

interface Stop {
  sheet: Sheet;
  wanted: string | undefined;
  selected: string | undefined;
  today: string;
  days: Days;
  weeks: string[][];
}

/** The one day that Tab reaches: where the arrows went, the selected one, the first free one, else the first. */
function tabStop({ sheet, wanted, selected, today, days, weeks }: Stop): string | undefined {
  const dates = weeks.flat().filter((date) => holds(sheet, date));
  const candidates = [wanted, selected, dates.find((date) => days.get(date)?.length), today, dates[0]];
  return candidates.find((date) => date && dates.includes(date));
}

/** Where a key leads from a date, past days that aren't shown. */
function target(
  event: KeyboardEvent,
  date: string,
  first: number,
  shown: (date: string) => boolean,
): string | undefined {
  const skip = (from: string, step: number) => {
    let to = addDays(from, step);
    while (!shown(to)) to = addDays(to, Math.sign(step));
    return to;
  };
  const week = startOfWeek(date, first);
  const months = event.shiftKey ? 12 : 1;
  switch (event.key) {
    case "ArrowLeft":
      return skip(date, -1);
    case "ArrowRight":
      return skip(date, 1);
    case "ArrowUp":
      return addDays(date, -7);
    case "ArrowDown":
      return addDays(date, 7);
    case "Home":
      return skip(addDays(week, -1), 1);
    case "End":
      return skip(addDays(week, 7), -1);
    case "PageUp":
      return skip(addDays(sameDayIn(date, addMonths(monthOf(date), -months)), -1), 1);
    case "PageDown":
      return skip(addDays(sameDayIn(date, addMonths(monthOf(date), months)), -1), 1);
  }
  return undefined;
}
