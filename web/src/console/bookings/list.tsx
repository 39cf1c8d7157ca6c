import { useEffect, useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { dateIn, number } from "../../time/format";
import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { useAccount } from "../frame/account";
import { PageHead } from "../frame/shell";
import { Sign } from "../frame/sign";
import { Empty, When } from "../frame/states";
import type { BookingList } from "../frame/types";
import { t } from "../i18n";
import { pathOf } from "../pages";
import { BulkBar } from "./bulk-bar";
import { ExportDialog } from "./export";
import { FilterBar } from "./filter-bar";
import { filtersOf, isNarrowed, PAGE_SIZES, placesOf, rememberPlace, viewOf } from "./filters";
import { loadPage } from "./load";
import { useSelection } from "./selection";
import { Table } from "./table";
import { ViewTabs } from "./view-tabs";

/** Bookings: filtered, searched, in pages that go forward and back, with a selection that survives paging. */
export function List() {
  const query = useQuery();
  const { zone, readOnly } = useAccount();
  const [isExporting, setExporting] = useState(false);
  const view = viewOf(query);
  const filters = filtersOf(query, dateIn(serverNow(), zone), zone);
  const places = placesOf(view);
  const page = Math.max(0, Number(query.get("page") ?? 1) - 1);
  // A copied address of a later page: cursors are this tab's own.
  const place = places[page] ?? { before: 0 };
  const at = places[page] ? page : 0;
  const list = useLoad(`${view} ${at} ${filters.q ?? ""}`, (signal) => loadPage(filters, place, signal));
  const selection = useSelection(view);
  const { data } = list;
  const next = data?.nextCursor;
  useEffect(() => {
    if (next && data) rememberPlace(view, at + 1, { cursor: next, before: place.before + data.items.length });
    // The rest follows from `data`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [data]);
  return (
    <>
      <PageHead title={t("page.bookings")}>
        {!readOnly && data && data.items.length > 0 && (
          <button type="button" class="button" data-testid="export" onClick={() => setExporting(true)}>
            {t("export.title")}
          </button>
        )}
      </PageHead>
      <ViewTabs view={view} />
      <FilterBar />
      <div class={list.loading && data ? "list-body stale" : "list-body"}>
        <When of={list} lines={9}>
          {(found) =>
            found.items.length === 0 ? (
              <Nothing isNarrowed={isNarrowed(query)} />
            ) : (
              <>
                <Table rows={found.items} selection={selection} byStart={!filters.sort.includes("createdAt")} />
                <Pager list={found} before={place.before} page={at} />
              </>
            )
          }
        </When>
      </div>
      <BulkBar selection={selection} filters={filters} total={data?.totalCount ?? 0} onDone={list.reload} />
      {isExporting && (
        <ExportDialog filters={filters} total={data?.totalCount ?? 0} onClose={() => setExporting(false)} />
      )}
    </>
  );
}

function Nothing({ isNarrowed: narrowed }: { isNarrowed: boolean }) {
  if (!narrowed) {
    return (
      <Empty title={t("bookings.empty")} text={t("bookings.emptyText")}>
        <a class="button" href={`${pathOf("bookings")}?period=past30`}>
          {t("bookings.seePast")}
        </a>
      </Empty>
    );
  }
  return (
    <Empty title={t("bookings.noHits")} text={t("bookings.noHitsText")}>
      <a class="button" href={pathOf("bookings")}>
        {t("bookings.removeAll")}
      </a>
    </Empty>
  );
}

/** "101–200 of 412", forward and back. */
function Pager({ list, before, page }: { list: BookingList; before: number; page: number }) {
  const query = useQuery();
  const { items, totalCount, totalIsLowerBound, nextCursor } = list;
  const values = { from: number(before + 1), to: number(before + items.length), total: number(totalCount) };
  const to = (next: number) => {
    go({ page: next > 0 ? String(next + 1) : null });
    scrollTo(0, 0);
  };
  return (
    <nav class="pager" aria-label={t("bookings.pages")}>
      <button type="button" class="button" data-testid="previous" disabled={page === 0} onClick={() => to(page - 1)}>
        <Sign name="left" />
        <span class="pager-word">{t("bookings.previous")}</span>
      </button>
      <p data-testid="range">{t(totalIsLowerBound ? "bookings.rangeAtLeast" : "bookings.range", values)}</p>
      <button type="button" class="button" data-testid="next" disabled={!nextCursor} onClick={() => to(page + 1)}>
        <span class="pager-word">{t("bookings.next")}</span>
        <Sign name="right" />
      </button>
      <label class="filter inline">
        <span>{t("bookings.perPage")}</span>
        <select
          value={query.get("size") ?? "50"}
          onChange={(event) => go({ size: event.currentTarget.value, page: null })}
        >
          {PAGE_SIZES.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
    </nav>
  );
}
