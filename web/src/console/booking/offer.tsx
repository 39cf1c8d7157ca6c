import { useState } from "preact/hooks";

import { dateIn, moment } from "../../time/format";
import { TextField } from "../../ui/field";
import { consultantName, useAccount } from "../frame/account";
import { Dialog } from "../frame/dialog";
import { Sign } from "../frame/sign";
import { named, t } from "../i18n";
import { ActionForm, type ActionDialogProps, useAct } from "./dialogs";
import { Refusal } from "./refusal";
import { type Chosen, isSame, Slots } from "./slots";
import { Whose } from "./whose";

/** The API's limit for one mail. */
const MOST = 5;

/** Mails the client other times; they choose one by the mail's links. */
export function OfferDialog(props: ActionDialogProps) {
  const { zone, can } = useAccount();
  const { booking } = props.answer.data;
  const [whose, setWhose] = useState(booking.consultantId);
  const [times, setTimes] = useState<readonly Chosen[]>([]);
  const [isOff, setOff] = useState(false);
  const [reason, setReason] = useState("");
  const { send, error, busy } = useAct("offer", props);
  const toggle = (time: Chosen) => {
    const others = times.filter((one) => !isSame(one, time));
    if (others.length < times.length) setTimes(others);
    else if (times.length < MOST) setTimes([...times, time].toSorted((a, b) => a.start.localeCompare(b.start)));
  };
  const submit = () => {
    const waive = [...new Set(times.flatMap((one) => one.waive))];
    void send({
      ...(times.length && {
        starts: times.map(({ start, consultantIds: [id = null] }) => ({ start, consultantId: id })),
      }),
      ...(isOff && { message: "unavailable" as const }),
      ...(waive.length && { waive }),
      ...(reason.trim() && { reason: reason.trim() }),
    });
  };
  return (
    <Dialog title={named("do", "offer")} size="wide" onClose={props.onClose}>
      <ActionForm action="offer" busy={busy} mayDo onClose={props.onClose} onSubmit={submit}>
        <p>{t("offer.what")}</p>
        <Whose own={booking.consultantId} value={whose} onValue={setWhose} />
        <Slots
          key={whose}
          consultantId={whose}
          duration={booking.duration}
          meetingType={booking.meetingType === "unknown" ? undefined : booking.meetingType}
          zone={zone}
          date={dateIn(booking.start, zone)}
          chosen={times}
          onChoose={toggle}
          mayWaive={can("waive_limits") && whose !== "any"}
        />
        <Times times={times} own={booking.consultantId} onRemove={toggle} />
        <label class="check">
          <input type="checkbox" checked={isOff} onChange={() => setOff(!isOff)} />
          <span>
            {t("offer.isOff")}
            <span class="hint block">{t("offer.isOffHint")}</span>
          </span>
        </label>
        <TextField
          id="offer-reason"
          label={t("cancel.reason")}
          hint={t("cancel.reasonHint")}
          value={reason}
          onValue={setReason}
          maxLength={500}
        />
        {error !== undefined && <Refusal error={error} onReload={props.onReload} />}
      </ActionForm>
    </Dialog>
  );
}

interface TimesProps {
  times: readonly Chosen[];
  own: string;
  onRemove: (time: Chosen) => void;
}

/** The times that were chosen, each with a way to take it out. */
function Times({ times, own, onRemove }: TimesProps) {
  const { zone, consultants } = useAccount();
  return (
    <div class="change" role="status" data-testid="offered-times">
      <p class="strong">{times.length ? t("offer.chosen", { count: times.length, most: MOST }) : t("offer.nearest")}</p>
      {times.length > 0 && (
        <ul class="filter-chips">
          {times.map((time) => {
            const [id = own] = time.consultantIds;
            const text = `${moment(time.start, time.end, zone)}${id === own ? "" : `, ${consultantName(consultants, id)}`}`;
            return (
              <li key={time.start + id}>
                <button
                  type="button"
                  class="filter-chip"
                  aria-label={t("bookings.remove", { text })}
                  onClick={() => onRemove(time)}
                >
                  {text}
                  <Sign name="close" />
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
