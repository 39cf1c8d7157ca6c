import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Plugin } from "vite";

/** A page of the list: pages.json, which the gateway, the template's checks and tests read too. */
export interface PageEntry {
  /** Of the built file, without `.html`. */
  name: string;
  /** The folder under src/ with its `main.tsx`. */
  app: string;
  /**
   * `framed`: other sites may frame it. `token`: its address contains a token, so caches, frames and searches leave it.
   * `console`: behind a log-in, with addresses of its own below its name.
   */
  headers: "framed" | "token" | "console";
  /** Other addresses of the page. */
  aliases?: string[];
  title: string;
  description?: string;
  /** Shown without JavaScript. */
  noscript: string;
}

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

export const PAGES = JSON.parse(read("../pages.json")) as PageEntry[];

const fileOf = ({ name }: PageEntry) => fileURLToPath(new URL(`../${name}.html`, import.meta.url));

/** Where the build expects the pages. No such file exists: `pages()` fills the one in page.html. */
export const INPUT = Object.fromEntries(PAGES.map((page) => [page.name, fileOf(page)]));

/** The page's HTML: the same head and first screen for all. */
export function html({ app, headers, title, description = "", noscript }: PageEntry): string {
  const meta =
    headers !== "framed"
      ? { META: "robots", CONTENT: "noindex, nofollow" }
      : { META: "description", CONTENT: description };
  const values: Record<string, string> = { TITLE: title, APP: app, NOSCRIPT: noscript, ...meta };
  return read("page.html").replace(/%([A-Z]+)%/g, (whole, name: string) => values[name] ?? whole);
}

/** The page at an address, by its name or another that it has. */
export function pageAt(path: string): PageEntry | undefined {
  const asked = path.replace(/^\/|\.html$/g, "") || "index";
  return PAGES.find(
    ({ name, headers, aliases = [] }) =>
      [name, ...aliases].includes(asked) ||
      (headers === "console" && asked.startsWith(`${name}/`) && !asked.includes(".")),
  );
}

/** Makes the pages of the list. */
export function pages(): Plugin {
  return {
    name: "pages",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = request.url ?? "/";
        const page = pageAt(url.replace(/[?#].*$/s, ""));
        if (!page) return next();
        server.transformIndexHtml(url, html(page)).then((text) => {
          response.setHeader("Content-Type", "text/html");
          response.end(text);
        }, next);
      });
    },
    resolveId: (id) => (Object.values(INPUT).includes(id) ? id : undefined),
    load(id) {
      const page = PAGES.find((one) => fileOf(one) === id);
      return page && html(page);
    },
    // Copies, so that a server of the folder needs one rule only: add `.html`.
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const { name, aliases = [] } of PAGES) {
          const built = bundle[`${name}.html`];
          if (built?.type !== "asset") throw new Error(`there is no ${name}.html in the build`);
          for (const alias of aliases)
            this.emitFile({ type: "asset", fileName: `${alias}.html`, source: built.source });
        }
      },
    },
  };
}
