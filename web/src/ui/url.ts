import { useEffect, useState } from "preact/hooks";

/** The address holds the page's state: it survives reload, going back and being sent to a friend. */

const listeners = new Set<() => void>();

let moved = false;

/**
 * Whether the visitor has gone from one screen to another since the page was opened. Until then nothing takes the
 * focus: in a frame it would be taken from the page around.
 */
export const hasMoved = () => moved;

let place = 0;

/** How far down the screen was that "back" has led to; 0 for a new one. */
export const returnedTo = () => place;

globalThis.addEventListener?.("hashchange", () => {
  moved = true;
});

globalThis.addEventListener?.("popstate", ({ state }: PopStateEvent) => {
  moved = true;
  place = Number((state as { scroll?: number } | null)?.scroll ?? 0);
});

export type Change = Record<string, string | readonly string[] | null | undefined>;

/** The query of this page with some of its parameters changed; null or "" takes one out. */
export function changed(change: Change): string {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    query.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one) query.append(name, String(one));
    }
  }
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
}

/**
 * Goes to a changed address: as a step that "back" undoes, or in place of the present one. That one keeps its fragment:
 * on some pages it is what opens them.
 */
export function go(change: Change, how: "push" | "replace" = "push") {
  visit(how === "push" ? changed(change) : changed(change) + location.hash, how);
}

/** Goes to an address of this page. */
export function visit(url: string, how: "push" | "replace" = "push") {
  moved = true;
  place = 0;
  if (how === "push") {
    // The browser would go there before that screen is drawn again.
    history.replaceState({ scroll: globalThis.scrollY }, "");
    history.pushState(null, "", url);
  } else {
    history.replaceState(null, "", url);
  }
  for (const listener of listeners) listener();
}

/** Another page of this site, in the same language and looks. */
export function page(path: string, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams(location.search);
  const kept = new URLSearchParams(
    ["lang", "theme"].flatMap((name) => (query.has(name) ? [[name, query.get(name) ?? ""]] : [])),
  );
  for (const [name, value] of Object.entries(parameters)) kept.set(name, value);
  return kept.size ? `${path}?${kept}` : path;
}

/** The query, kept up to date. */
export const useQuery = () => new URLSearchParams(useAddress((it) => it.search));

/** The path, kept up to date. */
export const usePath = () => useAddress((it) => it.pathname);

function useAddress(part: (address: Location) => string): string {
  const [found, setFound] = useState(part(location));
  useEffect(() => {
    const listener = () => setFound(part(location));
    listeners.add(listener);
    addEventListener("popstate", listener);
    // Something may have changed between drawing and now.
    listener();
    return () => {
      listeners.delete(listener);
      removeEventListener("popstate", listener);
    };
    // `part` is the same all the time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return found;
}
