import { useEffect } from "preact/hooks";

import { n, t } from "../i18n";
import { addDays, isWeekend, monthOf, startOfWeek } from "../time/dates";
import { dateHeading, dateRange, dateShort, firstWeekday, weekdayName } from "../time/format";
import { Icon } from "../ui/icon";
import { faultOf } from "./availability-cache";
import { REASONS } from "./reason";
import { Slots, SlotsByPart, SlotsSkeleton } from "./slots";
import { shownFrom, Trouble, type ViewProps } from "./view";

/** The slots of the day that is selected. */
export function DaySlots(props: ViewProps & { byPart?: boolean }) {
  const { availability, date, query, month } = props;
  const slots = date ? availability.days.get(date) : undefined;
  if (!date && availability.today && availability.days.size)
    return <p class="muted choose-day">{t("picker.chooseDay")}</p>;
  const isComing = slots === undefined && faultOf(availability, [date ? monthOf(date) : month]) === undefined;
  const reason = date && availability.reasons.get(date);
  return (
    <section aria-label={t("picker.times")} data-testid="times">
      <h3 class={props.byPart ? "unseen" : undefined} aria-live="polite">
        {date ? dateHeading(date) : <span class="skeleton line" />}
        {slots && <span class="unseen">: {n("picker.freeTimes", slots.length)}</span>}
      </h3>
      {isComing && <SlotsSkeleton />}
      {slots?.length === 0 && <p class="muted reason">{reason ? t(REASONS[reason]) : t("picker.nothingFree")}</p>}
      {slots && slots.length > 0 && props.byPart && <SlotsByPart {...props} zone={query.zone} slots={slots} />}
      {slots && slots.length > 0 && !props.byPart && <Slots {...props} zone={query.zone} slots={slots} />}
    </section>
  );
}

interface RangeHeaderProps {
  title: string;
  onBack: (() => void) | undefined;
  onOn: (() => void) | undefined;
  back: string;
  on: string;
}

/** The head of a stretch of days, with the ways to the ones before and after. */
function RangeHeader({ title, onBack, onOn, back, on }: RangeHeaderProps) {
  return (
    <div class="calendar-head">
      <h2 aria-live="polite">{title}</h2>
      <button type="button" class="button icon-only" disabled={!onBack} onClick={onBack}>
        <Icon name="left" />
        <span class="unseen">{back}</span>
      </button>
      <button type="button" class="button icon-only" disabled={!onOn} onClick={onOn}>
        <Icon name="right" />
        <span class="unseen">{on}</span>
      </button>
    </div>
  );
}

export function WeekView(props: ViewProps) {
  const { availability, today, latest, select, hideWeekends } = props;
  const earliest = shownFrom(today, hideWeekends);
  const start = startOfWeek(props.date ?? earliest, firstWeekday());
  const dates = Array.from({ length: 7 }, (_, at) => addDays(start, at)).filter(
    (date) => !hideWeekends || !isWeekend(date),
  );
  const [first = start, last = start] = [dates[0], dates.at(-1)];
  const { want } = availability;
  useEffect(() => {
    // A week may lie in two months: the loader takes a month and the one after it.
    want(monthOf(start < today ? today : start));
  }, [want, start, today]);
  const step = (days: number) => {
    const to = shownFrom(addDays(start, days), hideWeekends);
    select(to < earliest ? earliest : to);
  };
  return (
    <>
      <Trouble availability={availability} months={[monthOf(first), monthOf(last)]} />
      <div class="week-view">
        <RangeHeader
          title={dateRange(first, last)}
          onBack={first > earliest ? () => step(-7) : undefined}
          onOn={monthOf(addDays(start, 7)) <= latest ? () => step(7) : undefined}
          back={t("picker.previousWeek")}
          on={t("picker.nextWeek")}
        />
        <div class="week-days">
          {dates.map((date) => (
            <DayColumn key={date} {...props} date={date} isNarrow />
          ))}
        </div>
      </div>
    </>
  );
}

/** A day of a week or of the list. */
export function DayColumn({
  date,
  today,
  isTodayKnown,
  availability,
  query,
  isNarrow = false,
  ...props
}: ViewProps & { date: string; isNarrow?: boolean }) {
  const isOver = isTodayKnown && date < today;
  const slots = availability.days.get(date) ?? (isOver ? [] : undefined);
  const isComing = slots === undefined && faultOf(availability, [monthOf(date)]) === undefined;
  const reason = isOver ? undefined : availability.reasons.get(date);
  return (
    <section class={slots?.length ? "day-column" : "day-column empty"}>
      <h3 aria-label={dateHeading(date)}>
        <span class="weekday">{weekdayName(date, isNarrow ? "short" : "long")}</span> {dateShort(date)}
      </h3>
      {isComing && <SlotsSkeleton count={4} />}
      {slots?.length === 0 && <p class="muted reason">{reason ? t(REASONS[reason]) : t("picker.nothingFree")}</p>}
      {slots && slots.length > 0 && <Slots {...props} zone={query.zone} slots={slots} compact />}
    </section>
  );
}

export function DayView(props: ViewProps) {
  const { availability, today, latest, select, hideWeekends } = props;
  const earliest = shownFrom(today, hideWeekends);
  const date = props.date ?? earliest;
  const before = shownFrom(addDays(date, -1), hideWeekends, -1);
  const after = shownFrom(addDays(date, 1), hideWeekends);
  const { want } = availability;
  useEffect(() => want(monthOf(date)), [want, date]);
  return (
    <>
      <Trouble availability={availability} months={[monthOf(date)]} />
      <div class="day-view">
        <RangeHeader
          title={dateHeading(date)}
          onBack={date > earliest ? () => select(before) : undefined}
          onOn={monthOf(after) <= latest ? () => select(after) : undefined}
          back={t("picker.previousDay")}
          on={t("picker.nextDay")}
        />
        <DaySlots {...props} date={date} byPart />
      </div>
    </>
  );
}
