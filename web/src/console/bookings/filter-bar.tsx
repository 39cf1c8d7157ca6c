import { useState } from "preact/hooks";

import { go, useQuery } from "../../ui/url";
import { consultantName, useAccount } from "../frame/account";
import { Sign } from "../frame/sign";
import { type ConsoleText, named, t } from "../i18n";
import { MULTIPLE, type Multiple, periodOf, PERIODS, searched, searchParameter, SORTS, VALUES } from "./filters";

const LABELS: Record<Multiple, ConsoleText> = {
  consultantId: "bookings.consultant",
  status: "bookings.status",
  source: "bookings.source",
  meetingType: "bookings.meetingType",
  visit: "bookings.visit",
  flag: "bookings.flag",
};

const PREFIX: Record<Multiple, string> = {
  consultantId: "",
  status: "status",
  source: "source",
  meetingType: "meetingType",
  visit: "visit",
  flag: "flag",
};

/** A changed filter begins at the first page. */
const change = (what: Parameters<typeof go>[0]) => go({ page: null, ...what });

/** Everything that narrows the list. On a phone it is folded. */
export function FilterBar() {
  const query = useQuery();
  const [open, setOpen] = useState(false);
  const count = MULTIPLE.reduce((sum, name) => sum + query.getAll(name).length, 0) + (query.get("q") ? 1 : 0);
  return (
    <div class="filters-block">
      <button
        type="button"
        class="button filters-toggle"
        aria-expanded={open}
        aria-controls="filters"
        onClick={() => setOpen(!open)}
      >
        <Sign name="settings" />
        {t("bookings.filters")}
        {count > 0 && <span class="count">{count}</span>}
      </button>
      <div id="filters" class={open ? "filters open" : "filters"}>
        <Period />
        {MULTIPLE.map((name) => (
          <Add key={name} name={name} />
        ))}
        <Sort />
      </div>
      <Chips />
    </div>
  );
}

function Period() {
  const query = useQuery();
  const period = periodOf(query);
  return (
    <>
      <label class="filter">
        <span>{t("bookings.period")}</span>
        <select
          value={period}
          data-testid="period"
          onChange={(event) => change({ period: event.currentTarget.value, from: null, to: null })}
        >
          {PERIODS.map((one) => (
            <option key={one} value={one}>
              {named("period", one)}
            </option>
          ))}
        </select>
      </label>
      {period === "own" &&
        (["from", "to"] as const).map((edge) => (
          <label key={edge} class="filter">
            <span>{t(`bookings.${edge}`)}</span>
            <input
              type="date"
              value={query.get(edge) ?? ""}
              onChange={(event) => change({ [edge]: event.currentTarget.value })}
            />
          </label>
        ))}
    </>
  );
}

/** Adds a value to a filter; those that are set are chips below. */
function Add({ name }: { name: Multiple }) {
  const query = useQuery();
  const { consultants } = useAccount();
  const set = query.getAll(name);
  const all = name === "consultantId" ? consultants.map(({ id }) => id) : VALUES[name];
  const text = (value: string) =>
    name === "consultantId" ? consultantName(consultants, value) : named(PREFIX[name], value);
  return (
    <label class="filter">
      <span>{t(LABELS[name])}</span>
      <select
        value=""
        data-testid={`filter-${name}`}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = "";
          if (value) change({ [name]: [...set, value] });
        }}
      >
        <option value="">{set.length ? t("bookings.chosen", { count: set.length }) : t("bookings.all")}</option>
        {all
          .filter((value) => !set.includes(value))
          .map((value) => (
            <option key={value} value={value}>
              {text(value)}
            </option>
          ))}
      </select>
    </label>
  );
}

function Sort() {
  const query = useQuery();
  return (
    <label class="filter">
      <span>{t("bookings.sort")}</span>
      <select
        value={query.get("sort") ?? (periodOf(query) === "past30" ? "-start" : "start")}
        onChange={(event) => change({ sort: event.currentTarget.value })}
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {named("sort", sort)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The filters that are set, each with a way to remove it. */
function Chips() {
  const query = useQuery();
  const { consultants } = useAccount();
  const q = searched(query);
  const chips = MULTIPLE.flatMap((name) =>
    query.getAll(name).map((value) => ({
      key: `${name}=${value}`,
      text: name === "consultantId" ? consultantName(consultants, value) : named(PREFIX[name], value),
      remove: () => change({ [name]: query.getAll(name).filter((one) => one !== value) }),
    })),
  );
  if (q) {
    chips.unshift({
      key: "q",
      text: t("bookings.searched", { text: q }),
      remove: () => change({ q: searchParameter("") }),
    });
  }
  if (chips.length === 0) return null;
  return (
    <ul class="filter-chips">
      {chips.map(({ key, text, remove }) => (
        <li key={key}>
          <button type="button" class="filter-chip" aria-label={t("bookings.remove", { text })} onClick={remove}>
            {text}
            <Sign name="close" />
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          class="quiet"
          onClick={() =>
            change({ q: searchParameter(""), ...Object.fromEntries(MULTIPLE.map((name) => [name, null])) })
          }
        >
          {t("bookings.removeAll")}
        </button>
      </li>
    </ul>
  );
}
