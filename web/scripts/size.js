// Fails when the booking page, or the widget on other sites, asks for more script than a phone should have to load.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Bytes of gzipped script: everything the page can load, with one language (the largest). */
const BUDGET = 60 * 1024;
/** Bytes of gzipped `embed.js`, which every page of somebody else's site may load. */
const EMBED_BUDGET = 5 * 1024;

/** @typedef {{ file: string, imports?: string[], dynamicImports?: string[] }} Chunk */
const dist = new URL("../dist/", import.meta.url);
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** @type {Map<string, number>} */
const sizes = new Map();

/** @param {string} key */
function visit(key) {
  const chunk = manifest[key];
  if (!chunk || sizes.has(key)) return;
  sizes.set(key, gzipSync(readFileSync(new URL(chunk.file, dist)), { level: 9 }).length);
  for (const other of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(other);
}

visit("index.html");
const isLanguage = (/** @type {string} */ key) => /i18n\/[a-z]{2}\.ts$/.test(key);
const languages = [...sizes].filter(([key]) => isLanguage(key)).map(([, size]) => size);
const code = [...sizes].filter(([key]) => !isLanguage(key)).reduce((sum, [, size]) => sum + size, 0);
const total = code + Math.max(0, ...languages);
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(
  `booking page: ${kilobytes(total)} of script gzipped (at most ${kilobytes(BUDGET)}), of it ${kilobytes(total - code)} language`,
);
const embed = gzipSync(readFileSync(new URL("embed.js", dist)), { level: 9 }).length;
console.log(`embed.js: ${kilobytes(embed)} gzipped (at most ${kilobytes(EMBED_BUDGET)})`);
if (sizes.size === 0 || total > BUDGET || embed > EMBED_BUDGET) process.exit(1);
