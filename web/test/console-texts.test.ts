import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, it } from "vitest";

import { SHOWN_AT_CONSOLE } from "../dev/subset";
import en from "../src/i18n/en";

const root = new URL("../src/", import.meta.url).pathname;

/** The console's modules that take texts of the clients' pages: all that it imports outside its own folder. */
function modules(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g)) {
    const base = join(dirname(file), path);
    const next = [".ts", ".tsx", "/index.ts", "/index.tsx"].map((end) => base + end).find(existsSync);
    if (next) modules(next, found);
  }
  return found;
}

describe("the clients' texts at the console", () => {
  it("are all that its modules show", () => {
    const shared = [...modules(`${root}console/main.tsx`)].filter((file) => !/\/(console|i18n)\//.test(file));
    expect(shared.length).toBeGreaterThan(10);
    const source = shared.map((file) => readFileSync(file, "utf8")).join("\n");
    const shown = Object.keys(en).filter((key) => source.includes(`"${key}"`));
    expect(shown.length).toBeGreaterThan(5);
    // Only the search for a zone asks for these, and the console has none.
    const unasked = shared.some((file) => file.endsWith("/picker/zone.tsx")) ? [] : ["zone.cities"];
    expect(
      shown
        .filter((key) => !unasked.includes(key))
        .filter((key) => !SHOWN_AT_CONSOLE.some((part) => key.startsWith(part))),
    ).toEqual([]);
  });
});
