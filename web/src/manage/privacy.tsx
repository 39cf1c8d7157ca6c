import { useState } from "preact/hooks";

import { download, post, serverNow } from "../api/client";
import type { Booking, ErasedAnswer } from "../api/types";
import { t } from "../i18n";
import { useAttempt } from "../ui/attempt";
import { Icon } from "../ui/icon";
import { FaultNotice } from "../ui/notice";
import { save } from "../ui/save";
import { Sure } from "../ui/sure";
import { type Access, isAhead } from "./access";

interface PrivacyProps {
  access: Access;
  booking: Booking;
  /** With `true` if a message is to be sent first. */
  onErased: (isWaiting: boolean) => void;
}

/** The client's stored data: to take along, or to have erased. */
export function Privacy({ access, booking, onErased }: PrivacyProps) {
  const [asking, setAsking] = useState(false);
  const { attempt, failure, busy } = useAttempt();
  const { token } = access;
  // Until then it needs a name and an address.
  const isNeeded = isAhead(booking, serverNow());
  const exportAll = () =>
    attempt(async () => save(await download("/privacy/export", { token }), `${booking.reference}.json`));
  const erase = () =>
    attempt(async () => {
      const { waiting = [] } = await post<ErasedAnswer>("/privacy/erase", { confirm: true }, { token });
      onErased(waiting.length > 0);
    });
  return (
    <details class="privacy">
      <summary>{t("privacy.title")}</summary>
      <div class="privacy-body">
        <p class="muted">{t("privacy.text")}</p>
        <div class="card-actions">
          <button type="button" class="button" disabled={busy} onClick={() => void exportAll()}>
            <Icon name="download" />
            {t("privacy.export")}
          </button>
          {!asking && !isNeeded && (
            <button type="button" class="button danger" disabled={busy} onClick={() => setAsking(true)}>
              {t("privacy.erase")}
            </button>
          )}
        </div>
        {isNeeded && <p class="muted">{t("refusal.stillLive")}</p>}
        {asking && (
          <Sure
            label={t("privacy.erase")}
            text={t("privacy.sure")}
            busy={busy}
            onYes={() => void erase()}
            onNo={() => setAsking(false)}
          />
        )}
        {failure !== undefined && <FaultNotice error={failure} />}
      </div>
    </details>
  );
}
