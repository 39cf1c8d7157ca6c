import { useState } from "preact/hooks";

import { get, serverNow } from "../../api/client";
import type { Availability, Slot } from "../../api/types";
import { addDays } from "../../time/dates";
import { dateHeading, dateIn, dateRange, time } from "../../time/format";
import { useLoad } from "../../ui/load";
import { Sign } from "../frame/sign";
import { When } from "../frame/states";
import type { Waiver } from "../frame/types";
import { named, t } from "../i18n";

/** A time that was chosen. */
export interface Chosen {
  start: string;
  end: string;
  /** Who is free then. */
  consultantIds: readonly string[];
  /** The rules that don't count for it. */
  waive: readonly Waiver[];
}

type Time = Pick<Chosen, "start" | "consultantIds">;

export const isSame = (one: Time, other: Time) =>
  one.start === other.start && one.consultantIds.includes(other.consultantIds[0] ?? "");

/** Days shown at once. */
const DAYS = 7;

/** The waiver that makes a time possible which isn't offered; none for times that are taken. */
const WAIVERS: Readonly<Record<string, Waiver>> = {
  notice: "notice",
  horizon: "horizon",
  limit: "limit",
  outside_hours: "hours",
  off_grid: "hours",
  holiday: "hours",
  blocked: "hours",
  not_accepting: "hours",
};

export const waiverFor = (reason: string | undefined): Waiver | undefined => WAIVERS[reason ?? ""];

interface SlotsProps {
  /** Ids, or `any`. */
  consultantId: string;
  duration: number;
  meetingType?: string | undefined;
  zone: string;
  /** A date to begin with. */
  date?: string;
  chosen: readonly Chosen[] | Chosen | undefined;
  onChoose: (chosen: Chosen) => void;
  /** Whether times that aren't offered may be chosen too. */
  mayWaive: boolean;
}

/** Times of a week, by the same rules as clients see them; with a right to it, also those that aren't offered. */
export function Slots({ consultantId, duration, meetingType, zone, date, chosen, onChoose, mayWaive }: SlotsProps) {
  const today = dateIn(serverNow(), zone);
  const [from, setFrom] = useState(date && date > today ? date : today);
  const [everything, setEverything] = useState(false);
  const to = addDays(from, DAYS - 1);
  const parameters = {
    consultantId,
    duration,
    from,
    to,
    timezone: zone,
    ...(meetingType && { meetingType }),
    ...(everything && { include: "unavailable" }),
  };
  const days = useLoad(JSON.stringify(parameters), (signal) =>
    get<Availability>("/availability", { parameters, signal, cache: "no-store" }),
  );
  return (
    <section class="slot-picker" aria-label={t("slots.title")}>
      <div class="slot-head">
        <button
          type="button"
          class="button icon-only"
          aria-label={t("calendar.earlier")}
          disabled={from <= today}
          onClick={() => setFrom(addDays(from, -DAYS) < today ? today : addDays(from, -DAYS))}
        >
          <Sign name="left" />
        </button>
        <p class="strong" role="status">
          {dateRange(from, to)}
        </p>
        <button
          type="button"
          class="button icon-only"
          aria-label={t("calendar.later")}
          onClick={() => setFrom(addDays(from, DAYS))}
        >
          <Sign name="right" />
        </button>
        <label class="slot-date">
          <span class="unseen">{t("slots.date")}</span>
          <input
            type="date"
            min={today}
            value={from}
            onChange={(event) => event.currentTarget.value >= today && setFrom(event.currentTarget.value)}
          />
        </label>
      </div>
      {mayWaive && (
        <label class="check">
          <input type="checkbox" checked={everything} onChange={() => setEverything(!everything)} />
          <span>{t("slots.everything")}</span>
        </label>
      )}
      <When of={days} lines={3}>
        {(data) => {
          const some = data.days.filter(({ slots }) => slots.length > 0);
          if (some.length === 0) return <p class="muted">{t("slots.none")}</p>;
          return some.map(({ date: on, slots }) => (
            <div key={on} class="slot-day">
              <h3>{dateHeading(on)}</h3>
              <ul>
                {slots.map((slot) => (
                  <li key={slot.start + slot.consultantId}>
                    <SlotButton {...{ slot, zone, chosen, onChoose }} />
                  </li>
                ))}
              </ul>
            </div>
          ));
        }}
      </When>
    </section>
  );
}

interface SlotButtonProps {
  slot: Slot;
  zone: string;
  chosen: readonly Chosen[] | Chosen | undefined;
  onChoose: (chosen: Chosen) => void;
}

function SlotButton({ slot, zone, chosen, onChoose }: SlotButtonProps) {
  const { start, end, available, conflictReason } = slot;
  const waiver = waiverFor(conflictReason);
  const consultantIds = slot.consultantIds ?? [slot.consultantId];
  const why = available ? undefined : named("reason", conflictReason ?? "");
  return (
    <button
      type="button"
      class={available ? "slot-button" : "slot-button waived"}
      aria-pressed={[chosen ?? []].flat().some((one) => isSame(one, { start, consultantIds }))}
      disabled={!available && !waiver}
      data-testid={`slot-${start}`}
      title={why}
      onClick={() => onChoose({ start, end, consultantIds, waive: waiver ? [waiver] : [] })}
    >
      {time(start, zone)}
      {why && <span class="slot-why">{why}</span>}
    </button>
  );
}
