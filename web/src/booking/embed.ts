/** Messages from an embedded booking page to its parent page. */

const query = new URLSearchParams(globalThis.location?.search ?? "");

/** Whether the page stands in another one: then without head and foot. */
export const embedded = query.get("embed") === "1";

/** Whether the frame is a popup: then the page keeps its own distance from the edges. */
export const inPopup = embedded && query.get("frame") === "popup";

/** The origin of the page around this one, as it says itself or as the browser does; undefined where neither does. */
function parentOrigin(): string | undefined {
  for (const address of [query.get("origin"), document.referrer]) {
    try {
      if (address) return new URL(address).origin;
    } catch {
      // Not an address: ask the next.
    }
  }
  return undefined;
}

/** Which origins may frame this page is the server's to say (frame-ancestors); nothing personal is told here. */
export type Message =
  | { type: "resize"; height: number }
  | { type: "escape" }
  | { type: "step"; step: string; consultantId?: string | undefined }
  | {
      type: "booked";
      reference: string;
      consultantId: string;
      start: string;
      end: string;
      duration: number;
      meetingType: string;
    };

export function postToParent(message: Message) {
  if (parent === window) return;
  const origin = parentOrigin();
  if (origin) parent.postMessage({ source: "magnetiq-booking", ...message }, origin);
}

/** Posts this page's height to the parent page, now and on each change. */
export function postHeight() {
  if (parent === window) return;
  const root = document.getElementById("app") ?? document.body;
  const observer = new ResizeObserver(() =>
    postToParent({ type: "resize", height: Math.ceil(root.getBoundingClientRect().height) }),
  );
  observer.observe(root);
}

/** Escape that nothing on this page wants may close the popup it stands in. */
export function postEscape() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]"))
      postToParent({ type: "escape" });
  });
}
