import { Frame } from "./frame";
import { address, type Options, theme } from "./options";
import { shadowHost } from "./style";
import { wordsFor } from "./words";

interface Popup {
  dialog: HTMLDialogElement;
  frame: Frame;
  host: HTMLElement;
  src: string;
}

let popup: Popup | undefined;

/**
 * Opens the dialog: modal by the browser's own means, so that the site behind it is inert, Tab stays inside, Escape
 * closes and the focus returns to where it was. A booking closed in the middle is there again.
 */
export function open(base: string, asked: Options) {
  const options = { ...asked, frame: "popup" };
  const src = address(base, options);
  if (popup && (popup.src !== src || popup.frame.booked)) {
    if (popup.dialog.open) return;
    popup.host.remove();
    popup = undefined;
  }
  popup ??= make(base, options, src);
  if (popup.dialog.open) return;
  lockScroll();
  popup.dialog.showModal();
}

export function close() {
  popup?.dialog.close();
}

function make(base: string, options: Options, src: string): Popup {
  const { host, root } = shadowHost(theme(options));
  const words = wordsFor(options);
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("aria-label", words.book);
  const bar = document.createElement("div");
  bar.className = "bar";
  const title = document.createElement("span");
  title.textContent = words.book;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "close";
  button.setAttribute("aria-label", words.close);
  button.textContent = "×";
  button.addEventListener("click", close);
  bar.append(title, button);
  const frame = new Frame(base, options, host, {
    height: (pixels) => (frame.element.style.height = `${pixels}px`),
    escape: close,
  });
  dialog.append(bar, frame.element);
  // A tap beside it: the dialog itself is hit, nothing in it.
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => {
    unlockScroll();
    frame.dispatch("closed", frame.booked ?? {});
  });
  root.append(dialog);
  document.body.append(host);
  return { dialog, frame, host, src };
}

let before: { overflow: string; padding: string } | undefined;

/** The site behind doesn't scroll, and doesn't jump either when its scroll bar goes. */
function lockScroll() {
  const { style, clientWidth } = document.documentElement;
  before = { overflow: style.overflow, padding: style.paddingInlineEnd };
  const bar = innerWidth - clientWidth;
  style.overflow = "hidden";
  if (bar > 0) style.paddingInlineEnd = `${bar}px`;
}

function unlockScroll() {
  if (!before) return;
  const { style } = document.documentElement;
  style.overflow = before.overflow;
  style.paddingInlineEnd = before.padding;
  before = undefined;
}
