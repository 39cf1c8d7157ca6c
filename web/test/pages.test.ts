import { existsSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { html, PAGES, pageAt } from "../dev/pages";

const root = new URL("../", import.meta.url);
const requirements = readFileSync(new URL("HEADERS.md", root), "utf8");
const names = PAGES.map((page) => [page.name, page] as const);

/** The addresses in the row of HEADERS.md that asks for this Cache-Control. */
function addresses(cacheControl: string): string[] {
  const row = requirements.split("\n").find((line) => line.endsWith(`| \`${cacheControl}\` |`)) ?? "";
  return [...row.matchAll(/`(\/[\w-]*)`/g)].map(([, address = ""]) => address);
}

describe("the list of pages", () => {
  it.each(names)("%s has an app", (_, { app }) => {
    expect(existsSync(new URL(`src/${app}/main.tsx`, root))).toBe(true);
  });

  it.each(names)("%s has its title and its app in the common page, and nothing left to fill in", (_, page) => {
    const text = html(page);
    expect(text).toContain(`<title>${page.title}</title>`);
    expect(text).toContain(`src="/src/${page.app}/main.tsx"`);
    expect(text).not.toMatch(/%[A-Z]+%/);
  });

  it.each(names)("%s is left out by searches if its address contains a token or it is behind a log-in", (_, page) => {
    expect(html(page).includes('content="noindex, nofollow"')).toBe(page.headers !== "framed");
  });

  it("is found by name, by file and by other addresses", () => {
    expect(["/", "/index.html", "/book-consultation"].map((path) => pageAt(path)?.name)).toEqual([
      "index",
      "index",
      "index",
    ]);
    expect(["/manage", "/manage.html"].map((path) => pageAt(path)?.name)).toEqual(["manage", "manage"]);
    expect(["/console", "/console/bookings/VLT-1"].map((path) => pageAt(path)?.name)).toEqual(["console", "console"]);
    expect(["/consoles", "/console/a.js", "/manage/below"].map(pageAt)).toEqual([undefined, undefined, undefined]);
    expect(["/nothing", "/src/manage/main.tsx", "/embed.js"].map(pageAt)).toEqual([undefined, undefined, undefined]);
  });

  it("is the one of the requirements on the server", () => {
    const paths = (headers: string) =>
      PAGES.filter((page) => page.headers === headers).flatMap(({ name, aliases = [] }) =>
        [name === "index" ? "" : name, ...aliases].map((one) => `/${one}`),
      );
    expect(addresses("no-cache")).toEqual(paths("framed"));
    expect(addresses("no-store")).toEqual(paths("token"));
  });
});
