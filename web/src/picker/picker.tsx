import { useEffect, useState } from "preact/hooks";

import type { Slot } from "../api/types";
import { t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { addMonths, isWeekend, monthOf } from "../time/dates";
import { dateIn, firstWeekday, monthsTitle, shortMoment } from "../time/format";
import { FaultNotice } from "../ui/notice";
import { AgendaView } from "./agenda";
import { nextVisibleSlot, useAvailability } from "./availability";
import { Calendar } from "./calendar";
import { faultOf, isCached } from "./availability-cache";
import { DaySlots, DayView, WeekView } from "./range-views";
import { holds, isNearlyOver, monthSheet, monthsOf, presentSheet } from "./sheet";
import { todayOf } from "./today";
import { FURTHEST, type PickerProps, Trouble, type View, type ViewProps } from "./view";

export type { View };

const VIEWS: readonly (readonly [View, TextKey])[] = [
  ["month", "view.month"],
  ["week", "view.week"],
  ["day", "view.day"],
  ["agenda", "view.agenda"],
];

/** Free times by month, week, day or as a list. It offers the API's times, nothing else. */
export function Picker(props: PickerProps) {
  const { query, view, onView, onDate, hideWeekends } = props;
  const availability = useAvailability(query);
  const { today, isTodayKnown } = todayOf(availability, query.zone);
  const isShown = (date: string) => !hideWeekends || !isWeekend(date);
  const firstFree = [...availability.days].sort().find(([date, slots]) => slots.length && isShown(date))?.[0];
  const date = props.date && isShown(props.date) ? props.date : firstFree;
  const [turned, setTurned] = useState<string>();
  const latest = addMonths(monthOf(today), FURTHEST);
  const present = isNearlyOver(availability, today, isShown) ? presentSheet(today, firstWeekday()) : undefined;
  const monthWith = (day: string) => (present && holds(present, day) ? present.month : monthOf(day));
  const month = turned ?? monthWith(date ?? today);
  const sheet = present?.month === month ? present : monthSheet(month, firstWeekday());

  const turn = (to: string) => setTurned(to);
  const select = (to: string) => {
    setTurned(holds(sheet, to) ? month : monthWith(to));
    onDate(to);
  };
  const inner = { ...props, availability, today, isTodayKnown, date, month, sheet, latest, turn, select };
  return (
    <div class="picker">
      <div class="views" role="group" aria-label={t("view.label")}>
        {VIEWS.map(([name, label]) => (
          <button key={name} type="button" aria-pressed={view === name} onClick={() => onView(name)}>
            {t(label)}
          </button>
        ))}
      </div>
      {view === "month" && <MonthView {...inner} />}
      {view === "week" && <WeekView {...inner} />}
      {view === "day" && <DayView {...inner} />}
      {/* Its list holds for one wish only. */}
      {view === "agenda" && <AgendaView key={JSON.stringify(query)} {...inner} />}
    </div>
  );
}

function MonthView(props: ViewProps) {
  const { availability, today, isTodayKnown, month, sheet, latest, turn, select, hideWeekends } = props;
  const { want } = availability;
  useEffect(() => want(month), [want, month]);
  const isLoaded = isCached(availability, sheet.first, sheet.last);
  const isFree = [...availability.days].some(
    ([date, slots]) => holds(sheet, date) && slots.length && !(hideWeekends && isWeekend(date)),
  );
  const date = props.date && holds(sheet, props.date) ? props.date : undefined;
  const isMissing = !isLoaded && !date && faultOf(availability, monthsOf(sheet)) !== undefined;
  return (
    <>
      <Trouble availability={availability} months={monthsOf(sheet)} />
      <div class="month-view">
        <Calendar
          {...{ availability, today, isTodayKnown, sheet, latest, hideWeekends }}
          onMonth={turn}
          selected={date}
          onSelect={select}
        />
        <div class="day-slots">
          {isLoaded && !isFree && <NothingFree {...props} />}
          {!(isLoaded && !isFree) && !isMissing && <DaySlots {...props} date={date} />}
        </div>
      </div>
    </>
  );
}

/** The first free time outside an empty month. */
interface Rest {
  /** The first free time after the month, or before it; null if there is none at all. */
  slot: Slot | null;
  isLater: boolean;
}

/** The first free time after a month; if nothing is, the first that there is. */
async function restOf({ query, sheet, hideWeekends }: ViewProps): Promise<Rest> {
  // Half a day early, so that no zone makes it miss the first hours of the next day.
  const later = await nextVisibleSlot(query, hideWeekends, `${sheet.last}T10:00:00Z`);
  return { slot: later ?? (await nextVisibleSlot(query, hideWeekends)), isLater: later !== null };
}

/** An empty month, with a way to the next free time. */
function NothingFree(props: ViewProps) {
  const { query, today, sheet, select } = props;
  const [rest, setRest] = useState<Rest>();
  const [error, setError] = useState<unknown>();
  const key = JSON.stringify([query, sheet.first, sheet.last]);
  useEffect(() => {
    let gone = false;
    setRest(undefined);
    setError(undefined);
    restOf(props).then(
      (found) => !gone && setRest(found),
      (fault: unknown) => !gone && setError(fault),
    );
    return () => {
      gone = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` is both
  }, [key]);
  const slot = rest?.slot;
  return (
    <div class="nothing-free" role="status" data-testid="nothing-free">
      <p>{t("picker.monthFull", { month: monthsTitle(sheet.first < today ? today : sheet.first, sheet.last) })}</p>
      {error !== undefined && <FaultNotice error={error} />}
      {slot === null && <p class="muted">{t("picker.nothingAhead")}</p>}
      {slot && (
        <>
          <p class="muted">
            {!rest?.isLater && `${t("picker.tooFar")} `}
            {t("picker.nextFree", { time: shortMoment(slot.start, query.zone) })}
          </p>
          <button type="button" class="button primary" onClick={() => select(dateIn(slot.start, query.zone))}>
            {t("picker.goToNext")}
          </button>
        </>
      )}
    </div>
  );
}
