import { useEffect, useState } from "preact/hooks";

import type { Consultant, Slot } from "../api/types";
import { n, t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { addDays, addMonths, firstOf, lastOf, monthOf, startOfWeek, weekday } from "../time/dates";
import { dateHeading, dateIn, dateRange, dateShort, firstWeekday, monthTitle, shortMoment, weekdayName } from "../time/format";
import { Icon } from "../ui/icon";
import { FaultNotice } from "../ui/notice";
import { type Free, nextFree, useFree, type Wish } from "./availability";
import { Calendar } from "./calendar";
import { Slots, SlotsByPart, SlotsSkeleton } from "./slots";

export type View = "month" | "week" | "day" | "agenda";

const VIEWS: readonly (readonly [View, TextKey])[] = [
  ["month", "view.month"],
  ["week", "view.week"],
  ["day", "view.day"],
  ["agenda", "view.agenda"],
];

export interface PickerProps {
  wish: Wish;
  /** Who is asked for; undefined for "any". */
  consultant: Consultant | undefined;
  /** The day in view; undefined: the first free one. */
  date: string | undefined;
  onDate: (date: string) => void;
  view: View;
  onView: (view: View) => void;
  hideWeekends: boolean;
  picked?: string | undefined;
  onPick: (slot: Slot) => void;
}

/** Free times by month, week, day or as a list. It offers what the API offers, nothing else. */
export function Picker(props: PickerProps) {
  const { wish, view, onView, onDate } = props;
  const free = useFree(wish);
  const firstFree = [...free.days].sort().find(([, slots]) => slots.length)?.[0];
  const date = props.date ?? firstFree;
  const [turned, setTurned] = useState<string>();
  const month = turned ?? monthOf(date ?? free.today ?? dateIn(Date.now(), wish.zone));
  const { want } = free;
  useEffect(() => want(month), [want, month]);

  const turn = (to: string) => setTurned(to);
  const select = (to: string) => {
    setTurned(monthOf(to));
    onDate(to);
  };
  const inner = { ...props, free, date, month, turn, select };
  return (
    <div class="picker">
      <div class="views" role="group" aria-label={t("view.label")}>
        {VIEWS.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
            {t(label)}
          </button>
        ))}
      </div>
      {free.error !== undefined && <FaultNotice error={free.error} retry={free.reload} />}
      {view === "month" && <MonthView {...inner} />}
      {view === "week" && <WeekView {...inner} />}
      {view === "day" && <DayView {...inner} />}
      {view === "agenda" && <AgendaView {...inner} />}
    </div>
  );
}

interface ViewProps extends PickerProps {
  free: Free;
  month: string;
  turn: (month: string) => void;
  select: (date: string) => void;
}

/** Whether every date of a stretch is known; what lies before today counts as known. */
function isKnown(free: Free, from: string, to: string): boolean {
  if (!free.today) return false;
  const start = from < free.today ? free.today : from;
  return start > to || (free.days.has(start) && free.days.has(to));
}

function MonthView(props: ViewProps) {
  const { free, month, turn, select, hideWeekends } = props;
  const known = isKnown(free, firstOf(month), lastOf(month));
  const isFree = [...free.days].some(([date, slots]) => monthOf(date) === month && slots.length);
  const date = props.date && monthOf(props.date) === month ? props.date : undefined;
  return (
    <div class="month-view">
      <Calendar {...{ free, month, hideWeekends }} days={free.days} today={free.today} onMonth={turn} selected={date} onSelect={select} />
      <div class="day-slots">
        {known && !isFree ? <NothingFree {...props} /> : <DaySlots {...props} date={date} />}
      </div>
    </div>
  );
}

/** The slots of the day that is selected. */
function DaySlots(props: ViewProps & { byPart?: boolean }) {
  const { free, date, wish } = props;
  const slots = date ? free.days.get(date) : undefined;
  if (!date && free.today && free.days.size) return <p class="muted choose-day">{t("picker.chooseDay")}</p>;
  return (
    <section aria-label={t("picker.times")} data-testid="times">
      <h3 class={props.byPart ? "unseen" : undefined} aria-live="polite">
        {date ? dateHeading(date) : <span class="skeleton line" />}
        {slots && <span class="unseen">: {n("picker.freeTimes", slots.length)}</span>}
      </h3>
      {slots === undefined && free.error === undefined && <SlotsSkeleton />}
      {slots?.length === 0 && <p class="muted">{t("picker.nothingFree")}</p>}
      {slots && slots.length > 0 && props.byPart && <SlotsByPart {...props} zone={wish.zone} slots={slots} />}
      {slots && slots.length > 0 && !props.byPart && <Slots {...props} zone={wish.zone} slots={slots} />}
    </section>
  );
}

