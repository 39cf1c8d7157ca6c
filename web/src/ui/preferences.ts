/** A visitor's choices for this device. Storage may be forbidden (a framed page): then they last as long as the page. */

import { type Language, LANGUAGES } from "../i18n/languages";

export interface Preferences {
  /** Hours to 12 or to 24. */
  clock?: "12" | "24";
  /** The first day of the week: Monday, Saturday or Sunday. */
  week?: "1" | "6" | "7";
  theme?: "light" | "dark";
  /** The console's language. */
  language?: Language;
  /** The console's keys of one letter. */
  keys?: "off";
}

const ALLOWED: { readonly [Name in keyof Preferences]-?: readonly unknown[] } = {
  clock: ["12", "24"],
  week: ["1", "6", "7"],
  theme: ["light", "dark"],
  language: LANGUAGES,
  keys: ["off"],
};

const KEY = "magnetiq.preferences";

let memory: Preferences | undefined;

function stored(): Preferences {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(ALLOWED).flatMap(([name, values]) => (values.includes(found[name]) ? [[name, found[name]]] : [])),
    );
  } catch {
    return {};
  }
}

/** The choices made; the rest follows locale and system. */
export const preferences = (): Preferences => (memory ??= stored());

const listeners = new Set<() => void>();

/** Calls back after each change. */
export function onPreference(listener: () => void) {
  listeners.add(listener);
}

/** Sets something for this device; undefined leaves it to locale and system again. */
export function prefer(change: { [Name in keyof Preferences]: Preferences[Name] | undefined }) {
  memory = Object.fromEntries(Object.entries({ ...preferences(), ...change }).filter(([, value]) => value));
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Memory has it.
  }
  for (const listener of listeners) listener();
}
