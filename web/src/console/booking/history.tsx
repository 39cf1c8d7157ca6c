import type { ComponentChildren } from "preact";

import { shortMoment } from "../../time/format";
import { Badge } from "../bookings/labels";
import { bookingPath } from "../bookings/table";
import { consultantName, useAccount } from "../frame/account";
import type { BookingInFull, BookingRow } from "../frame/types";
import { n, named, t } from "../i18n";

/** A part of the detail with its heading. */
export function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="panel part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** The members of a change that are worth a line: instants and names, not the whole booking. */
function before(change: Record<string, unknown>, name: string): string | undefined {
  const value = change[name];
  return typeof value === "string" ? value : undefined;
}

/** What happened, by whom, from what to what. */
export function History({ data }: { data: BookingInFull }) {
  const { zone, consultants } = useAccount();
  return (
    <Part id="history" title={t("booking.history")}>
      <ol class="timeline">
        {data.history.toReversed().map((entry) => {
          const change = entry.change as Record<string, unknown>;
          const [from, to] = [before(change, "oldStart"), before(change, "newStart")];
          const [old, next] = [before(change, "oldConsultantId"), before(change, "newConsultantId")];
          return (
            <li key={`${entry.version} ${entry.type}`}>
              <p>
                <span class="strong">{named("event", entry.type.replace("booking.", ""))}</span>{" "}
                <span class="muted">{named("actor", entry.actor)}</span>
              </p>
              {from && to && from !== to && (
                <p class="small">
                  {shortMoment(from, zone)} → {shortMoment(to, zone)}
                </p>
              )}
              {old && next && old !== next && (
                <p class="small">
                  {consultantName(consultants, old)} → {consultantName(consultants, next)}
                </p>
              )}
              {entry.waived && entry.waived.length > 0 && (
                <p class="small">
                  {t("booking.waived", { rules: entry.waived.map((it) => named("waiver", it)).join(", ") })}
                </p>
              )}
              <p class="small muted">{shortMoment(entry.at, zone)}</p>
            </li>
          );
        })}
      </ol>
    </Part>
  );
}

/** Messages that were sent and that are to come, with their state. */
export function Messages({ data, onSend }: { data: BookingInFull; onSend: (() => void) | undefined }) {
  const { zone } = useAccount();
  // What isn't due any more was never a message.
  const all = data.communications.filter(({ state }) => state !== "skipped");
  if (all.length === 0) return null;
  return (
    <Part id="messages" title={t("booking.messages")}>
      <ul class="message-list">
        {all.map((one, at) => {
          const state = one.delivery ?? one.state;
          const when = one.settledAt ?? one.due;
          return (
            <li key={at}>
              <div>
                <p>{one.subject ?? named("message", one.kind)}</p>
                <p class="small muted">
                  {[
                    one.recipient && named("recipient", one.recipient.split(".")[0] ?? ""),
                    when && shortMoment(when, zone),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                {one.failure && <p class="small error">{one.failure}</p>}
              </div>
              <span class={`badge ${state === "failed" || state.startsWith("bounced") ? "bad" : "plain"}`}>
                {named("messageState", state)}
              </span>
            </li>
          );
        })}
      </ul>
      {onSend && (
        <button type="button" class="button" onClick={onSend}>
          {named("do", "resend")}
        </button>
      )}
    </Part>
  );
}

function OneOther({ row }: { row: BookingRow }) {
  const { zone } = useAccount();
  return (
    <li>
      <a href={bookingPath(row.reference)}>{shortMoment(row.start, zone)}</a>
      <Badge status={row.status} />
    </li>
  );
}

/** The client's other bookings. */
export function Others({ data }: { data: BookingInFull }) {
  const { upcoming, earlier } = data.client;
  if (upcoming.length + earlier.length === 0) return null;
  return (
    <Part id="others" title={t("booking.others")}>
      <ul class="message-list">
        {[...upcoming, ...earlier].map((row) => (
          <OneOther key={row.reference} row={row} />
        ))}
      </ul>
    </Part>
  );
}

/** How the client came to the booking. */
export function Path({ data }: { data: BookingInFull }) {
  const { path, booking } = data;
  const { zone } = useAccount();
  const facts: [string, string | undefined][] = [
    [t("booking.made"), shortMoment(booking.createdAt, zone)],
    [t("bookings.source"), named("source", path.source)],
    [t("booking.campaign"), [path.utm?.source, path.utm?.medium, path.utm?.campaign].filter(Boolean).join(" / ")],
    [t("booking.device"), path.device && named("device", path.device)],
    [t("booking.took"), path.secondsToBook ? n("frame.seconds", path.secondsToBook) : undefined],
    [t("booking.language"), named("language", booking.language)],
    [t("booking.consent"), booking.consent.given ? named("consent", booking.consent.given) : undefined],
  ];
  return (
    <Part id="path" title={t("booking.path")}>
      <dl class="pairs">
        {facts.map(
          ([label, value]) =>
            value && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Part>
  );
}
