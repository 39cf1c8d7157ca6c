import { useEffect, useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { shortDay, timeRange } from "../../time/format";
import { useLoad } from "../../ui/load";
import { loadBooking } from "../booking/act";
import { clientTime, rowName } from "../bookings/labels";
import { bookingPath } from "../bookings/table";
import { consultantName, useAccount } from "../frame/account";
import { Sign } from "../frame/sign";
import type { BookingRow } from "../frame/types";
import { n, named, t } from "../i18n";
import { MarkButtons } from "./mark";

/** How often "in 5 minutes" is counted anew. */
const TICK_MS = 20_000;

/** Minutes until a time; negative after it. */
export const minutesUntil = (instant: string, now: number) => Math.ceil((Date.parse(instant) - now) / 60_000);

/** "in 5 minutes", "now", or nothing for tomorrow and later. */
function Until({ row }: { row: BookingRow }) {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const minutes = minutesUntil(row.start, now);
  if (minutes > 24 * 60) return null;
  if (minutes <= 0) return <span class="badge good">{t("today.running")}</span>;
  return (
    <span class="badge">
      {minutes > 90 ? n("today.inHours", Math.round(minutes / 60)) : n("today.inMinutes", minutes)}
    </span>
  );
}

/** The next meeting: whose it is, how to join, what the client wants, and the mark afterwards. */
export function NextMeeting({ row, reload }: { row: BookingRow; reload: () => void }) {
  const { zone, me, consultants } = useAccount();
  const full = useLoad(row.reference, (signal) => loadBooking(row.reference, signal));
  const booking = full.data?.data.booking;
  const notes = full.data?.data.notes ?? [];
  const phone = booking && "email" in booking.client ? booking.client.phone : undefined;
  const isOwn = row.consultantId === me.consultantId;
  return (
    <section class="panel next-meeting" aria-labelledby="next">
      <div class="next-head">
        <h2 id="next">{t(isOwn ? "today.yourNext" : "today.next")}</h2>
        <Until row={row} />
      </div>
      <p class="next-time">
        {timeRange(row.start, row.end, zone)}
        <span class="muted"> {shortDay(row.start, zone)}</span>
      </p>
      <div>
        <p class="next-name">
          <a href={bookingPath(row.reference)}>{rowName(row)}</a>
        </p>
        <p class="muted">
          {[
            row.client.company,
            named("meetingType", row.meetingType),
            !isOwn && consultantName(consultants, row.consultantId),
            clientTime(row, zone),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {booking?.subject && <p class="strong">{booking.subject}</p>}
      {booking?.message && <p class="lines clamp">{booking.message}</p>}
      {notes[0] && (
        <p class="small muted">
          {t("notes.title")}: {notes.at(-1)?.text}
        </p>
      )}
      <div class="card-actions">
        {booking?.meetingUrl && (
          <a class="button primary" href={booking.meetingUrl} target="_blank" rel="noreferrer" data-testid="join">
            <Sign name="video" />
            {t("booking.join")}
          </a>
        )}
        {phone && (
          <a class="button" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
            <Sign name="phone" />
            {t("today.call")}
          </a>
        )}
        <MarkButtons row={row} allowed={full.data?.data.allowed ?? []} onMarked={reload} />
        <a class="button" href={bookingPath(row.reference)}>
          {t("today.open")}
        </a>
      </div>
    </section>
  );
}
