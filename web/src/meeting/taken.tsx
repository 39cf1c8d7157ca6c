import { useEffect, useRef } from "preact/hooks";

import type { ApiError } from "../api/client";
import type { Consultant, Slot } from "../api/types";
import { t } from "../i18n";
import { moment } from "../time/format";
import { zoneLabel } from "../time/zones";
import { words } from "../ui/notice";
import { nameOf } from "./labels";
import { When } from "./when";

interface TakenProps {
  refusal: ApiError;
  /** The time that was wanted. */
  lost: { start: string; end: string };
  zone: string;
  consultant: Consultant | undefined;
  consultants: readonly Consultant[];
  busy: boolean;
  /** The word on the buttons. */
  action: string;
  onChoose: (slot: Slot) => void;
  onSeeAll: () => void;
}

/** A time that is gone, with the nearest ones that are free: one tap takes one, nothing typed is lost. */
export function Taken(props: TakenProps) {
  const { refusal, lost, zone, consultant, consultants, busy, action, onChoose, onSeeAll } = props;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
    title.current?.scrollIntoView({ block: "center" });
  }, [refusal]);
  return (
    <section class="taken" aria-labelledby="taken-title" data-testid="taken">
      <h2 id="taken-title" tabIndex={-1} ref={title}>
        {words(refusal)}
      </h2>
      <p>
        {t("taken.lost", { time: moment(lost.start, lost.end, zone), zone: zoneLabel(zone, lost.start) })}{" "}
        {refusal.alternatives.length > 0 ? t("taken.near") : t("taken.none")}
      </p>
      <ul class="alternatives">
        {refusal.alternatives.map((slot) => {
          const who = consultants.find(({ id }) => id === slot.consultantId);
          const isOther = consultant?.id !== slot.consultantId;
          return (
            <li key={slot.start + slot.consultantId} data-testid={`alternative-${slot.start}`}>
              <div>
                <When
                  start={slot.start}
                  end={slot.end}
                  zone={zone}
                  theirs={who && { zone: who.timezone, name: who.firstName }}
                />
                {isOther && who && <p class="with">{t("taken.with", { name: nameOf(who) })}</p>}
              </div>
              <button
                type="button"
                class="button primary"
                disabled={busy}
                aria-label={`${action}: ${moment(slot.start, slot.end, zone)}${isOther && who ? `, ${nameOf(who)}` : ""}`}
                onClick={() => onChoose(slot)}
              >
                {action}
              </button>
            </li>
          );
        })}
      </ul>
      <button type="button" class="quiet" onClick={onSeeAll}>
        {t("taken.seeAll")}
      </button>
    </section>
  );
}
