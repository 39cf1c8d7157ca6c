import { useEffect, useRef, useState } from "preact/hooks";

import { dateIn, moment } from "../../time/format";
import { TextField } from "../../ui/field";
import { consultantName, useAccount } from "../frame/account";
import { Dialog } from "../frame/dialog";
import { Sign } from "../frame/sign";
import type { Waiver } from "../frame/types";
import { named, t } from "../i18n";
import { clientTime } from "../bookings/labels";
import { ActionForm, type ActionDialogProps, useAct } from "./dialogs";
import { Refusal } from "./refusal";
import { type Chosen, Slots } from "./slots";
import { Whose } from "./whose";

/** To another time: with the same consultant, or with whoever is free then. */
export function MoveDialog(props: ActionDialogProps) {
  const { zone, consultants, can } = useAccount();
  const { booking } = props.answer.data;
  const [whose, setWhose] = useState(booking.consultantId);
  const [chosen, setChosen] = useState<Chosen>();
  const [reason, setReason] = useState("");
  const { send, error, busy } = useAct("reschedule", props);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => summary.current?.scrollIntoView({ block: "nearest" }), [chosen]);
  const other = chosen && !chosen.consultantIds.includes(booking.consultantId) ? chosen.consultantIds[0] : undefined;
  const submit = (waive: readonly Waiver[] = []) => {
    if (!chosen) return;
    const rules = [...new Set([...chosen.waive, ...waive])];
    void send({
      start: chosen.start,
      ...(other && { consultantId: other }),
      ...(rules.length && { waive: rules }),
      ...(reason.trim() && { reason: reason.trim() }),
    });
  };
  return (
    <Dialog title={named("do", "reschedule")} size="wide" onClose={props.onClose}>
      <ActionForm
        action="reschedule"
        busy={busy}
        mayDo={chosen !== undefined}
        onClose={props.onClose}
        onSubmit={() => submit()}
      >
        <Whose own={booking.consultantId} value={whose} onValue={(value) => (setWhose(value), setChosen(undefined))} />
        <Slots
          key={whose}
          consultantId={whose}
          duration={booking.duration}
          meetingType={booking.meetingType === "unknown" ? undefined : booking.meetingType}
          zone={zone}
          date={dateIn(booking.start, zone)}
          chosen={chosen}
          onChoose={setChosen}
          mayWaive={can("waive_limits") && whose !== "any"}
        />
        {chosen && (
          <div ref={summary} class="change" data-testid="change">
            <p class="old">{moment(booking.start, booking.end, zone)}</p>
            <p class="strong">
              <Sign name="move" /> {moment(chosen.start, chosen.end, zone)}
              {other && `, ${consultantName(consultants, other)}`}
            </p>
            {clientTime({ start: chosen.start, timezone: booking.timezone }, zone) && (
              <p class="muted small">{clientTime({ start: chosen.start, timezone: booking.timezone }, zone)}</p>
            )}
            {chosen.waive.length > 0 && (
              <p class="small">
                {t("booking.waived", { rules: chosen.waive.map((it) => named("waiver", it)).join(", ") })}
              </p>
            )}
            <p class="muted small">{t("move.told")}</p>
          </div>
        )}
        <TextField
          id="move-reason"
          label={t("cancel.reason")}
          hint={t("cancel.reasonHint")}
          value={reason}
          onValue={setReason}
          maxLength={500}
        />
        {error !== undefined && <Refusal error={error} onReload={props.onReload} onWaive={submit} />}
      </ActionForm>
    </Dialog>
  );
}
