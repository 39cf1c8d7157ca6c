import { useEffect, useState } from "preact/hooks";

import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { useAccount } from "../frame/account";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Empty, Failure, Loading } from "../frame/states";
import { named, t } from "../i18n";
import { Choice, Line } from "../kit/fields";
import { when } from "../kit/moment";
import type { Account, TrailEntry } from "../kit/types";
import { differences } from "./differences";

/** What the address may ask for. */
const FILTERS = ["reference", "subject", "actorId", "kind", "from", "to"] as const;

const KINDS = [
  "booking.confirmed",
  "booking.rescheduled",
  "booking.cancelled",
  "booking.completed",
  "booking.no_show",
  "booking.contact_corrected",
  "booking.feedback_received",
  "booking.erased",
  "schedule.changed",
  "consultant.changed",
  "settings.changed",
  "template.changed",
  "template.tested",
  "account.changed",
  "view_as.begun",
] as const;

interface Trail {
  items: TrailEntry[];
  nextCursor?: string;
}

/** Who did what, newest first. */
export default function Audit() {
  const { zone, can } = useAccount();
  const query = useQuery();
  const filters = Object.fromEntries(
    FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? ""]] : [])),
  );
  const accounts = useLoad("accounts", (signal) =>
    can("manage_accounts")
      ? read<{ items: Account[] }>("/admin/accounts", { signal })
      : Promise.resolve({ items: [] as Account[] }),
  );
  const people = accounts.data?.items ?? [];
  const key = JSON.stringify([filters, zone]);
  const trail = useTrail(key, { ...filters, timezone: zone });
  return (
    <>
      <PageHead title={t("page.audit")} />
      <Filters filters={filters} people={people} />
      {trail.items.length > 0 && (
        <ol class="trail panel" data-testid="trail">
          {trail.items.map((entry, at) => (
            <Entry key={`${entry.at} ${at}`} entry={entry} people={people} />
          ))}
        </ol>
      )}
      {trail.error !== undefined && <Failure error={trail.error} retry={trail.more} />}
      {trail.isComing && <Loading />}
      {trail.isEmpty && (
        <Empty
          title={t("audit.none")}
          text={Object.keys(filters).length ? t("audit.noneFiltered") : t("audit.noneYet")}
        >
          {Object.keys(filters).length > 0 && (
            <button type="button" class="button" onClick={clear}>
              {t("audit.clear")}
            </button>
          )}
        </Empty>
      )}
      {trail.hasMore && (
        <button type="button" class="button more-button" onClick={trail.more}>
          {t("audit.more")}
        </button>
      )}
    </>
  );
}

const clear = () => go(Object.fromEntries(FILTERS.map((name) => [name, null])), "replace");

/** The pages of a trail so far. A page may be short or empty while there are more. */
function useTrail(key: string, parameters: Record<string, string>) {
  const [pages, setPages] = useState<{ key: string; items: TrailEntry[]; cursor: string | undefined }>();
  const [asked, setAsked] = useState({ key, cursor: "", round: 0 });
  const [error, setError] = useState<unknown>();
  const cursor = asked.key === key ? asked.cursor : "";
  useEffect(() => {
    const stop = new AbortController();
    setError(undefined);
    read<Trail>("/admin/audit", { parameters: { ...parameters, cursor }, signal: stop.signal }).then(
      ({ items, nextCursor }) => {
        if (stop.signal.aborted) return;
        setPages((before) => ({
          key,
          items: cursor && before?.key === key ? [...before.items, ...items] : items,
          cursor: nextCursor,
        }));
      },
      (fault: unknown) => !stop.signal.aborted && setError(fault),
    );
    return () => stop.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for the parameters
  }, [key, cursor, asked.round]);
  const shown = pages?.key === key ? pages : undefined;
  const isComing = error === undefined && (!shown || (cursor !== "" && shown.cursor === cursor));
  return {
    items: shown?.items ?? [],
    error,
    isComing,
    isEmpty: shown?.items.length === 0 && !shown.cursor && !isComing,
    hasMore: Boolean(shown?.cursor) && !isComing && error === undefined,
    more: () => setAsked({ key, cursor: shown?.cursor ?? "", round: asked.round + 1 }),
  };
}

function Filters({ filters, people }: { filters: Record<string, string>; people: readonly Account[] }) {
  const set = (name: string) => (value: string) => go({ [name]: value.trim() }, "replace");
  const isSet = Object.keys(filters).length > 0;
  return (
    <div class="filter-bar">
      <Choice
        label={t("audit.kind")}
        value={filters.kind ?? ""}
        choices={[["", t("bookings.all")], ...KINDS.map((kind) => [kind, named("audit.kind", kind)] as const)]}
        onValue={set("kind")}
      />
      {people.length > 0 && (
        <Choice
          label={t("account.menu")}
          value={filters.actorId ?? ""}
          choices={[["", t("bookings.all")], ...people.map(({ id, email }) => [id, email] as const)]}
          onValue={set("actorId")}
        />
      )}
      <Line label={t("bookings.from")} type="date" value={filters.from ?? ""} onValue={set("from")} />
      <Line label={t("bookings.to")} type="date" value={filters.to ?? ""} onValue={set("to")} />
      <Reference value={filters.reference ?? ""} onValue={set("reference")} />
      {isSet && (
        <button type="button" class="quiet" onClick={clear}>
          {t("audit.clear")}
        </button>
      )}
    </div>
  );
}

/** A reference is asked for when it is whole, not at every letter. */
function Reference({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <form onSubmit={(event) => (event.preventDefault(), onValue(text.toUpperCase()))}>
      <Line label={t("audit.reference")} type="search" value={text} onValue={setText} maxLength={40} />
    </form>
  );
}

function Entry({ entry, people }: { entry: TrailEntry; people: readonly Account[] }) {
  const { zone } = useAccount();
  const changes = differences(entry);
  const account = people.find(({ id }) => id === entry.actorId);
  const who = account?.email ?? (entry.actor ? named("audit.actor", entry.actor) : (entry.actorId ?? ""));
  const thing = entry.reference ?? entry.subject;
  return (
    <li>
      <p class="trail-head">
        <strong>{named("audit.kind", entry.kind)}</strong>
        {entry.reference ? <a href={`/console/bookings/${entry.reference}`}>{thing}</a> : <span>{thing}</span>}
      </p>
      <p class="muted small">
        <time dateTime={entry.at}>{when(entry.at, zone)}</time> · {who}
        {entry.waived?.length ? ` · ${t("audit.waived", { rules: entry.waived.join(", ") })}` : ""}
      </p>
      {changes.length > 0 && (
        <details>
          <summary>{t("audit.details")}</summary>
          <dl class="differences">
            {changes.map(({ name, before, after }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {before !== undefined && <del>{before}</del>} {after !== undefined && <ins>{after}</ins>}
                </dd>
              </div>
            ))}
          </dl>
          <p class="muted small">{t("fault.requestId", { id: entry.requestId })}</p>
        </details>
      )}
    </li>
  );
}
