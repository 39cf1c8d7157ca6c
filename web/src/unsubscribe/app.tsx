import { useEffect, useState } from "preact/hooks";

import { post, ApiError } from "../api/client";
import { t } from "../i18n";
import { FaultNotice, Notice } from "../ui/notice";
import { Heading, Page } from "../ui/page";
import type { AppProps } from "../ui/start";

/** Ends follow-up mail. Opening the page asks; only the button does it. */
export function App({ site, onLanguage }: AppProps) {
  const [values] = useState(() => new URLSearchParams(location.hash.slice(1)));
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const reference = values.get("reference") ?? "";
  const token = values.get("token") ?? "";
  useEffect(() => {
    document.title = [t("unsubscribe.title"), site.company].filter(Boolean).join(" · ");
  });
  const unsubscribe = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      // The operation takes both in its query, because mail programs post to it too (RFC 8058).
      await post("/unsubscribe", undefined, { parameters: { reference, token } });
      setDone(true);
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const isBroken = !reference || !token || (failure instanceof ApiError && failure.status === 401);
  return (
    <Page site={site} home={false} onLanguage={onLanguage}>
      <div class="narrow">
        <Heading>{t("unsubscribe.title")}</Heading>
        <div class="panel padded">
          <div role="status">
            {done && (
              <Notice kind="good" title={t("unsubscribe.done")}>
                <p>{t("unsubscribe.doneText")}</p>
              </Notice>
            )}
          </div>
          {isBroken && (
            <Notice kind="fault">
              <p>{t("unsubscribe.badLink")}</p>
            </Notice>
          )}
          {!isBroken && !done && (
            <>
              <p>{t("unsubscribe.text")}</p>
              {failure !== undefined && <FaultNotice error={failure} />}
              <div class="card-actions">
                <button
                  type="button"
                  class="button primary"
                  disabled={busy}
                  aria-busy={busy}
                  onClick={() => void unsubscribe()}
                >
                  {t("unsubscribe.yes")}
                </button>
              </div>
            </>
          )}
        </div>
      </div>
    </Page>
  );
}