/** An empty month, with a way to the next free time. */
function NothingFree({ wish, month, select }: ViewProps) {
  const [next, setNext] = useState<Slot | null>();
  const [error, setError] = useState<unknown>();
  const key = JSON.stringify([wish, month]);
  useEffect(() => {
    let gone = false;
    // Half a day early, so that no zone makes it miss the first hours of the next month.
    const earliest = `${lastOf(month)}T10:00:00Z`;
    setNext(undefined);
    setError(undefined);
    nextFree(wish, earliest).then((slot) => !gone && setNext(slot), (fault: unknown) => !gone && setError(fault));
    return () => {
      gone = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is both
  }, [key]);
  return (
    <div class="nothing-free" role="status" data-testid="nothing-free">
      <p>{t("picker.monthFull", { month: monthTitle(month) })}</p>
      {error !== undefined && <FaultNotice error={error} />}
      {next === null && <p class="muted">{t("picker.nothingAhead")}</p>}
      {next && (
        <>
          <p class="muted">{t("picker.nextFree", { time: shortMoment(next.start, wish.zone) })}</p>
          <button type="button" class="button primary" onClick={() => select(dateIn(next.start, wish.zone))}>
            {t("picker.goToNext")}
          </button>
        </>
      )}
    </div>
  );
}

interface StretchProps {
  title: string;
  onBack: (() => void) | undefined;
  onOn: () => void;
  back: string;
  on: string;
}

/** The head of a stretch of days, with the ways to the ones before and after. */
function Stretch({ title, onBack, onOn, back, on }: StretchProps) {
  return (
    <div class="calendar-head">
      <h2 aria-live="polite">{title}</h2>
      <button type="button" class="button icon-only" disabled={!onBack} onClick={onBack}>
        <Icon name="left" />
        <span class="unseen">{back}</span>
      </button>
      <button type="button" class="button icon-only" onClick={onOn}>
        <Icon name="right" />
        <span class="unseen">{on}</span>
      </button>
    </div>
  );
}

function WeekView(props: ViewProps) {
  const { free, select, wish, hideWeekends } = props;
  const today = free.today ?? dateIn(Date.now(), wish.zone);
  const start = startOfWeek(props.date ?? today, firstWeekday());
  const end = addDays(start, 6);
  const dates = Array.from({ length: 7 }, (_, at) => addDays(start, at)).filter((date) => !hideWeekends || weekday(date) < 6);
  const { want } = free;
  useEffect(() => {
    // A week may lie in two months: the loader takes a month and the one after it.
    want(monthOf(start < today ? today : start));
  }, [want, start, today]);
  const step = (days: number) => {
    const to = addDays(start, days);
    select(to < today ? today : to);
  };
  return (
    <div class="week-view">
      <Stretch
        title={dateRange(start, end)}
        onBack={start > today ? () => step(-7) : undefined}
        onOn={() => step(7)}
        back={t("picker.previousWeek")}
        on={t("picker.nextWeek")}
      />
      <div class="week-days">
        {dates.map((date) => (
          <DayColumn key={date} {...props} date={date} today={today} isNarrow />
        ))}
      </div>
    </div>
  );
}

/** A day of a week or of the list. */
function DayColumn({ date, today, free, wish, isNarrow = false, ...props }: ViewProps & { date: string; today: string; isNarrow?: boolean }) {
  const slots = free.days.get(date) ?? (date < today ? [] : undefined);
  return (
    <section class={slots?.length ? "day-column" : "day-column empty"}>
      <h3 aria-label={dateHeading(date)}>
        <span class="weekday">{weekdayName(date, isNarrow ? "short" : "long")}</span> {dateShort(date)}
      </h3>
      {slots === undefined && free.error === undefined && <SlotsSkeleton count={4} />}
      {slots?.length === 0 && <p class="muted">{t("picker.nothingFree")}</p>}
      {slots && slots.length > 0 && <Slots {...props} zone={wish.zone} slots={slots} compact />}
    </section>
  );
}

function DayView(props: ViewProps) {
  const { free, select, wish } = props;
  const today = free.today ?? dateIn(Date.now(), wish.zone);
  const date = props.date ?? today;
  const { want } = free;
  useEffect(() => want(monthOf(date)), [want, date]);
  return (
    <div class="day-view">
      <Stretch
        title={dateHeading(date)}
        onBack={date > today ? () => select(addDays(date, -1)) : undefined}
        onOn={() => select(addDays(date, 1))}
        back={t("picker.previousDay")}
        on={t("picker.nextDay")}
      />
      <DaySlots {...props} date={date} byPart />
    </div>
  );
}

/** How many free days the list shows before one asks for more. */
const AGENDA_DAYS = 7;

function AgendaView(props: ViewProps) {
  const { free, turn, month } = props;
  const [most, setMost] = useState(AGENDA_DAYS);
  const today = free.today ?? "";
  const dates = [...free.days].filter(([date, slots]) => date >= today && slots.length).map(([date]) => date).sort();
  const more = () => {
    setMost(most + AGENDA_DAYS);
    if (most + AGENDA_DAYS >= dates.length) turn(addMonths(month, 1));
  };
  return (
    <div class="agenda-view">
      <h2 class="unseen">{t("picker.times")}</h2>
      {!free.today && free.error === undefined && <SlotsSkeleton count={8} />}
      {dates.slice(0, most).map((date) => (
        <DayColumn key={date} {...props} date={date} today={today} />
      ))}
      {free.today && dates.length === 0 && isKnown(free, firstOf(month), lastOf(month)) && <NothingFree {...props} />}
      {dates.length > 0 && (
        <button type="button" class="button" onClick={more}>
          {t("picker.more")}
        </button>
      )}
    </div>
  );
}
