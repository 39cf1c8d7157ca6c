import { useId, useState } from "preact/hooks";

import type { Consultant } from "../api/types";
import { n, t } from "../i18n";
import { MEETING_TYPES } from "../meeting/labels";
import { languageName, number as decimal } from "../time/format";
import { Icon } from "../ui/icon";
import { go } from "../ui/url";
import { offerOf } from "./route";
import { Search } from "./search";
import { EXPERIENCE } from "./words";

/** As the API names them, so that the address and the request are one. */
export const FILTERS = [
  "q",
  "expertise",
  "timeframe",
  "preferredTime",
  "language",
  "meetingType",
  "experience",
  "minRating",
] as const;
type Filter = (typeof FILTERS)[number];

/** Of these, any of several values is enough. */
const SEVERAL: readonly Filter[] = ["expertise", "language", "meetingType"];

/** The active filters as query parameters. */
export function filtersOf(query: URLSearchParams): Partial<Record<Filter, string | string[]>> {
  const set: Partial<Record<Filter, string | string[]>> = {};
  for (const name of FILTERS) {
    const values = query.getAll(name).filter(Boolean);
    if (values[0] !== undefined) set[name] = SEVERAL.includes(name) ? values : values[0];
  }
  return set;
}

const unique = (values: string[]) => [...new Set(values)].sort((a, b) => a.localeCompare(b));

interface FiltersProps {
  consultants: Consultant[];
  query: URLSearchParams;
  /** The company's choice, in order. */
  offered?: readonly Filter[] | undefined;
}

/** Filters live in the address: they survive reload and can be sent to somebody. */
export function Filters({ consultants, query, offered = FILTERS }: FiltersProps) {
  const set = filtersOf(query);
  const number = Object.keys(set).length;
  const [open, setOpen] = useState(false);
  const id = useId();
  const topics = unique(consultants.flatMap(({ expertise }) => expertise ?? []));
  const spoken = unique(consultants.flatMap(({ languages }) => languages ?? []));
  const types = offerOf(consultants, "any").meetingTypes;
  const chips: Partial<Record<Filter, { label: string; choices: [string, string][] }>> = {
    expertise: { label: t("filter.expertise"), choices: topics.map((topic) => [topic, topic]) },
    language: { label: t("filter.language"), choices: spoken.map((code) => [code, languageName(code)]) },
    meetingType: { label: t("filter.how"), choices: types.map((type) => [type, t(MEETING_TYPES[type])]) },
  };
  if (offered.length === 0 && number === 0) return null;
  return (
    <div class="filters">
      <div class="filters-bar">
        <button type="button" class="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <Icon name="filter" />
          {number ? n("filter.set", number) : t("filter.title")}
        </button>
        {number > 0 && (
          <button
            type="button"
            class="quiet"
            onClick={() => go(Object.fromEntries(FILTERS.map((name) => [name, null])), "replace")}
          >
            {t("filter.clear")}
          </button>
        )}
      </div>
      <div id={id} class="filters-body" hidden={!open}>
        <Search value={query.get("q") ?? ""} />
        {offered.map((name) => {
          const several = chips[name];
          return several && <Chips key={name} {...{ name, query, ...several }} />;
        })}
        <Selects {...{ consultants, query, offered }} />
      </div>
    </div>
  );
}

interface ChipsProps {
  name: Filter;
  label: string;
  query: URLSearchParams;
  choices: [string, string][];
}

/** Several values of a filter, any of which is enough. */
function Chips({ name, label, query, choices }: ChipsProps) {
  const chosen = query.getAll(name);
  if (choices.length < 2) return null;
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    go({ [name]: next }, "replace");
  };
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="choices">
        {choices.map(([value, text]) => (
          <label key={value} class="chip">
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Selects({ consultants, query, offered = FILTERS }: FiltersProps) {
  const experiences = (["junior", "mid", "senior", "expert"] as const).filter((one) =>
    consultants.some(({ experience }) => experience === one),
  );
  const rated = consultants.some(({ rating }) => rating);
  const selects: Partial<Record<Filter, { label: string; choices: [string, string][] }>> = {
    timeframe: {
      label: t("filter.when"),
      choices: [
        ["today", t("when.today")],
        ["this-week", t("when.thisWeek")],
        ["next-week", t("when.nextWeek")],
        ["flexible", t("when.flexible")],
      ],
    },
    preferredTime: {
      label: t("filter.timeOfDay"),
      choices: [
        ["morning", t("part.morning")],
        ["afternoon", t("part.afternoon")],
        ["evening", t("part.evening")],
      ],
    },
    experience: { label: t("filter.experience"), choices: experiences.map((one) => [one, t(EXPERIENCE[one])]) },
    minRating: {
      label: t("filter.rating"),
      choices: (rated ? ["3", "4", "4.5"] : []).map((stars) => [
        stars,
        t("filter.atLeast", { stars: decimal(Number(stars), stars.length > 1 ? 1 : 0) }),
      ]),
    },
  };
  return (
    <div class="selects">
      {offered.map((name) => {
        const select = selects[name];
        return select && <Select key={name} {...{ name, ...select }} value={query.get(name) ?? ""} />;
      })}
    </div>
  );
}

interface SelectProps {
  name: Filter;
  label: string;
  value: string;
  choices: [string, string][];
}

function Select({ name, label, value, choices }: SelectProps) {
  const id = useId();
  if (choices.length < 2) return null;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => go({ [name]: event.currentTarget.value }, "replace")}>
        <option value="">{t("filter.any")}</option>
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
