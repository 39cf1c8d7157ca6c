import type { Consultant, Slot } from "../api/types";
import { t } from "../i18n";
import { dateIn, dateLong, hourIn, sameWallTime, shortDay, time, timeRange } from "../time/format";
import { offset, place } from "../time/zones";

export interface SlotsProps {
  slots: Slot[];
  /** The reader's zone. */
  zone: string;
  /** Their local time is shown where it differs; undefined for "any". */
  consultant?: Consultant | undefined;
  /** The consultants of these times, if several: each time is chosen with a name. */
  several?: readonly Consultant[] | undefined;
  picked?: string | undefined;
  onPick: (slot: Slot) => void;
  /** Without the consultant's own time on every button. */
  compact?: boolean;
}

/** The time as the reader sees it; with the offset where the clocks go back and one time comes twice. */
function labels(slots: Slot[], zone: string): string[] {
  const plain = slots.map((slot) => time(slot.start, zone));
  return plain.map((label, at) => {
    const slot = slots[at];
    const isDouble = plain.indexOf(label) !== plain.lastIndexOf(label);
    return isDouble && slot ? `${label} ${offset(zone, slot.start)}` : label;
  });
}

/** The consultant's own time as "10:30 in Berlin", with the day where that differs too. */
export function theirTime(slot: Slot, zone: string, consultant: Consultant | undefined): string {
  if (!consultant || sameWallTime(slot.start, zone, consultant.timezone)) return "";
  const theirs = time(slot.start, consultant.timezone);
  const isSameDay = dateIn(slot.start, zone) === dateIn(slot.start, consultant.timezone);
  const when = isSameDay ? theirs : `${shortDay(slot.start, consultant.timezone)}, ${theirs}`;
  return t("picker.theirTime", { time: when, place: place(consultant.timezone) });
}

/** Each start once, with the names of those who are free then. */
function SlotsOfSeveral({ slots, zone, several = [], onPick, compact = false }: SlotsProps) {
  const starts = slots.filter((slot, at) => slots.findIndex(({ start }) => start === slot.start) === at);
  const names = labels(starts, zone);
  return (
    <ul class={compact ? "slots-of-several compact" : "slots-of-several"}>
      {starts.map(({ start }, at) => (
        <li key={start}>
          <span class="slot-time" id={`at-${start}`}>
            {names[at]}
            <span class="unseen">, {dateLong(dateIn(start, zone))}</span>
          </span>
          <ul aria-labelledby={`at-${start}`}>
            {slots
              .filter((slot) => slot.start === start)
              .map((slot) => (
                <li key={slot.consultantId}>
                  <button
                    type="button"
                    class="slot"
                    aria-describedby={`at-${start}`}
                    data-testid={`slot-${start}-${slot.consultantId}`}
                    onClick={() => onPick(slot)}
                  >
                    {several.find(({ id }) => id === slot.consultantId)?.firstName ?? slot.consultantId}
                  </button>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Free times as buttons. */
export function Slots(props: SlotsProps) {
  const { slots, zone, consultant, several, picked, onPick, compact = false } = props;
  if (several) return <SlotsOfSeveral {...props} />;
  const names = labels(slots, zone);
  return (
    <ul class={compact ? "slots compact" : "slots"}>
      {slots.map((slot, at) => {
        const theirs = theirTime(slot, zone, consultant);
        return (
          <li key={slot.start}>
            <button
              type="button"
              class="slot"
              aria-pressed={picked === undefined ? undefined : picked === slot.start}
              data-testid={`slot-${slot.start}`}
              onClick={() => onPick(slot)}
            >
              <span class="slot-time">{names[at]}</span>
              <span class="unseen">, {dateLong(dateIn(slot.start, zone))}</span>
              {theirs && <span class="unseen">, </span>}
              {theirs && <span class={compact ? "unseen" : "slot-theirs"}>{theirs}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The same, under headings for the parts of the day. */
export function SlotsByPart(props: SlotsProps) {
  const parts = [
    { title: t("part.morning"), slots: props.slots.filter(({ start }) => hourIn(start, props.zone) < 12) },
    {
      title: t("part.afternoon"),
      slots: props.slots.filter(({ start }) => hourIn(start, props.zone) >= 12 && hourIn(start, props.zone) < 17),
    },
    { title: t("part.evening"), slots: props.slots.filter(({ start }) => hourIn(start, props.zone) >= 17) },
  ];
  return (
    <div class="parts">
      {parts.map(
        ({ title, slots }) =>
          slots.length > 0 && (
            <section key={title}>
              <h3>{title}</h3>
              <Slots {...props} slots={slots} />
            </section>
          ),
      )}
    </div>
  );
}

/** As large as some slots, until they are there. */
export function SlotsSkeleton({ count = 6 }: { count?: number }) {
  return (
    <div class="slots" aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} class="skeleton slot-size" />
      ))}
    </div>
  );
}

/** A slot that is offered in place of another, with everything said. */
export function slotWords(slot: Slot, zone: string): string {
  return `${dateLong(dateIn(slot.start, zone))}, ${timeRange(slot.start, slot.end, zone)}`;
}
