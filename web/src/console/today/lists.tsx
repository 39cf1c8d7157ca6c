import type { ComponentChildren } from "preact";

import { shortMoment, time } from "../../time/format";
import { Badge, FlagBadge, rowName } from "../bookings/labels";
import { bookingPath } from "../bookings/table";
import { consultantName, useAccount } from "../frame/account";
import type { BookingRow } from "../frame/types";
import { t } from "../i18n";
import { pathOf } from "../pages";
import { MarkButtons } from "./mark";

export interface TodayLists {
  /** Live meetings of today. */
  today: BookingRow[];
  unmarked: BookingRow[];
  /** Made since yesterday. */
  fresh: BookingRow[];
  trouble: BookingRow[];
  /** The first live one after today. */
  coming: BookingRow | undefined;
}

interface PartProps {
  id: string;
  title: string;
  rows: readonly BookingRow[];
  /** Where the list is in full. */
  href: string;
  empty: string;
  children: (row: BookingRow) => ComponentChildren;
}

function Part({ id, title, rows, href, empty, children }: PartProps) {
  return (
    <section class="panel part today-part" aria-labelledby={id}>
      <h2 id={id}>
        <a href={href}>{title}</a> <span class="badge">{rows.length}</span>
      </h2>
      {rows.length === 0 ? <p class="muted">{empty}</p> : <ul class="today-list">{rows.map(children)}</ul>}
    </section>
  );
}

interface LineProps {
  row: BookingRow;
  at: string;
  children?: ComponentChildren;
}

function Line({ row, at, children }: LineProps) {
  const { consultants } = useAccount();
  return (
    <li data-reference={row.reference}>
      <a class="today-line" href={bookingPath(row.reference)}>
        <span class="today-time">{at}</span>
        <span>
          <span class="strong">{rowName(row)}</span>
          <span class="sub">
            {[row.client.company, consultantName(consultants, row.consultantId)].filter(Boolean).join(" · ")}
          </span>
        </span>
      </a>
      {children && <span class="today-actions">{children}</span>}
    </li>
  );
}

/** Four lists, each with its length, each leading to the list in full. */
export function Lists({ data, now, reload }: { data: TodayLists; now: number; reload: () => void }) {
  const { zone } = useAccount();
  const bookings = pathOf("bookings");
  const hasBegun = ({ start }: BookingRow) => Date.parse(start) <= now;
  return (
    <div class="today-lists">
      <Part
        id="today-next"
        title={t("today.list")}
        rows={data.today.filter(({ end }) => Date.parse(end) > now)}
        href={`${bookings}?period=today`}
        empty={t("today.listEmpty")}
      >
        {(row) => (
          <Line key={row.reference} row={row} at={time(row.start, zone)}>
            {hasBegun(row) && <span class="badge good">{t("today.running")}</span>}
          </Line>
        )}
      </Part>
      <Part
        id="today-unmarked"
        title={t("today.unmarked")}
        rows={data.unmarked}
        href={`${bookings}?period=past30&flag=unmarked`}
        empty={t("today.unmarkedEmpty")}
      >
        {(row) => (
          <Line key={row.reference} row={row} at={shortMoment(row.start, zone)}>
            <MarkButtons row={row} allowed={["complete", "no-show"]} onMarked={reload} />
          </Line>
        )}
      </Part>
      <Part
        id="today-new"
        title={t("today.new")}
        rows={data.fresh}
        href={`${bookings}?sort=-createdAt`}
        empty={t("today.newEmpty")}
      >
        {(row) => (
          <Line key={row.reference} row={row} at={shortMoment(row.start, zone)}>
            <Badge status={row.status} />
          </Line>
        )}
      </Part>
      <Part
        id="today-trouble"
        title={t("bookings.viewTrouble")}
        rows={data.trouble}
        href={`${bookings}?flag=mail_trouble`}
        empty={t("today.troubleEmpty")}
      >
        {(row) => (
          <Line key={row.reference} row={row} at={shortMoment(row.start, zone)}>
            {row.flags.map((flag) => (
              <FlagBadge key={flag} flag={flag} />
            ))}
          </Line>
        )}
      </Part>
    </div>
  );
}
