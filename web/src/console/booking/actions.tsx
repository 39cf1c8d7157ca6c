import { Sign, type SignName } from "../frame/sign";
import type { BookingInFull, StaffAction } from "../frame/types";
import { named, t } from "../i18n";

const ORDER: readonly (readonly [action: StaffAction, sign: SignName])[] = [
  ["complete", "check"],
  ["no-show", "absent"],
  ["reschedule", "move"],
  ["offer", "clock"],
  ["reassign", "people"],
  ["send-reminder", "mail"],
  ["resend", "mail"],
  ["contact", "person"],
  ["cancel", "close"],
  ["erase", "shield"],
];

/** Reasons that are worth a sentence: the others are plain from the state. */
const WORTH_SAYING = new Set(["not_begun", "live", "not_over", "begun"]);

interface ActionsProps {
  data: BookingInFull;
  allowed: readonly StaffAction[];
  busy: StaffAction | undefined;
  onAction: (action: StaffAction) => void;
}

/** The buttons that the API allows, and why others aren't there. */
export function Actions({ data, allowed, busy, onAction }: ActionsProps) {
  const shown = ORDER.filter(([action]) => allowed.includes(action));
  const refused = ORDER.filter(([action]) => !allowed.includes(action) && WORTH_SAYING.has(data.whyNot[action] ?? ""));
  return (
    <section class="panel part" aria-labelledby="actions">
      <h2 id="actions">{t("booking.actions")}</h2>
      {shown.length === 0 && <p class="muted">{t("booking.noActions")}</p>}
      <div class="action-list">
        {shown.map(([action, sign]) => (
          <button
            key={action}
            type="button"
            class={action === "cancel" || action === "erase" ? "button danger" : "button"}
            data-testid={`do-${action}`}
            aria-busy={busy === action}
            onClick={() => onAction(action)}
          >
            <Sign name={sign} />
            {named("do", action)}
          </button>
        ))}
      </div>
      {refused.length > 0 && (
        <ul class="hint refused">
          {refused.map(([action]) => (
            <li key={action}>
              {t("booking.notNow", { action: named("do", action), why: named("why", data.whyNot[action] ?? "") })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
