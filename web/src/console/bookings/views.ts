import type { ConsoleText } from "../i18n";

/** Saved views: a name and the query of the list. Kept on this device. */
export interface View {
  name: string;
  query: string;
}

/** Views that are there from the start, by their texts. */
export const BUILT_IN: readonly (readonly [name: ConsoleText, query: string])[] = [
  ["bookings.viewComing", ""],
  ["page.today", "period=today"],
  ["bookings.viewUnmarked", "flag=unmarked&period=past30"],
  ["bookings.viewTrouble", "flag=mail_trouble"],
  ["bookings.viewNew", "sort=-createdAt"],
];

const KEY = "magnetiq.console.views";
export const MAX_VIEWS = 20;

export function savedViews(): View[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(found)) return [];
    return found.filter((it): it is View => typeof it?.name === "string" && typeof it?.query === "string");
  } catch {
    return [];
  }
}

function store(views: readonly View[]) {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch {
    // Storage is forbidden: the view lasts as long as its address.
  }
}

/** Saves a view; one of the same name is replaced. A searched word may be a client's name, so it isn't kept. */
export function saveView(name: string, query: string) {
  const kept = new URLSearchParams(query);
  kept.delete("q");
  store([...savedViews().filter((view) => view.name !== name), { name, query: kept.toString() }].slice(-MAX_VIEWS));
}

export function deleteView(name: string) {
  store(savedViews().filter((view) => view.name !== name));
}
