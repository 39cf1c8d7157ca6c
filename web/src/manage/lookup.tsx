import { useState } from "preact/hooks";

import { post, ApiError } from "../api/client";
import type { BookedAnswer } from "../api/types";
import { t } from "../i18n";
import { cleanLine } from "../ui/clean";
import { isEmail } from "../ui/email";
import { EmailField, TextField } from "../ui/field";
import { FaultNotice, Notice } from "../ui/notice";
import { page } from "../ui/url";
import type { Access } from "./access";

/** The answer for an address that was tried too often: the link goes to it by mail. */
type LinkSent = { reference: string };

/** Faults that show before the API is asked. */
export function faultsOf(reference: string, email: string): { reference?: string; email?: string } {
  return {
    ...(!reference.trim() && { reference: t("fault.required") }),
    ...(!isEmail(email) && { email: t(email.trim() ? "fault.email" : "fault.required") }),
  };
}

function focusFault(form: HTMLFormElement) {
  // The marks appear with the next drawing.
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

/** Finds a booking by its reference and the e-mail address it was booked with. */
export function Lookup({ onFound }: { onFound: (access: Access) => void }) {
  const [reference, setReference] = useState("");
  const [email, setEmail] = useState("");
  const [checked, setChecked] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [linkSent, setLinkSent] = useState(false);
  const faults = faultsOf(reference, email);
  // The API knows more of what can't be an address.
  const refused =
    failure instanceof ApiError ? failure.faults.find(({ pointer }) => pointer === "/email")?.message : undefined;
  const changeEmail = (value: string) => {
    setEmail(value);
    if (refused) setFailure(undefined);
  };
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    setChecked(true);
    setFailure(undefined);
    setLinkSent(false);
    if (busy) return;
    if (faults.reference || faults.email) return focusFault(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const body = { reference: cleanLine(reference).toUpperCase(), email: cleanLine(email) };
      const answer = await post<BookedAnswer | LinkSent>("/bookings/lookup", body);
      if ("booking" in answer) onFound({ reference: answer.booking.reference, token: answer.manageToken });
      else setLinkSent(true);
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  // Whichever of the two is wrong: the API doesn't say, and neither do we.
  const isUnknown = failure instanceof ApiError && [404, 422].includes(failure.status) && !refused;
  return (
    <form class="panel padded" onSubmit={(event) => void onSubmit(event)} noValidate>
      <p class="muted">{t("manage.findText")}</p>
      <TextField
        id="reference"
        label={t("done.reference")}
        value={reference}
        onValue={setReference}
        required
        autocomplete="off"
        maxLength={40}
        hint={t("manage.referenceHint")}
        error={checked ? faults.reference : undefined}
      />
      <EmailField
        id="email"
        label={t("field.email")}
        value={email}
        onValue={changeEmail}
        error={checked ? (faults.email ?? refused) : undefined}
      />
      {linkSent && (
        <Notice kind="good">
          <p>{t("manage.linkSent")}</p>
        </Notice>
      )}
      {isUnknown && (
        <Notice kind="fault">
          <p>{t("manage.notFound")}</p>
        </Notice>
      )}
      {failure !== undefined && !isUnknown && !refused && <FaultNotice error={failure} />}
      <button type="submit" class="button primary" disabled={busy} aria-busy={busy}>
        {t("manage.find")}
      </button>
      <p>
        <a href={page("/privacy")}>{t("data.link")}</a>
      </p>
    </form>
  );
}
