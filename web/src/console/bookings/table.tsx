import { useRef } from "preact/hooks";

import { dateIn, day, shortMoment, time } from "../../time/format";
import { zoneLabel } from "../../time/zones";
import { visit } from "../../ui/url";
import { consultantName, useAccount } from "../frame/account";
import { useKeys } from "../frame/keys";
import { Sign } from "../frame/sign";
import type { BookingRow } from "../frame/types";
import { named, t } from "../i18n";
import { pathOf } from "../pages";
import { Badge, clientTime, FlagBadge, rowName } from "./labels";
import type { Selection } from "./selection";

interface TableProps {
  rows: readonly BookingRow[];
  selection: Selection;
  /** Sorted by start: then there are headings for the days. */
  byStart: boolean;
}

export const bookingPath = (reference: string, action?: string) =>
  pathOf("bookings", reference) + (action ? `?do=${action}` : "");

/** Rows of one day under its heading; without headings all in one. */
function groups(rows: readonly BookingRow[], zone: string, byStart: boolean): [string, BookingRow[]][] {
  const found = new Map<string, BookingRow[]>();
  for (const row of rows) {
    const key = byStart ? dateIn(row.start, zone) : "";
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return [...found];
}

/** A native table of at most a hundred rows; cards on a phone. */
export function Table({ rows, selection, byStart }: TableProps) {
  const { zone, can, readOnly } = useAccount();
  const body = useRef<HTMLTableElement>(null);
  const maySelect = can("change_many") && !readOnly;
  useRowKeys(body, rows, maySelect ? selection : undefined);
  const all = rows.every(({ reference }) => selection.rows.has(reference));
  return (
    <table class="bookings" ref={body}>
      <thead>
        <tr>
          {maySelect && (
            <th class="tick">
              <label class="tick-label">
                <input
                  type="checkbox"
                  aria-label={t("bookings.selectPage")}
                  checked={all}
                  onChange={() => selection.set(rows, !all)}
                />
              </label>
            </th>
          )}
          <th scope="col">{t("bookings.time")}</th>
          <th scope="col">{t("bookings.client")}</th>
          <th scope="col">{t("bookings.consultant")}</th>
          <th scope="col">{t("bookings.status")}</th>
          <th scope="col">{t("bookings.reference")}</th>
        </tr>
      </thead>
      {groups(rows, zone, byStart).map(([date, some]) => (
        <tbody key={date}>
          {date && (
            <tr class="day-row">
              <th scope="rowgroup" colSpan={maySelect ? 6 : 5}>
                {day(some[0]?.start ?? "", zone)} <span class="muted">· {zoneLabel(zone, some[0]?.start ?? "")}</span>
              </th>
            </tr>
          )}
          {some.map((row) => (
            <Row key={row.reference} row={row} selection={maySelect ? selection : undefined} withDate={!byStart} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

interface RowProps {
  row: BookingRow;
  selection: Selection | undefined;
  withDate: boolean;
}

function Row({ row, selection, withDate }: RowProps) {
  const { zone, consultants } = useAccount();
  const { reference, start, end } = row;
  const selected = selection?.rows.has(reference) ?? false;
  return (
    <tr class={selected ? "selected" : undefined} data-reference={reference} data-testid="row">
      {selection && (
        <td class="tick">
          <label class="tick-label">
            <input
              type="checkbox"
              aria-label={t("bookings.select", { name: rowName(row) })}
              checked={selected}
              onChange={() => selection.toggle(row)}
            />
          </label>
        </td>
      )}
      <td class="cell-time">
        <span class="strong">{withDate ? shortMoment(start, zone) : time(start, zone)}</span>
        <span class="muted"> – {time(end, zone)}</span>
        {clientTime(row, zone) && <span class="sub">{clientTime(row, zone)}</span>}
      </td>
      <td class="cell-client">
        <span class="strong">{rowName(row)}</span>
        {row.client.company && <span class="sub">{row.client.company}</span>}
      </td>
      <td class="cell-consultant">
        {consultantName(consultants, row.consultantId)}
        <span class="sub">
          <Sign name={row.meetingType} /> {named("meetingType", row.meetingType)}
        </span>
      </td>
      <td class="cell-status">
        <Badge status={row.status} />
        {row.flags.map((flag) => (
          <FlagBadge key={flag} flag={flag} />
        ))}
      </td>
      <td class="cell-reference">
        <a class="row-link" href={bookingPath(reference)}>
          {reference}
        </a>
      </td>
    </tr>
  );
}

/** j, k, x, Shift+x, m, c, r, d on the rows. */
function useRowKeys(
  table: { current: HTMLTableElement | null },
  rows: readonly BookingRow[],
  selection: Selection | undefined,
) {
  const last = useRef(0);
  const links = () => [...(table.current?.querySelectorAll<HTMLElement>(".row-link") ?? [])];
  const at = () => links().findIndex((link) => link.closest("tr")?.contains(document.activeElement));
  const move = (by: number) => {
    const all = links();
    const next = at() < 0 ? (by > 0 ? 0 : all.length - 1) : at() + by;
    all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
  };
  const act = (action: string) => () => {
    const row = rows[at()];
    if (row) visit(bookingPath(row.reference, action));
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = rows[at()];
      if (row) selection?.toggle(row);
      last.current = Math.max(0, at());
    },
    "Shift+x": () => {
      const [from, to] = [last.current, at()].sort((a, b) => a - b) as [number, number];
      if (to >= 0) selection?.set(rows.slice(from, to + 1), true);
    },
    Escape: () => selection?.clear(),
    m: act("reschedule"),
    c: act("cancel"),
    o: act("offer"),
    r: act("send-reminder"),
    d: act("complete"),
  });
}
