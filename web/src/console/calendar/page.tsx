import { serverNow } from "../../api/client";
import { addDays, startOfWeek } from "../../time/dates";
import { dateHeading, dateIn, dateRange, firstWeekday } from "../../time/format";
import { zoneLabel } from "../../time/zones";
import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { useAccount } from "../frame/account";
import { read } from "../frame/api";
import { useCommands } from "../frame/commands";
import { useKeys } from "../frame/keys";
import { PageHead } from "../frame/shell";
import { Sign } from "../frame/sign";
import { Empty, When } from "../frame/states";
import type { Calendars } from "../frame/types";
import { t } from "../i18n";
import { Grid } from "./grid";

/** As many as the API shows side by side. */
const MOST = 20;

/** Which part of the calendar the address asks for. */
function useShown() {
  const query = useQuery();
  const { zone, me, consultants } = useAccount();
  const today = dateIn(serverNow(), zone);
  const known = consultants.filter(({ archived }) => !archived).map(({ id }) => id);
  const asked = query.getAll("consultantId").filter((id) => known.includes(id));
  const isWeek = (query.get("view") ?? (me.consultantId ? "week" : "day")) === "week";
  const date = /^\d{4}-\d\d-\d\d$/.test(query.get("date") ?? "") ? String(query.get("date")) : today;
  const first = me.consultantId ?? known[0];
  const people = isWeek
    ? [asked[0] ?? first].filter((id) => id !== undefined)
    : asked.length
      ? asked
      : known.slice(0, MOST);
  const from = isWeek ? startOfWeek(date, firstWeekday()) : date;
  return { isWeek, date, today, people, from, to: isWeek ? addDays(from, 6) : date, isOneAsked: asked.length === 1 };
}

/** Meetings in their hours: a day with the consultants side by side, or a consultant's week. */
export default function Calendar() {
  const { zone, consultants } = useAccount();
  const shown = useShown();
  const { isWeek, date, today, people, from, to } = shown;
  const parameters = { consultantId: people, from, to, timezone: zone };
  const calendars = useLoad(JSON.stringify(parameters), (signal) =>
    people.length ? read<Calendars>("/admin/calendar", { parameters, signal }) : Promise.resolve(undefined),
  );
  const step = (days: number) => go({ date: addDays(date, days) });
  useKeys({ ArrowLeft: () => step(isWeek ? -7 : -1), ArrowRight: () => step(isWeek ? 7 : 1) });
  useCommands([
    { text: t("calendar.day"), sign: "calendar", run: () => go({ view: "day" }) },
    { text: t("calendar.week"), sign: "calendar", run: () => go({ view: "week" }) },
  ]);
  return (
    <>
      <PageHead title={t("page.calendar")}>
        <span class="muted">{zoneLabel(zone, serverNow())}</span>
      </PageHead>
      <div class="calendar-bar">
        <div class="calendar-steps">
          <StepButton label={t("calendar.earlier")} sign="left" onClick={() => step(isWeek ? -7 : -1)} />
          <StepButton label={t("calendar.later")} sign="right" onClick={() => step(isWeek ? 7 : 1)} />
          <button type="button" class="button" disabled={date === today} onClick={() => go({ date: null })}>
            {t("page.today")}
          </button>
        </div>
        <h2 aria-live="polite">{isWeek ? dateRange(from, to) : dateHeading(date)}</h2>
        <label class="calendar-date">
          <span class="unseen">{t("calendar.date")}</span>
          <input
            type="date"
            value={date}
            onChange={(event) => event.currentTarget.value && go({ date: event.currentTarget.value })}
          />
        </label>
        <fieldset class="switch">
          <legend class="unseen">{t("calendar.view")}</legend>
          <div class="switch-choices">
            {(["day", "week"] as const).map((view) => (
              <label key={view}>
                <input
                  type="radio"
                  name="calendar-view"
                  checked={isWeek === (view === "week")}
                  onChange={() => go({ view, consultantId: view === "day" ? null : people.slice(0, 1) })}
                />
                <span>{t(`calendar.${view}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label class="filter">
          <span class="unseen">{t("bookings.consultant")}</span>
          <select
            value={isWeek || shown.isOneAsked ? people[0] : ""}
            data-testid="calendar-consultant"
            onChange={(event) => go({ consultantId: event.currentTarget.value })}
          >
            {!isWeek && <option value="">{t("calendar.everybody")}</option>}
            {consultants
              .filter(({ archived }) => !archived)
              .map(({ id, firstName, lastName }) => (
                <option key={id} value={id}>
                  {firstName} {lastName}
                </option>
              ))}
          </select>
        </label>
      </div>
      <When of={calendars} lines={10}>
        {(data) =>
          data ? (
            <Grid data={data} isWeek={isWeek} today={today} reload={calendars.reload} />
          ) : (
            <Empty title={t("calendar.nobody")} />
          )
        }
      </When>
    </>
  );
}

function StepButton({ label, sign, onClick }: { label: string; sign: "left" | "right"; onClick: () => void }) {
  return (
    <button type="button" class="button icon-only" aria-label={label} onClick={onClick}>
      <Sign name={sign} />
    </button>
  );
}
