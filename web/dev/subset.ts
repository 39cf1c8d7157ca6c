import { readFile } from "node:fs/promises";

import { type Plugin, transformWithOxc } from "vite";

/**
 * The clients' texts that the console shows as well, by the beginnings of their keys: fields, hours and weeks. A test
 * compares the list with what the console's modules ask for.
 */
export const SHOWN_AT_CONSOLE = ["field.", "display."] as const;

/** `<language>.ts?console`: a catalogue with those texts alone. */
export function subset(): Plugin {
  return {
    name: "subset",
    async load(id) {
      const [file = "", query] = id.split("?");
      if (query !== "console" || !/\/i18n\/[a-z]{2}\.ts$/.test(file)) return undefined;
      const { code } = await transformWithOxc(await readFile(file, "utf8"), file);
      const url = `data:text/javascript,${encodeURIComponent(code)}`;
      const { default: all } = (await import(url)) as { default: Record<string, unknown> };
      const shown = Object.entries(all).filter(([key]) => SHOWN_AT_CONSOLE.some((part) => key.startsWith(part)));
      return `export default ${JSON.stringify(Object.fromEntries(shown))};`;
    },
  };
}
