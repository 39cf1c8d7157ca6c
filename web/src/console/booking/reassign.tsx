import { useState } from "preact/hooks";

import { get } from "../../api/client";
import type { Availability } from "../../api/types";
import { dateIn, moment } from "../../time/format";
import { useLoad } from "../../ui/load";
import { useAccount } from "../frame/account";
import { Dialog } from "../frame/dialog";
import type { Waiver } from "../frame/types";
import { n, named, t } from "../i18n";
import { ActionForm, type ActionDialogProps, useAct } from "./dialogs";
import { Refusal } from "./refusal";

/** To a colleague at the same time: those who are free come first. */
export function ReassignDialog(props: ActionDialogProps) {
  const { zone, consultants } = useAccount();
  const { booking } = props.answer.data;
  const { start, duration, meetingType } = booking;
  const [to, setTo] = useState("any");
  const { send, error, busy } = useAct("reassign", props);
  const date = dateIn(start, zone);
  const parameters = { consultantId: "any", from: date, to: date, timezone: zone, duration };
  const slots = useLoad(start, (signal) =>
    get<Availability>("/availability", {
      parameters: { ...parameters, ...(meetingType !== "unknown" && { meetingType }) },
      signal,
      cache: "no-store",
    }),
  );
  const at = slots.data?.days.flatMap((day) => day.slots).find((slot) => Date.parse(slot.start) === Date.parse(start));
  const free = new Set(at?.consultantIds ?? []);
  const others = consultants
    .filter(({ id, archived }) => id !== booking.consultantId && !archived)
    .toSorted((one, other) => Number(free.has(other.id)) - Number(free.has(one.id)));
  const submit = (waive: Waiver[] = []) => void send({ consultantId: to, ...(waive.length && { waive }) });
  return (
    <Dialog title={named("do", "reassign")} onClose={props.onClose}>
      <ActionForm action="reassign" busy={busy} mayDo onClose={props.onClose} onSubmit={() => submit()}>
        <p>{moment(start, booking.end, zone)}</p>
        <fieldset class="radio-list">
          <legend class="field-label">{t("reassign.to")}</legend>
          <label class="check">
            <input type="radio" name="to" value="any" checked={to === "any"} onChange={() => setTo("any")} />
            <span>
              {t("move.anyone")}
              {slots.data && <span class="hint block">{n("reassign.free", free.size)}</span>}
            </span>
          </label>
          {others.map(({ id, firstName, lastName, load }) => (
            <label key={id} class="check">
              <input type="radio" name="to" value={id} checked={to === id} onChange={() => setTo(id)} />
              <span>
                {firstName} {lastName}
                <span class="hint block">
                  {[
                    slots.data && t(free.has(id) ? "reassign.isFree" : "reassign.notFree"),
                    load && n("reassign.load", load.thisWeek),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <p class="muted small">{t("move.told")}</p>
        {error !== undefined && <Refusal error={error} onReload={props.onReload} onWaive={submit} />}
      </ActionForm>
    </Dialog>
  );
}
