import { useState } from "preact/hooks";

import { moment, timeRange } from "../../time/format";
import { act, loadBooking } from "../booking/act";
import { waiverFor } from "../booking/slots";
import { clientTime, rowName } from "../bookings/labels";
import { consultantName, useAccount } from "../frame/account";
import { newKey } from "../frame/api";
import { Dialog } from "../frame/dialog";
import { Sign } from "../frame/sign";
import { complain, inTenSeconds, say } from "../frame/toast";
import type { BookingRow, StaffActionRequest } from "../frame/types";
import { named, t } from "../i18n";
import { type Broken, type Column, instantAt, type Target } from "./layout";

/** A move that was confirmed. */
export interface MoveRequest {
  row: BookingRow;
  body: StaffActionRequest;
}

/** Moves after ten seconds, unless it is stopped; at the state that was shown. */
export function useMove(reload: () => void) {
  const { zone } = useAccount();
  const [pending, setPending] = useState<string>();
  const start = ({ row, body }: MoveRequest) => {
    setPending(row.reference);
    const key = newKey();
    // The ETag is of now: a change by somebody else in the ten seconds is refused.
    const seen = loadBooking(row.reference);
    seen.catch(() => undefined);
    const run = async () => {
      try {
        const { etag, data } = await seen;
        if (data.booking.start !== row.start) throw new Error("it was moved before it was dropped");
        await act(row.reference, "reschedule", body, { ifMatch: etag, key });
        say(named("did", "reschedule"));
      } catch (error) {
        complain(error);
      }
      setPending(undefined);
      reload();
    };
    const end = new Date(Date.parse(body.start ?? row.start) + row.duration * 60_000).toISOString();
    const time = timeRange(body.start ?? row.start, end, zone);
    inTenSeconds(
      t("calendar.moving", { name: rowName(row), time }),
      () => void run(),
      () => setPending(undefined),
    );
  };
  return { pending, start };
}

interface ConfirmProps {
  target: Target;
  column: Column;
  why: Broken;
  onClose: () => void;
  onYes: (request: MoveRequest) => void;
}

/** From when to when, for the client too, and the rule that is against it. A drop never commits by itself. */
export function ConfirmMove({ target, column, why, onClose, onYes }: ConfirmProps) {
  const { zone, consultants, can } = useAccount();
  const { row } = target;
  const start = instantAt(column.day.date, target.from, zone);
  const end = new Date(Date.parse(start) + row.duration * 60_000).toISOString();
  const other = column.consultantId === row.consultantId ? undefined : column.consultantId;
  const waiver = why && waiverFor(why);
  const isPossible = !why || (waiver !== undefined && can("waive_limits"));
  const yes = () =>
    onYes({
      row,
      body: { start, ...(other && { consultantId: other }), ...(waiver && { waive: [waiver] }) },
    });
  return (
    <Dialog title={t("calendar.moveTitle", { name: rowName(row) })} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), isPossible && yes())}>
        <div class="change">
          <p class="old">
            {moment(row.start, row.end, zone)}, {consultantName(consultants, row.consultantId)}
          </p>
          <p class="strong">
            <Sign name="move" /> {moment(start, end, zone)}, {consultantName(consultants, column.consultantId)}
          </p>
          <p class="muted small">{clientTime({ start, timezone: row.timezone }, zone)}</p>
        </div>
        {why && (
          <p class={isPossible ? "notice" : "notice fault"} role="alert">
            {named("reason", why)}
            {isPossible && waiver && ` · ${t("booking.waived", { rules: named("waiver", waiver) })}`}
          </p>
        )}
        <p class="muted small">{t("calendar.toldLater")}</p>
        <div class="box-actions">
          <button type="button" class="button" onClick={onClose}>
            {t("action.back")}
          </button>
          <button type="submit" class="button primary" data-testid="confirm-move" disabled={!isPossible}>
            {named("do", "reschedule")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
