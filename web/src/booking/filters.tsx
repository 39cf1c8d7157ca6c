import { useId, useState } from "preact/hooks";

import type { Consultant } from "../api/types";
import { n, t } from "../i18n";
import { MEETING_TYPES } from "../meeting/labels";
import { languageName, number as decimal } from "../time/format";
import { Icon } from "../ui/icon";
import { go } from "../ui/url";
import { offerOf } from "./route";
import { EXPERIENCE } from "./words";

/** As the API names them, so that the address and the request are one. */
export const FILTERS = [
  "expertise",
  "timeframe",
  "preferredTime",
  "language",
  "meetingType",
  "experience",
  "minRating",
] as const;
type Filter = (typeof FILTERS)[number];

/** The active filters as query parameters. */
export function filtersOf(query: URLSearchParams): Partial<Record<Filter, string | string[]>> {
  const set: Partial<Record<Filter, string | string[]>> = {};
  for (const name of FILTERS) {
    const values = query.getAll(name).filter(Boolean);
    if (values[0] !== undefined) set[name] = name === "expertise" ? values : values[0];
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
  const chosen = query.getAll("expertise");
  const toggle = (topic: string) => {
    const next = chosen.includes(topic) ? chosen.filter((one) => one !== topic) : [...chosen, topic];
    go({ expertise: next }, "replace");
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
        {topics.length > 1 && offered.includes("expertise") && (
          <fieldset class="choice">
            <legend>{t("filter.expertise")}</legend>
            <div class="choices">
              {topics.map((topic) => (
                <label key={topic} class="chip">
                  <input type="checkbox" checked={chosen.includes(topic)} onChange={() => toggle(topic)} />
                  <span>{topic}</span>
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <Selects {...{ consultants, query, offered }} />
      </div>
    </div>
  );
}

function Selects({ consultants, query, offered = FILTERS }: FiltersProps) {
  const spoken = unique(consultants.flatMap(({ languages }) => languages ?? []));
  const types = offerOf(consultants, "any").meetingTypes;
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
    language: { label: t("filter.language"), choices: spoken.map((code) => [code, languageName(code)]) },
    meetingType: { label: t("filter.how"), choices: types.map((type) => [type, t(MEETING_TYPES[type])]) },
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
