import { useEffect, useState } from "preact/hooks";

import { t } from "../i18n";
import { type Beginning, logIn, logInBeside, onSession } from "./session";

/** Before there is a session: on the way to the log-in, after a log-out, or after a log-in that failed. */
export function Entrance({ as }: { as: Beginning }) {
  if (as === "leaving") {
    return (
      <main class="entrance">
        <p class="muted" role="status">
          {t("login.leaving")}
        </p>
      </main>
    );
  }
  const [title, text] = as === "refused" ? (["refused", "refusedText"] as const) : (["out", "outText"] as const);
  return (
    <main class="entrance">
      <div class="panel padded">
        <h1>{t(`login.${title}`)}</h1>
        <p class="muted">{t(`login.${text}`)}</p>
        <button type="button" class="button primary large" onClick={() => void logIn()}>
          {t("login.again")}
        </button>
      </div>
    </main>
  );
}

/** Over a page whose session has ended: a log-in in a window of its own, so that drafts stay. */
export function SessionOver() {
  const [over, setOver] = useState(false);
  useEffect(() => onSession(setOver), []);
  if (!over) return null;
  return (
    <div class="session-over" role="alertdialog" aria-labelledby="session-over" aria-describedby="session-over-text">
      <div class="panel padded">
        <h2 id="session-over">{t("login.over")}</h2>
        <p id="session-over-text" class="muted">
          {t("login.overText")}
        </p>
        <button type="button" class="button primary" data-testid="log-in-again" onClick={() => void logInBeside()}>
          {t("login.again")}
        </button>
      </div>
    </div>
  );
}
