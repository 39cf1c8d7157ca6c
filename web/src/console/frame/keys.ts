import { useEffect, useRef } from "preact/hooks";

import { preferences } from "../../ui/preferences";

/** Keys: `"n"`, `"Shift+x"`, `"g b"` for one after the other, `"Mod+k"` with Control or Command. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** How long the first key of two is remembered. */
const BETWEEN_MS = 1_200;

const layers: { current: Keys }[] = [];
let before = "";
let beforeAt = 0;

/** A key's name in a map of keys. */
export function nameOf({
  key,
  shiftKey,
  ctrlKey,
  metaKey,
  altKey,
}: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): string {
  if (altKey) return "";
  const plain = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey || metaKey) return shiftKey ? "" : `Mod+${plain}`;
  // "?" is typed with Shift on most keyboards; of letters Shift is a part of the name.
  return shiftKey && /^[a-z]$/i.test(key) ? `Shift+${plain}` : plain;
}

/** Whether the key belongs to what has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable=true]") !== null;
}

/** Runs the handler of a key; the newest layer of the page comes first. */
function pressed(event: KeyboardEvent) {
  const name = nameOf(event);
  if (!name || event.defaultPrevented) return;
  const isModified = name.startsWith("Mod+");
  if (!isModified && (isTyping(event.target) || preferences().keys === "off")) return;
  // A dialog has its own keys.
  if (document.querySelector("dialog[open]")) return;
  const isSoon = performance.now() - beforeAt < BETWEEN_MS;
  const names = isSoon ? [`${before} ${name}`, name] : [name];
  before = name;
  beforeAt = performance.now();
  for (const layer of layers.toReversed()) {
    for (const one of names) {
      const handler = layer.current[one];
      if (!handler) continue;
      event.preventDefault();
      before = "";
      return handler(event);
    }
  }
}

globalThis.document?.addEventListener("keydown", pressed);

/** Keys that work while this component is there, outside fields and dialogs. */
export function useKeys(keys: Keys) {
  const layer = useRef(keys);
  layer.current = keys;
  useEffect(() => {
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}
