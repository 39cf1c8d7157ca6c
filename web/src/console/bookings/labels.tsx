import { dateIn, sameWallTime, shortMoment, time } from "../../time/format";
import { zoneLabel } from "../../time/zones";
import { named, t } from "../i18n";
import type { AdminBooking, BookingRow } from "../frame/types";

type Person = BookingRow["client"] | AdminBooking["client"];

/** A client's name, or the initials where the account may see no more. */
export function clientName(client: Person): string {
  if ("initials" in client) return client.initials;
  return `${client.firstName} ${client.lastName}`.trim();
}

/** The name in a row; of an erased booking there is none. */
export function rowName(row: Pick<BookingRow, "client" | "erasedAt">): string {
  return row.erasedAt ? t("bookings.erased") : clientName(row.client);
}

/** The client's own time, where it differs from the reader's; the day only where that differs too. */
export function clientTime({ start, timezone }: Pick<BookingRow, "start" | "timezone">, zone: string): string {
  if (sameWallTime(start, zone, timezone)) return "";
  const isSameDay = dateIn(start, zone) === dateIn(start, timezone);
  const at = isSameDay ? time(start, timezone) : shortMoment(start, timezone);
  return t("bookings.clientTime", { time: at, zone: zoneLabel(timezone, start) });
}

const TONE: Record<string, string> = {
  confirmed: "good",
  rescheduled: "good",
  completed: "plain",
  no_show: "bad",
  cancelled: "off",
};

export function Badge({ status }: { status: string }) {
  return <span class={`badge ${TONE[status] ?? "plain"}`}>{named("status", status)}</span>;
}

export function FlagBadge({ flag }: { flag: string }) {
  return <span class="badge flag">{named("flag", flag)}</span>;
}
