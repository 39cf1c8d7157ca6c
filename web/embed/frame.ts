import { address, type Options } from "./options";
import { wordsFor } from "./words";

/** The booking as posted to the site; without personal data. */
export interface Booked {
  reference: string;
  start: string;
  consultantId: string;
}

/** Callbacks for the owner of a frame. */
export interface Watcher {
  height: (pixels: number) => void;
  escape?: () => void;
}

/** How long the page in the frame may be silent before a link beside it leads there. */
const PATIENCE_MS = 8_000;
const HIGHEST = 20_000;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The booking page in a frame. Its messages are heard only from that very frame and from the page's own origin. */
export class Frame {
  readonly element = document.createElement("iframe");
  /** The booking made in it, if any. */
  booked: Booked | undefined;
  private isReady = false;

  constructor(
    /** Where the booking page is. */
    private readonly base: string,
    options: Options,
    /** An element of the site: events start there and rise to the document. */
    private readonly host: HTMLElement,
    private readonly watcher: Watcher,
  ) {
    this.element.title = wordsFor(options).book;
    this.element.src = address(base, options);
    this.element.referrerPolicy = "no-referrer";
    addEventListener("message", (event) => this.hear(event));
    this.element.addEventListener("load", () => this.helpIfSilent(options), { once: true });
  }

  /** Posts to the site. */
  dispatch(name: "ready" | "step" | "booked" | "closed", detail: object) {
    this.host.dispatchEvent(new CustomEvent(`magnetiq-booking:${name}`, { bubbles: true, detail }));
  }

  private hear({ source, origin, data }: MessageEvent) {
    const isOurs = source !== null && source === this.element.contentWindow && origin === this.base;
    if (!isOurs || typeof data !== "object" || data?.source !== "magnetiq-booking") return;
    const consultantId = text(data.consultantId);
    switch (data.type) {
      case "resize":
        if (Number.isFinite(data.height)) this.watcher.height(Math.min(Math.max(data.height, 0), HIGHEST));
        break;
      case "escape":
        this.watcher.escape?.();
        break;
      case "step":
        if (!this.isReady) this.dispatch("ready", consultantId ? { consultantId } : {});
        this.dispatch("step", { step: text(data.step), ...(consultantId && { consultantId }) });
        if (this.isReady) this.show();
        this.isReady = true;
        break;
      case "booked":
        this.booked = { reference: text(data.reference), start: text(data.start), consultantId };
        this.dispatch("booked", this.booked);
    }
  }

  /** A new step begins at its top, also where the frame is as high as the page in it. */
  private show() {
    if (this.element.getBoundingClientRect().top < 0) this.element.scrollIntoView();
  }

  private helpIfSilent(options: Options) {
    setTimeout(() => {
      if (this.isReady || !this.element.isConnected) return;
      console.warn(
        `magnetiq-booking: no word from ${this.base}. Is ${location.origin} among the origins that may embed it?`,
      );
      const link = document.createElement("a");
      link.className = "late";
      link.href = this.base + "/book-consultation";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = wordsFor(options).open;
      this.element.before(link);
    }, PATIENCE_MS);
  }
}
