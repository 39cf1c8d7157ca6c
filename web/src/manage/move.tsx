import { useEffect, useRef, useState } from "preact/hooks";

import type { Booking, Consultant, Site, Slot } from "../api/types";
import { t } from "../i18n";
import { nameOf } from "../meeting/labels";
import { Taken } from "../meeting/taken";
import { endOf, When } from "../meeting/when";
import { Picker, type View } from "../picker/picker";
import { ZonePicker } from "../picker/zone";
import { FaultNotice } from "../ui/notice";
import { type ChangeProps, useChange } from "./change";

interface MoveProps extends ChangeProps {
  consultants: Consultant[];
  consultant: Consultant | undefined;
  site: Site;
  zone: string;
  onZone: (zone: string) => void;
  onClose: () => void;
}

/** Another time, with the same consultant or another: the same picker as for booking, then one question. */
export function Move(props: MoveProps) {
  const { booking, consultants, consultant, zone, onClose } = props;
  const { failure, lost, busy, send, forget } = useChange(props);
  const [slot, setSlot] = useState<Slot>();
  const choose = (to: Slot | undefined) => {
    setSlot(to);
    forget();
  };
  const move = (to: Slot, consultantId: string) => {
    setSlot(to);
    void send("reschedule", { start: to.start, consultantId }, () => t("manage.moved"));
  };
  const [whom, setWhom] = useState(booking.consultantId);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [slot]);
  return (
    <section class="panel padded move" aria-labelledby="move-title">
      <h2 id="move-title" tabIndex={-1} ref={title}>
        {slot ? t("manage.moveConfirm") : t("manage.moveTitle")}
      </h2>
      {lost && slot && (
        <Taken
          refusal={lost}
          lost={{ start: slot.start, end: endOf(slot.start, booking.duration) }}
          {...{ zone, consultant, consultants, busy }}
          action={t("manage.moveHere")}
          onChoose={(to) => move(to, to.consultantId)}
          onSeeAll={() => choose(undefined)}
        />
      )}
      {slot && !lost && (
        <Confirm
          {...{ booking, slot, zone, consultant, consultants, whom, busy, failure }}
          onYes={() => move(slot, whom)}
          onBack={() => choose(undefined)}
        />
      )}
      {!slot && (
        <>
          <Times {...props} whom={whom} onWhom={setWhom} onPick={choose} />
          <button type="button" class="button" onClick={onClose}>
            {t("manage.keep")}
          </button>
        </>
      )}
    </section>
  );
}

interface TimesProps extends MoveProps {
  whom: string;
  onWhom: (id: string) => void;
  onPick: (slot: Slot) => void;
}

/** Consultant, time zone and slots. */
function Times({ access, booking, consultants, consultant, site, zone, onZone, whom, onWhom, onPick }: TimesProps) {
  const [date, setDate] = useState<string>();
  const [view, setView] = useState<View>("month");
  // Half of its own time may well be half of the next one. At its own start only somebody else would be a change.
  const isSame = whom === booking.consultantId || whom === "any";
  const moving = { ...access, start: isSame ? booking.start : undefined };
  const chooseWhom = (id: string) => {
    onWhom(id);
    setDate(undefined);
  };
  return (
    <>
      <div class="two">
        <Whom {...{ booking, consultants, whom }} onWhom={chooseWhom} />
        <div class="field">
          <span class="field-label">{t("zone.yours")}</span>
          <ZonePicker zone={zone} onZone={onZone} suggested={consultant ? [consultant.timezone] : []} />
        </div>
      </div>
      <Picker
        query={{ consultantId: whom, duration: booking.duration, meetingType: booking.meetingType, zone, moving }}
        consultant={consultants.find(({ id }) => id === whom)}
        date={date}
        onDate={setDate}
        view={view}
        onView={setView}
        hideWeekends={site.display?.hideWeekends ?? false}
        onPick={onPick}
      />
    </>
  );
}

interface WhomProps {
  booking: Booking;
  consultants: Consultant[];
  whom: string;
  onWhom: (id: string) => void;
}

/** The consultant may change too: only to those with such a meeting. */
function Whom({ booking, consultants, whom, onWhom }: WhomProps) {
  const others = consultants.filter(
    (one) =>
      one.id !== booking.consultantId &&
      one.meetingTypes.some((type) => type === booking.meetingType) &&
      one.durations.includes(booking.duration),
  );
  if (!others.length) return null;
  return (
    <div class="field">
      <label class="field-label" for="whom">
        {t("manage.with")}
      </label>
      <select id="whom" value={whom} onChange={(event) => onWhom(event.currentTarget.value)}>
        <option value={booking.consultantId}>{nameOf(booking.consultant)}</option>
        <option value="any">{t("anyone.name")}</option>
        {others.map((one) => (
          <option key={one.id} value={one.id}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ConfirmProps {
  booking: Booking;
  slot: Slot;
  zone: string;
  consultant: Consultant | undefined;
  consultants: Consultant[];
  whom: string;
  busy: boolean;
  failure: unknown;
  onYes: () => void;
  onBack: () => void;
}

/** From when to when, before anything happens. */
export function Confirm({
  booking,
  slot,
  zone,
  consultant,
  consultants,
  whom,
  busy,
  failure,
  onYes,
  onBack,
}: ConfirmProps) {
  const next = consultants.find(({ id }) => id === whom);
  const theirs = (one: Consultant | undefined) => one && { zone: one.timezone, name: one.firstName };
  return (
    <>
      <div class="two">
        <div class="from">
          <p class="muted">{t("manage.from")}</p>
          <When start={booking.start} end={booking.end} zone={zone} theirs={theirs(consultant)} />
        </div>
        <div>
          <p class="muted">{t("manage.to")}</p>
          <When start={slot.start} end={slot.end} zone={zone} theirs={theirs(next)} />
          {whom !== booking.consultantId && <p>{t("taken.with", { name: nameOf(next) })}</p>}
        </div>
      </div>
      {failure !== undefined && <FaultNotice error={failure} />}
      <div class="card-actions">
        <button type="button" class="button primary" disabled={busy} aria-busy={busy} onClick={onYes}>
          {t("manage.moveYes")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={onBack}>
          {t("details.otherTime")}
        </button>
      </div>
    </>
  );
}
