/** Styles that neither leak into the site nor are reached by its own: they stand in a shadow tree. */
const CSS = `
:host { all: initial; display: block; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
:host([data-theme=light]) { color-scheme: light; }
:host([data-theme=dark]) { color-scheme: dark; }
:host([data-theme=auto]) { color-scheme: light dark; }
iframe { display: block; width: 100%; border: 0; background: transparent; color-scheme: inherit; }
.inline { height: 640px; }
.late { display: block; padding: 12px; text-align: center; color: inherit; }

.float {
  position: fixed; z-index: 2147483000;
  right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom));
  min-height: 52px; max-width: calc(100vw - 40px); padding: 0 24px; border: 0; border-radius: 26px;
  background: var(--brand); color: var(--on-brand); font: inherit; font-weight: 600; cursor: pointer;
  box-shadow: 0 6px 24px rgb(0 0 0 / 22%);
}
.float:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid light-dark(#181b20, #fff); outline-offset: 3px; box-shadow: 0 0 0 3px light-dark(#fff, #181b20); }

dialog {
  box-sizing: border-box; width: min(1060px, 100vw - 32px); max-width: none; max-height: none; margin: auto; padding: 0;
  border: 0; border-radius: 18px; overflow: hidden;
  background: light-dark(#f7f7f5, #131518); color: light-dark(#181b20, #eceef1);
  box-shadow: 0 24px 80px rgb(0 0 0 / 35%);
}
dialog::backdrop { background: rgb(10 12 16 / 55%); }
.bar { display: flex; align-items: center; gap: 12px; min-height: 56px; padding: 0 6px 0 20px; font-weight: 600; }
.bar span { flex: 1; }
.close {
  width: 44px; height: 44px; border: 0; border-radius: 50%; background: none; color: inherit;
  font: 24px/1 system-ui, sans-serif; cursor: pointer;
}
.close:hover { background: light-dark(#ebebe7, #272b31); }
dialog iframe { height: 640px; max-height: calc(100dvh - 32px - 56px); }

@media (max-width: 640px) {
  dialog { width: 100vw; height: 100dvh; border-radius: 0; }
  dialog iframe { height: calc(100dvh - 56px) !important; max-height: none; }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: rise 180ms ease-out; }
  dialog[open]::backdrop { animation: dim 180ms ease-out; }
}
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
@keyframes dim { from { opacity: 0; } }
`;

let sheet: CSSStyleSheet | undefined;

/** An element of the site with a shadow tree that wears these styles, whatever policy the site has for its own. */
export function shadowHost(theme: string | undefined): { host: HTMLElement; root: ShadowRoot } {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  const host = document.createElement("div");
  host.dataset.magnetiqHost = "";
  host.dataset.theme = theme ?? "auto";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  return { host, root };
}

/** Black or white, whichever is easier to read on a colour. */
export function inkOn(colour: string): string {
  const hex = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour;
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2) as [
    number,
    number,
    number,
  ];
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  // As far from white as from black: (1.05)/(l + 0.05) = (l + 0.05)/0.05.
  return luminance > 0.179 ? "#000" : "#fff";
}
