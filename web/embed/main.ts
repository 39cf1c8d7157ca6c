/**
 * The widget: `<script src="https://booking.example.com/embed.js" data-mode="inline" async></script>`.
 *
 * It may stand on a page more than once, anywhere, before or after the element that it refers to.
 */
import type { Options } from "./options";
import { button, inline } from "./place";
import { close, open } from "./popup";

interface Widget {
  /** Runs a tag's request, once per tag. */
  mount: (script: HTMLScriptElement) => void;
  /** Opens the popup, for sites that want to by their own code. */
  open: (options?: Options) => void;
  close: () => void;
}

declare global {
  interface Window {
    MagnetiqBooking?: Widget;
  }
}

const OPENER = "[data-magnetiq-booking]";

/** A click with which one opens a link elsewhere is the browser's. */
const isPlain = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function widget(): Widget {
  const mounted = new WeakSet<HTMLScriptElement>();
  let base = "";
  /** What the first tag says holds for every popup, where its opener says nothing else. */
  let common: Options = {};
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest<HTMLElement>(OPENER) : null;
    if (!opener || !base || !isPlain(event)) return;
    event.preventDefault();
    open(base, { ...common, ...opener.dataset });
  });
  return {
    mount(script) {
      if (mounted.has(script)) return;
      mounted.add(script);
      const options: Options = { ...script.dataset };
      const origin = new URL(script.src).origin;
      if (!base) {
        base = origin;
        common = options;
      }
      whenReady(() => {
        if (options.mode === "button") button(origin, options);
        else if (options.mode !== "popup") inline(origin, options, script);
      });
    },
    open: (options = {}) => whenReady(() => open(base, { ...common, ...options })),
    close,
  };
}

function whenReady(then: () => void) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then, { once: true });
  else then();
}

const ours = document.currentScript as HTMLScriptElement | null;
const here = (window.MagnetiqBooking ??= widget());
// A tag manager may hide which tag it was: then it is any that hasn't been heard.
const tags = ours?.src ? [ours] : document.querySelectorAll<HTMLScriptElement>('script[src*="/embed.js"][data-mode]');
for (const tag of tags) here.mount(tag);
