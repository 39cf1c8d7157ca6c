import { useState } from "preact/hooks";

import { dateLong } from "../../time/format";
import { Sign } from "../frame/sign";
import { n, t } from "../i18n";
import { Line, Tick } from "../kit/fields";
import type { Schedule, WorkingTime } from "../kit/types";
import { withHoliday } from "./hours";
import { Spans } from "./week";

interface ExceptionsProps {
  schedule: Schedule;
  holidays: WorkingTime["holidays"];
  onSchedule: (schedule: Schedule) => void;
}

/** Days that differ: with hours of their own, absences, holidays. */
export function Exceptions({ schedule, holidays, onSchedule }: ExceptionsProps) {
  return (
    <section class="panel padded" aria-labelledby="exceptions-title">
      <h2 id="exceptions-title">{t("hours.exceptions")}</h2>
      <Dates {...{ schedule, onSchedule }} />
      <Blackouts {...{ schedule, onSchedule }} />
      {holidays.length > 0 && (
        <details>
          <summary>{n("hours.holidays", holidays.filter(({ on }) => on).length)}</summary>
          {holidays.map(({ date, name, kind, on }) => (
            <Tick
              key={`${date} ${name}`}
              checked={on}
              disabled={kind === "own"}
              onChecked={(checked) => onSchedule(withHoliday(schedule, date, checked))}
            >
              {name} <span class="muted">{dateLong(date)}</span>
            </Tick>
          ))}
        </details>
      )}
    </section>
  );
}

type Part = Omit<ExceptionsProps, "holidays">;

function Dates({ schedule, onSchedule }: Part) {
  const exceptions = schedule.exceptions ?? [];
  const [date, setDate] = useState("");
  const set = (next: typeof exceptions) =>
    onSchedule({ ...schedule, exceptions: [...next].sort((a, b) => (a.date < b.date ? -1 : 1)) });
  return (
    <>
      {exceptions.map((one) => (
        <div key={one.date} class="day-hours" role="group" aria-label={dateLong(one.date)}>
          <h3>{dateLong(one.date)}</h3>
          <div class="day-spans">
            {!one.windows?.length && <p class="muted">{t("hours.off")}</p>}
            <Spans
              spans={one.windows ?? []}
              label={t("hours.window")}
              onSpans={(windows) => set(exceptions.map((it) => (it === one ? { ...one, windows } : it)))}
            />
            <div class="card-actions">
              <button
                type="button"
                class="quiet"
                onClick={() =>
                  set(
                    exceptions.map((it) =>
                      it === one ? { ...one, windows: [...(one.windows ?? []), { start: "09:00", end: "12:00" }] } : it,
                    ),
                  )
                }
              >
                <Sign name="plus" /> {t("hours.window")}
              </button>
              <button type="button" class="quiet" onClick={() => set(exceptions.filter((it) => it !== one))}>
                {t("hours.asUsual")}
              </button>
            </div>
          </div>
        </div>
      ))}
      <div class="add-line">
        <Line label={t("hours.otherDay")} type="date" value={date} onValue={setDate} />
        <button
          type="button"
          class="button"
          disabled={!date || exceptions.some((one) => one.date === date)}
          onClick={() => (set([...exceptions, { date, windows: [] }]), setDate(""))}
        >
          {t("hours.addDay")}
        </button>
      </div>
    </>
  );
}

function Blackouts({ schedule, onSchedule }: Part) {
  const blackouts = schedule.blackouts ?? [];
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const set = (next: typeof blackouts) => onSchedule({ ...schedule, blackouts: next });
  return (
    <>
      {blackouts.length > 0 && (
        <ul class="plain">
          {blackouts.map((one) => (
            <li key={`${one.from} ${one.to} ${one.absence ?? ""}`}>
              <span>
                {dateLong(one.from)} – {dateLong(one.to)}
                {one.reason && <span class="muted small block">{one.reason}</span>}
              </span>
              {one.absence ? (
                <span class="muted small">{t("hours.ofTeam")}</span>
              ) : (
                <button
                  type="button"
                  class="button icon-only"
                  aria-label={`${t("hours.remove")}: ${dateLong(one.from)}`}
                  onClick={() => set(blackouts.filter((it) => it !== one))}
                >
                  <Sign name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div class="add-line">
        <Line label={t("hours.awayFrom")} type="date" value={from} onValue={setFrom} />
        <Line label={t("hours.awayTo")} type="date" value={to} min={from} onValue={setTo} />
        <button
          type="button"
          class="button"
          disabled={!from || (to !== "" && to < from)}
          onClick={() => (set([...blackouts, { from, to: to || from }]), setFrom(""), setTo(""))}
        >
          {t("hours.addAway")}
        </button>
      </div>
    </>
  );
}
