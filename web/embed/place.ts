import { Frame } from "./frame";
import { colour, type Options, theme } from "./options";
import { open } from "./popup";
import { inkOn, shadowHost } from "./style";
import { wordsFor } from "./words";

const USUAL_COLOUR = "#1f5eff";

/** The booking page as a part of the site, as high as its content. */
export function inline(base: string, options: Options, script: HTMLScriptElement) {
  const target = options.target ? document.querySelector(options.target) : null;
  if (options.target && !target) return console.warn(`magnetiq-booking: nothing on this page is ${options.target}`);
  // The same tag twice: one frame is enough.
  if (target?.querySelector(":scope > [data-magnetiq-host]")) return;
  const { host, root } = shadowHost(theme(options));
  const frame = new Frame(base, options, host, { height: (pixels) => (frame.element.style.height = `${pixels}px`) });
  frame.element.className = "inline";
  root.append(frame.element);
  if (target) target.append(host);
  else if (document.body.contains(script)) script.after(host);
  else document.body.append(host);
}

let hasButton = false;

/** A button that floats over the site and opens the popup; one is enough. */
export function button(base: string, options: Options) {
  if (hasButton) return;
  hasButton = true;
  const { host, root } = shadowHost(theme(options));
  const element = document.createElement("button");
  const brand = colour(options) ?? USUAL_COLOUR;
  element.type = "button";
  element.className = "float";
  element.textContent = options.label || wordsFor(options).book;
  element.setAttribute("aria-haspopup", "dialog");
  element.style.setProperty("--brand", brand);
  element.style.setProperty("--on-brand", inkOn(brand));
  element.addEventListener("click", () => open(base, options));
  root.append(element);
  document.body.append(host);
}
