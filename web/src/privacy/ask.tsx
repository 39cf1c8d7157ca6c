import { useState } from "preact/hooks";

import { ApiError, post } from "../api/client";
import { t } from "../i18n";
import { useAttempt } from "../ui/attempt";
import { cleanLine } from "../ui/clean";
import { isEmail } from "../ui/email";
import { EmailField } from "../ui/field";
import { FaultNotice, Notice } from "../ui/notice";

/** Has the link mailed. The answer is the same whether there are bookings or not. */
export function Ask() {
  const [email, setEmail] = useState("");
  const [isChecked, setChecked] = useState(false);
  const [isSent, setSent] = useState(false);
  const { attempt, failure, busy } = useAttempt();
  const own = isEmail(email) ? undefined : t(email.trim() ? "fault.email" : "fault.required");
  // The API knows more of what can't be an address.
  const refused = failure instanceof ApiError ? failure.faults[0]?.message : undefined;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    setSent(false);
    if (busy) return;
    if (own) return (event.currentTarget as HTMLFormElement).querySelector("input")?.focus();
    void attempt(async () => {
      await post("/privacy/request", { email: cleanLine(email) });
      setSent(true);
    });
  };
  return (
    <form class="panel padded" onSubmit={onSubmit} noValidate>
      <p class="muted">{t("data.askText")}</p>
      <EmailField
        id="email"
        label={t("field.email")}
        value={email}
        onValue={setEmail}
        error={isChecked ? (own ?? refused) : undefined}
      />
      <div role="status">
        {isSent && (
          <Notice kind="good">
            <p>{t("data.asked")}</p>
          </Notice>
        )}
      </div>
      {failure !== undefined && !refused && <FaultNotice error={failure} />}
      <button type="submit" class="button primary" disabled={busy} aria-busy={busy}>
        {t("data.ask")}
      </button>
    </form>
  );
}
