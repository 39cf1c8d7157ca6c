import type { ComponentChildren } from "preact";

import { moment, sameWallTime } from "../../time/format";
import { zoneLabel } from "../../time/zones";
import { Badge, clientName } from "../bookings/labels";
import { useAccount } from "../frame/account";
import { Sign, type SignName } from "../frame/sign";
import type { BookingInFull } from "../frame/types";
import { n, named, t } from "../i18n";

function Fact({ sign, children }: { sign: SignName; children: ComponentChildren }) {
  return (
    <li class="fact">
      <Sign name={sign} />
      <div>{children}</div>
    </li>
  );
}

/** Text by the client, in the lines that they wrote. */
function Said({ label, text }: { label: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <div class="said">
      <h2>{label}</h2>
      <p class="lines">{text}</p>
    </div>
  );
}

/** When, with whom, how to reach them, and what the client wrote. */
export function Facts({ data }: { data: BookingInFull }) {
  const { zone } = useAccount();
  const { booking } = data;
  const { start, end, timezone, client, consultant } = booking;
  const full = "email" in client ? client : undefined;
  const { counts } = data.client;
  const live = booking.status === "confirmed" || booking.status === "rescheduled";
  return (
    <section class="panel part facts">
      <div class="facts-head">
        <Badge status={booking.status} />
        {booking.erasedAt && <span class="badge off">{t("bookings.erased")}</span>}
        {booking.cancellationReason && <p class="lines">{booking.cancellationReason}</p>}
      </div>
      <ul class="fact-list">
        <Fact sign="clock">
          <p class="strong">{moment(start, end, zone)}</p>
          <p class="muted">{zoneLabel(zone, start)}</p>
          {!sameWallTime(start, zone, timezone) && (
            <p class="muted">
              {t("booking.clientTime", { time: moment(start, end, timezone), zone: zoneLabel(timezone, start) })}
            </p>
          )}
        </Fact>
        <Fact sign="people">
          <p>
            {consultant.firstName} {consultant.lastName}
          </p>
        </Fact>
        <Fact sign={booking.meetingType}>
          <p>{named("meetingType", booking.meetingType)}</p>
          {booking.location && <p class="muted lines">{booking.location}</p>}
          {booking.meetingUrl && live && (
            <p>
              <a class="button primary" href={booking.meetingUrl} target="_blank" rel="noreferrer" data-testid="join">
                {t("booking.join")}
              </a>
            </p>
          )}
        </Fact>
        {!booking.erasedAt && (
          <Fact sign="person">
            <p class="strong">{clientName(client)}</p>
            {client.company && <p>{[full?.position, client.company].filter(Boolean).join(", ")}</p>}
            {full && (
              <p class="reach">
                <a href={`mailto:${full.email}`}>{full.email}</a>
                {full.phone && <a href={`tel:${full.phone.replace(/[^+\d]/g, "")}`}>{full.phone}</a>}
                {full.website && <span>{full.website}</span>}
              </p>
            )}
            <p class="muted">
              {[
                counts.completed > 0 && n("booking.held", counts.completed),
                counts.noShow > 0 && n("booking.missed", counts.noShow),
                counts.cancelled > 0 && n("booking.cancelled", counts.cancelled),
              ]
                .filter(Boolean)
                .join(" · ") || t("booking.first")}
            </p>
          </Fact>
        )}
      </ul>
      <Said label={t("booking.subject")} text={booking.subject} />
      <Said label={t("booking.message")} text={booking.message} />
      <Said label={t("booking.preparation")} text={booking.preparationNotes} />
      <Said label={t("booking.requirements")} text={booking.specialRequirements} />
      <Said label={t("booking.materials")} text={booking.preparationMaterials?.join("\n")} />
      {booking.feedback && (
        <Said
          label={t("booking.feedback", { rating: booking.feedback.rating })}
          text={booking.feedback.comment ?? "—"}
        />
      )}
    </section>
  );
}
