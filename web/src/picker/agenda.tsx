import { useEffect, useState } from "preact/hooks";

import type { Slot } from "../api/types";
import { t } from "../i18n";
import { addMonths, firstOf, isWeekend, lastOf, monthOf } from "../time/dates";
import { dateIn } from "../time/format";
import { nextVisibleSlot } from "./availability";
import { faultOf, isCached } from "./availability-cache";
import { SlotsSkeleton } from "./slots";
import { DayColumn } from "./range-views";
import { Trouble, type ViewProps } from "./view";

/** How many free days the list shows before one asks for more. */
const AGENDA_DAYS = 7;

/** The next time after the last one listed; undefined where it couldn't be asked. */
interface Next {
  after: string;
  slot: Slot | null | undefined;
}

/** The months of the list: from today's on, each with the one after it, as the loader takes them; empty ones are left out. */
function useListed({ availability, query, today, latest, hideWeekends }: ViewProps, most: number) {
  const [more, setMore] = useState<readonly string[]>([]);
  const [next, setNext] = useState<Next>();
  const [attempt, setAttempt] = useState(0);
  const begun = [monthOf(today), ...more];
  const at = begun.at(-1) ?? monthOf(today);
  const { want } = availability;
  useEffect(() => want(at), [want, at]);

  const months = begun.flatMap((month) => [month, addMonths(month, 1)]);
  const isListed = (date: string) =>
    date >= today && months.includes(monthOf(date)) && !(hideWeekends && isWeekend(date));
  const dates = [...availability.days]
    .filter(([date, slots]) => slots.length && isListed(date))
    .map(([date]) => date)
    .sort();
  const isLoaded = isCached(availability, firstOf(at), lastOf(addMonths(at, 1)));
  const isSpent = isLoaded && dates.length <= most;
  const last = availability.days.get(dates.at(-1) ?? "")?.at(-1)?.start ?? "";
  const goOn = (slot: Slot) => {
    const month = monthOf(dateIn(slot.start, query.zone));
    if (months.includes(month)) availability.reload();
    else setMore([...more, month]);
  };
  useEffect(() => {
    if (!isSpent) return;
    let gone = false;
    const earliest = last && new Date(Date.parse(last) + 60_000).toISOString();
    nextVisibleSlot(query, hideWeekends, earliest || undefined).then(
      (found) => {
        if (gone) return;
        const slot = found && monthOf(dateIn(found.start, query.zone)) <= latest ? found : null;
        setNext({ after: last, slot });
        // An empty list has nothing to wait for.
        if (slot && !last) goOn(slot);
      },
      // The button stays, and asks again.
      () => !gone && setNext({ after: last, slot: undefined }),
    );
    return () => {
      gone = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the rest follows from these
  }, [isSpent, last, attempt]);

  const answer = isSpent && next?.after === last ? next : undefined;
  const go = () => {
    if (answer?.slot) goOn(answer.slot);
    else if (answer) setAttempt(attempt + 1);
  };
  return { dates, months: months.slice(-2), isLoaded, isEnd: answer?.slot === null, more: go };
}

/** The free days one below the other, to their very end. */
export function AgendaView(props: ViewProps) {
  const { availability } = props;
  const [most, setMost] = useState(AGENDA_DAYS);
  const { dates, months, isLoaded, isEnd, more } = useListed(props, most);
  const isComing = !isLoaded && dates.length < most && faultOf(availability, months) === undefined;
  return (
    <>
      <Trouble availability={availability} months={months} />
      <div class="agenda-view">
        <h2 class="unseen">{t("picker.times")}</h2>
        {dates.slice(0, most).map((date) => (
          <DayColumn key={date} {...props} date={date} />
        ))}
        {isComing && <SlotsSkeleton count={8} />}
        {isEnd && (
          <p class="muted" role="status">
            {dates.length ? t("picker.allShown") : t("picker.nothingAhead")}
          </p>
        )}
        {dates.length > 0 && !isEnd && (
          <button type="button" class="button" onClick={() => (setMost(most + AGENDA_DAYS), more())}>
            {t("picker.more")}
          </button>
        )}
      </div>
    </>
  );
}
