import { useState } from "preact/hooks";

import { bookingPath, post } from "../api/client";
import type { BookedAnswer } from "../api/types";
import { t } from "../i18n";
import { useAttempt } from "../ui/attempt";
import { cleanLine } from "../ui/clean";
import { isEmail } from "../ui/email";
import { EmailField, TextField } from "../ui/field";
import { FaultNotice } from "../ui/notice";
import type { Access } from "./access";

interface OwnAddressProps {
  access: Access;
  email: string;
  onMoved: (access: Access) => void;
}

/** Another e-mail address: a code goes there, and makes it the booking's. */
export function OwnAddress({ access, email: old, onMoved }: OwnAddressProps) {
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const { attempt, failure, busy } = useAttempt();
  const ask = <T,>(body: object) => post<T>(bookingPath(access.reference, "email"), body, { token: access.token });
  const fault = isEmail(email) ? undefined : t(email.trim() ? "fault.email" : "fault.required");
  const onSubmit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (busy || (!isAsked && fault)) return;
    void attempt(async () => {
      if (!isAsked) {
        await ask({ email: cleanLine(email) });
        setAsked(true);
        return;
      }
      const { booking, manageToken } = await ask<BookedAnswer>({ code: code.trim() });
      onMoved({ reference: booking.reference, token: manageToken });
    });
  };
  return (
    <form class="privacy-body" onSubmit={onSubmit} noValidate>
      <p class="muted">{t(isAsked ? "own.codeText" : "own.emailText", { email: isAsked ? email : old })}</p>
      {isAsked ? (
        <TextField
          id="code"
          label={t("own.code")}
          value={code}
          onValue={setCode}
          required
          autocomplete="one-time-code"
          maxLength={12}
        />
      ) : (
        <EmailField
          id="newEmail"
          label={t("own.email")}
          value={email}
          onValue={setEmail}
          error={isChecked ? fault : undefined}
        />
      )}
      {failure !== undefined && <FaultNotice error={failure} />}
      <div class="card-actions">
        <button type="submit" class="button" disabled={busy} aria-busy={busy}>
          {t(isAsked ? "own.confirm" : "own.ask")}
        </button>
        {isAsked && (
          <button type="button" class="button" disabled={busy} onClick={() => setAsked(false)}>
            {t("own.another")}
          </button>
        )}
      </div>
    </form>
  );
}
