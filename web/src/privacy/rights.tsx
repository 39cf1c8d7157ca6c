import { useState } from "preact/hooks";

import { download, post } from "../api/client";
import type { AddressBookings, ErasedAnswer } from "../api/types";
import { t } from "../i18n";
import { useAttempt } from "../ui/attempt";
import { Icon } from "../ui/icon";
import { FaultNotice } from "../ui/notice";
import { save } from "../ui/save";
import { Sure } from "../ui/sure";

interface RightsProps {
  token: string;
  found: AddressBookings;
  /** With what was done, in words. */
  onDone: (sentence: string) => void;
  /** Every link was revoked, that of this page too. */
  onRenewed: () => void;
}

/** What concerns all bookings of an address: its consents, its links, and everything that is kept. */
export function Rights({ token, found, onDone, onRenewed }: RightsProps) {
  const { attempt, failure, busy } = useAttempt();
  const action = (path: string, body: unknown, sentence: string) => () =>
    void attempt(async () => {
      await post(path, body, { token });
      onDone(sentence);
    });
  const withdraw = (consent: "marketing" | "recording") =>
    found.bookings.some(({ booking }) => booking.consent[consent]) && (
      <button
        type="button"
        class="button"
        disabled={busy}
        onClick={action("/privacy/withdraw", { consents: [consent] }, t("data.withdrawn"))}
      >
        {t(consent === "marketing" ? "data.marketing" : "data.recording")}
      </button>
    );
  return (
    <section class="panel padded actions-panel" aria-labelledby="rights-title">
      <h2 id="rights-title">{t("data.all")}</h2>
      <div class="card-actions">
        {withdraw("marketing")}
        {withdraw("recording")}
        {!found.address.unsubscribed && (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={action("/unsubscribe", undefined, t("unsubscribe.done"))}
          >
            {t("data.unsubscribe")}
          </button>
        )}
      </div>
      {found.bookings.length > 0 && (
        <>
          <Everything {...{ token, busy, attempt, onDone }} />
          <p class="muted">{t("data.renewText")}</p>
          <div class="card-actions">
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() =>
                void attempt(async () => {
                  await post("/privacy/link", undefined, { token });
                  onRenewed();
                })
              }
            >
              {t("data.renew")}
            </button>
          </div>
        </>
      )}
      {failure !== undefined && <FaultNotice error={failure} />}
    </section>
  );
}

interface EverythingProps extends Pick<RightsProps, "token" | "onDone"> {
  busy: boolean;
  attempt: (action: () => Promise<void>) => Promise<void>;
}

/** All of the data: as a file, or erased. */
function Everything({ token, busy, attempt, onDone }: EverythingProps) {
  const [isAsking, setAsking] = useState(false);
  const erase = async () => {
    const { waiting, kept } = await post<ErasedAnswer>("/privacy/erase", { confirm: true }, { token });
    setAsking(false);
    const rest = [waiting && t("privacy.waiting"), kept && t("data.kept")].filter(Boolean);
    onDone(rest.length ? rest.join(" ") : t("privacy.erased"));
  };
  return (
    <>
      <p class="muted">{t("data.allText")}</p>
      <div class="card-actions">
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void attempt(async () => save(await download("/privacy/export", { token }), "bookings.json"))}
        >
          <Icon name="download" />
          {t("data.export")}
        </button>
        {!isAsking && (
          <button type="button" class="button danger" disabled={busy} onClick={() => setAsking(true)}>
            {t("data.erase")}
          </button>
        )}
      </div>
      {isAsking && (
        <Sure
          label={t("data.erase")}
          text={t("data.sure")}
          busy={busy}
          onYes={() => void attempt(erase)}
          onNo={() => setAsking(false)}
        />
      )}
    </>
  );
}
