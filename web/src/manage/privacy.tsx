import { useState } from "preact/hooks";

import { download, post, serverNow } from "../api/client";
import type { Booking } from "../api/types";
import { t } from "../i18n";
import { Icon } from "../ui/icon";
import { FaultNotice } from "../ui/notice";
import { type Access, isAhead } from "./access";

interface PrivacyProps {
  access: Access;
  booking: Booking;
  onErased: () => void;
}

/** Hands a file to the browser. */
function save(file: Blob, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

/** The client's stored data: to take along, or to have erased. */
export function Privacy({ access, booking, onErased }: PrivacyProps) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { token } = access;
  // Until then it needs a name and an address.
  const isNeeded = isAhead(booking, serverNow());
  const attempt = async (what: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await what();
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const exportAll = () =>
    attempt(async () => save(await download("/privacy/export", { token }), `${booking.reference}.json`));
  const erase = () =>
    attempt(async () => {
      await post("/privacy/erase", { confirm: true }, { token });
      onErased();
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
          <div class="notice fault" role="group" aria-label={t("privacy.erase")}>
            <p>{t("privacy.sure")}</p>
            <div class="card-actions">
              <button type="button" class="button danger" disabled={busy} aria-busy={busy} onClick={() => void erase()}>
                {t("privacy.eraseYes")}
              </button>
              <button type="button" class="button" disabled={busy} onClick={() => setAsking(false)}>
                {t("privacy.eraseNo")}
              </button>
            </div>
          </div>
        )}
        {failure !== undefined && <FaultNotice error={failure} />}
      </div>
    </details>
  );
}
