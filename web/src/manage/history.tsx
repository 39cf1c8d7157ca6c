import type { HistoryEntry } from "../api/types";
import { t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { shortMoment } from "../time/format";

const EVENTS: Record<string, TextKey> = {
  "booking.confirmed": "history.confirmed",
  "booking.rescheduled": "history.rescheduled",
  "booking.cancelled": "history.cancelled",
  "booking.completed": "history.completed",
  "booking.no_show": "history.noShow",
  "booking.feedback_received": "history.feedback",
  "booking.contact_corrected": "history.contact",
  "booking.invite_answered": "history.answered",
  "booking.offered": "history.offered",
  "booking.offer_closed": "history.offerClosed",
};

const ACTORS: Record<string, TextKey> = {
  client: "actor.client",
  consultant: "actor.consultant",
  admin: "actor.admin",
  system: "actor.system",
};

/** The booking's history, newest first. Entries without a text are left out. */
export function History({ entries, zone }: { entries: HistoryEntry[]; zone: string }) {
  const told = entries.filter(({ type }) => EVENTS[type]);
  if (!told.length) return null;
  const at = (instant: string | undefined) => (instant ? shortMoment(instant, zone) : "");
  return (
    <section class="history" aria-labelledby="history-title">
      <h2 id="history-title">{t("history.title")}</h2>
      <ol>
        {[...told].reverse().map((entry) => {
          const actor = ACTORS[entry.actor];
          return (
            <li key={entry.time + entry.type}>
              <p>
                {t(EVENTS[entry.type] ?? "history.confirmed", { from: at(entry.oldStart), to: at(entry.newStart) })}
              </p>
              <p class="muted small">{[at(entry.time), actor && t(actor)].filter(Boolean).join(" · ")}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
