import { useState } from "preact/hooks";

import { post, Refusal } from "../api/client";
import type { BookedAnswer } from "../api/types";
import { t } from "../i18n";
import { TextField } from "../ui/field";
import { FaultNotice, Notice } from "../ui/notice";
import type { Access } from "./access";

/** Finds a booking by its reference and the e-mail address it was booked with. */
export function Lookup({ onFound }: { onFound: (access: Access) => void }) {
  const [reference, setReference] = useState("");
  const [email, setEmail] = useState("");
  const [checked, setChecked] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const missing = (value: string) => (checked && !value.trim() ? t("fault.required") : undefined);
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (!reference.trim() || !email.trim() || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const body = { reference: reference.trim().toUpperCase(), email: email.trim() };
      const answer = await post<BookedAnswer>("/bookings/lookup", body);
      onFound({ reference: answer.booking.reference, token: answer.manageToken });
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  // Whichever of the two is wrong: the API doesn't say, and neither do we.
  const isUnknown = failure instanceof Refusal && [404, 422].includes(failure.status);
  return (
    <form class="panel padded" onSubmit={(event) => void onSubmit(event)} noValidate>
      <p class="muted">{t("manage.findText")}</p>
      <TextField id="reference" label={t("done.reference")} value={reference} onValue={setReference} required autocomplete="off" maxLength={40} hint={t("manage.referenceHint")} error={missing(reference)} />
      <TextField id="email" label={t("field.email")} value={email} onValue={setEmail} required type="email" inputMode="email" autocomplete="email" maxLength={254} error={missing(email)} />
      {isUnknown && (
        <Notice kind="fault">
          <p>{t("manage.notFound")}</p>
        </Notice>
      )}
      {failure !== undefined && !isUnknown && <FaultNotice error={failure} />}
      <button type="submit" class="button primary" disabled={busy} aria-busy={busy}>
        {t("manage.find")}
      </button>
    </form>
  );
}
