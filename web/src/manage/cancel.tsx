import { useEffect, useRef, useState } from "preact/hooks";

import { bookingPath, post, ApiError } from "../api/client";
import type { Booking, BookingAnswer } from "../api/types";
import { t } from "../i18n";
import { cleanLines } from "../ui/clean";
import { TextArea } from "../ui/field";
import { FaultNotice } from "../ui/notice";
import { type Access, CHANGED_ELSEWHERE } from "./access";

interface CancelProps {
  access: Access;
  booking: Booking;
  onChanged: (answer: BookingAnswer, words: string) => void;
  onStale: (refusal: ApiError) => void;
  onClose: () => void;
}

export function Cancel({ access, booking, onChanged, onStale, onClose }: CancelProps) {
  const [reason, setReason] = useState("");
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      const body = { reason: cleanLines(reason) || undefined };
      const answer = await post<BookingAnswer>(bookingPath(booking.reference, "cancel"), body, { token: access.token });
      onChanged(answer, t("manage.cancelled"));
    } catch (error) {
      if (error instanceof ApiError && CHANGED_ELSEWHERE.includes(error.code)) return onStale(error);
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <form class="panel padded" aria-labelledby="cancel-title" onSubmit={(event) => void onSubmit(event)}>
      <h2 id="cancel-title" tabIndex={-1} ref={title}>
        {t("manage.cancelTitle")}
      </h2>
      <TextArea
        id="reason"
        label={t("manage.reason")}
        hint={t("manage.reasonHint")}
        value={reason}
        onValue={setReason}
        maxLength={2000}
      />
      {failure !== undefined && <FaultNotice error={failure} />}
      <div class="card-actions">
        <button type="submit" class="button danger" disabled={busy} aria-busy={busy}>
          {t("manage.cancelYes")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={onClose}>
          {t("manage.keep")}
        </button>
      </div>
    </form>
  );
}
