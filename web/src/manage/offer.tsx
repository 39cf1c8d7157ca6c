import { useEffect, useRef, useState } from "preact/hooks";

import type { BookingAnswer, Consultant, Offer as OfferOf, OfferedTime, Slot } from "../api/types";
import { t } from "../i18n";
import { Taken } from "../meeting/taken";
import { When } from "../meeting/when";
import { moment, shortMoment } from "../time/format";
import { zoneLabel } from "../time/zones";
import { FaultNotice } from "../ui/notice";
import type { Wanted } from "./access";
import { type ChangeProps, useChange } from "./change";
import { Confirm } from "./move";

interface OfferProps extends ChangeProps {
  offer: OfferOf;
  /** The time of the mail's link. */
  wanted: Wanted | undefined;
  consultants: Consultant[];
  consultant: Consultant | undefined;
  zone: string;
}

const slotOf = ({ start, end, consultantId }: OfferedTime): Slot => ({ start, end, consultantId, available: true });

/** The offered time of a link, if it is offered still. */
export const timeOf = (offer: OfferOf, wanted: Wanted | undefined) =>
  offer.starts.find(({ start, consultantId }) => start === wanted?.start && consultantId === wanted.consultantId);

/** Times that the company offers: the client takes one of them, or none. Only the last button changes anything. */
export function Offer(props: OfferProps) {
  const { booking, offer, wanted, zone, consultant, consultants } = props;
  const { failure, lost, busy, send, forget } = useChange(props);
  const linked = timeOf(offer, wanted);
  const [slot, setSlot] = useState<Slot | undefined>(linked && slotOf(linked));
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (slot) title.current?.focus();
  }, [slot]);
  const choose = (to: Slot | undefined) => {
    setSlot(to);
    forget();
  };
  const moved = () => t("manage.moved");
  const take = (to: Slot) => {
    setSlot(to);
    const { start, consultantId } = to;
    // Beside those that are offered, a refusal may name others.
    const isOffered = timeOf(offer, { start, consultantId }) !== undefined;
    const body = isOffered ? { offerId: offer.id, start, consultantId } : { start, consultantId };
    void send(isOffered ? "offer" : "reschedule", body, moved);
  };
  const declined = ({ booking: now }: BookingAnswer) =>
    t(now.status === "cancelled" ? "manage.cancelled" : "offer.declined");
  const decline = () => void send("offer", { offerId: offer.id, decline: true }, declined);
  return (
    <section class="panel padded move offer" aria-labelledby="offer-title" data-testid="offer">
      <h2 id="offer-title" tabIndex={-1} ref={title}>
        {slot && !lost ? t("manage.moveConfirm") : t(offer.isOff ? "offer.titleOff" : "offer.title")}
      </h2>
      {lost && slot && (
        <Taken
          refusal={lost}
          lost={slot}
          {...{ zone, consultant, consultants, busy }}
          action={t("manage.moveHere")}
          onChoose={take}
          onSeeAll={() => choose(undefined)}
        />
      )}
      {slot && !lost && (
        <Confirm
          {...{ booking, slot, zone, consultant, consultants, busy, failure }}
          whom={slot.consultantId}
          onYes={() => take(slot)}
          onBack={() => choose(undefined)}
        />
      )}
      {!slot && <Times {...{ offer, zone, consultants, busy, failure }} onPick={choose} onNone={decline} />}
    </section>
  );
}

interface TimesProps {
  offer: OfferOf;
  zone: string;
  consultants: Consultant[];
  busy: boolean;
  failure: unknown;
  onPick: (slot: Slot) => void;
  onNone: () => void;
}

function Times({ offer, zone, consultants, busy, failure, onPick, onNone }: TimesProps) {
  const until = `${shortMoment(offer.endsAt, zone)} (${zoneLabel(zone, offer.endsAt)})`;
  return (
    <>
      {offer.reason && <p>{offer.reason}</p>}
      <p>{t(offer.isOff ? "offer.textOff" : "offer.text", { until })}</p>
      <ul class="alternatives">
        {offer.starts.map((time) => {
          const who = consultants.find(({ id }) => id === time.consultantId);
          const label = `${t("offer.take")}: ${moment(time.start, time.end, zone)}`;
          return (
            <li key={time.start + time.consultantId} data-testid={`offered-${time.start}`}>
              <div>
                <When
                  start={time.start}
                  end={time.end}
                  zone={zone}
                  theirs={who && { zone: who.timezone, name: who.firstName }}
                />
                {time.consultantName && <p class="with">{t("taken.with", { name: time.consultantName })}</p>}
              </div>
              <button
                type="button"
                class="button primary"
                disabled={busy}
                aria-label={time.consultantName ? `${label}, ${time.consultantName}` : label}
                onClick={() => onPick(slotOf(time))}
              >
                {t("offer.take")}
              </button>
            </li>
          );
        })}
      </ul>
      {failure !== undefined && <FaultNotice error={failure} />}
      <button type="button" class={offer.isOff ? "button danger" : "button"} disabled={busy} onClick={onNone}>
        {t(offer.isOff ? "offer.noneOff" : "offer.none")}
      </button>
    </>
  );
}
