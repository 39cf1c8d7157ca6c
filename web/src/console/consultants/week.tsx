import { weekdayOf } from "../../time/format";
import { Sign } from "../frame/sign";
import { t } from "../i18n";
import type { Schedule, Span } from "../kit/types";
import { copied, type Day, DAYS, hoursOf, isInOrder, nextSpan, withHours } from "./hours";

interface WeekProps {
  schedule: Schedule;
  onSchedule: (schedule: Schedule) => void;
}

/** The hours of an ordinary week. */
export function Week({ schedule, onSchedule }: WeekProps) {
  return (
    <section class="panel padded" aria-labelledby="week-title">
      <h2 id="week-title">{t("hours.week")}</h2>
      {DAYS.map((day, at) => (
        <OneDay key={day} day={day} name={weekdayOf(at + 1, "long")} {...{ schedule, onSchedule }} />
      ))}
    </section>
  );
}

function OneDay({ day, name, schedule, onSchedule }: WeekProps & { day: Day; name: string }) {
  const { windows = [], breaks = [] } = hoursOf(schedule, day);
  const set = (windows: Span[], breaks: Span[]) => onSchedule(withHours(schedule, day, { windows, breaks }));
  const copyTo = (to: string) => {
    const targets = to === "weekdays" ? DAYS.slice(0, 5) : to === "all" ? DAYS : [to as Day];
    onSchedule(
      copied(
        schedule,
        day,
        targets.filter((one) => one !== day),
      ),
    );
  };
  return (
    <div class="day-hours" role="group" aria-label={name}>
      <h3>{name}</h3>
      <div class="day-spans">
        {windows.length === 0 && <p class="muted">{t("hours.off")}</p>}
        <Spans spans={windows} label={t("hours.window")} onSpans={(spans) => set(spans, breaks)} />
        {breaks.length > 0 && <p class="muted small">{t("hours.breaks")}</p>}
        <Spans spans={breaks} label={t("hours.break")} onSpans={(spans) => set(windows, spans)} />
        {!(isInOrder(windows) && isInOrder(breaks)) && <p class="error">{t("hours.disorder")}</p>}
        <div class="card-actions">
          <button type="button" class="quiet" onClick={() => set([...windows, nextSpan(windows)], breaks)}>
            <Sign name="plus" /> {t("hours.window")}
            <span class="unseen">, {name}</span>
          </button>
          {windows.length > 0 && (
            <button
              type="button"
              class="quiet"
              onClick={() => set(windows, [...breaks, { start: "12:00", end: "13:00" }])}
            >
              <Sign name="plus" /> {t("hours.break")}
              <span class="unseen">, {name}</span>
            </button>
          )}
          <select
            class="copy-to"
            aria-label={t("hours.copyDay", { day: name })}
            value=""
            onChange={(event) => copyTo(event.currentTarget.value)}
          >
            <option value="" disabled>
              {t("hours.copy")}
            </option>
            <option value="weekdays">{t("hours.toWeekdays")}</option>
            <option value="all">{t("hours.toAll")}</option>
            {DAYS.map((one, at) => one !== day && <option value={one}>{weekdayOf(at + 1, "long")}</option>)}
          </select>
        </div>
      </div>
    </div>
  );
}

interface SpansProps {
  spans: readonly Span[];
  /** What one of them is, for screen readers. */
  label: string;
  onSpans: (spans: Span[]) => void;
}

/** Times from … to, each as two fields. */
export function Spans({ spans, label, onSpans }: SpansProps) {
  const change = (at: number, part: Partial<Span>) =>
    onSpans(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  return (
    <>
      {spans.map((span, at) => (
        <div key={at} class="span" role="group" aria-label={`${label} ${at + 1}`}>
          <input
            type="time"
            aria-label={t("bookings.from")}
            value={span.start}
            onInput={(event) => event.currentTarget.value && change(at, { start: event.currentTarget.value })}
          />
          <span aria-hidden="true">–</span>
          <input
            type="time"
            aria-label={t("hours.end")}
            // A day's end is 24:00, which a time field can't show.
            value={span.end === "24:00" ? "00:00" : span.end}
            onInput={(event) => {
              const { value } = event.currentTarget;
              if (value) change(at, { end: value === "00:00" ? "24:00" : value });
            }}
          />
          <button
            type="button"
            class="button icon-only"
            aria-label={`${t("hours.remove")}: ${label} ${at + 1}`}
            onClick={() => onSpans(spans.filter((_, index) => index !== at))}
          >
            <Sign name="close" />
          </button>
        </div>
      ))}
    </>
  );
}
