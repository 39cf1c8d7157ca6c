// Fails when the booking page, or the widget on other sites, asks for more script than a phone should have to load.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Bytes of gzipped script: everything the page can load, with one language (the largest). */
const BUDGET = 60 * 1024;
/** Bytes of gzipped script: every page of the console but those below, with one language (the largest). */
const CONSOLE_BUDGET = 70 * 1024;
/** Bytes of gzipped script: the console's pages of mail texts, settings and numbers, with their largest language. */
const COMPANY_BUDGET = 16 * 1024;
const isCompany = (/** @type {string} */ key) => /console-company|i18n\/company\//.test(key);
/** Bytes of gzipped script for the proof of work, which the page loads only when one is asked for. */
const PROOF_BUDGET = 40 * 1024;
const PROOF = "src/booking/altcha.ts";
/** Bytes of gzipped `embed.js`, which every page of somebody else's site may load. */
const EMBED_BUDGET = 5 * 1024;

/** @typedef {{ file: string, imports?: string[], dynamicImports?: string[] }} Chunk */
const dist = new URL("../dist/", import.meta.url);
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const isLanguage = (/** @type {string} */ key) => /i18n\/((setup|company)\/)?[a-z]{2}\.ts(\?console)?$/.test(key);

/**
 * What a page can load, with one language.
 *
 * @param {string} page
 * @param {(key: string) => boolean} isCounted
 */
function sizeOf(page, isCounted) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const visit = (/** @type {string} */ key) => {
    const chunk = manifest[key];
    if (!chunk || sizes.has(key) || key === PROOF) return;
    sizes.set(key, gzipSync(readFileSync(new URL(chunk.file, dist)), { level: 9 }).length);
    for (const other of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(other);
  };
  visit(page);
  /** @type {Map<string, number>} The size of each folder's largest language. */
  const languages = new Map();
  let code = 0;
  for (const [key, size] of sizes) {
    if (!isCounted(key)) continue;
    const folder = key.replace(/[^/]*$/, "");
    if (isLanguage(key)) languages.set(folder, Math.max(size, languages.get(folder) ?? 0));
    else code += size;
  }
  const language = [...languages.values()].reduce((sum, size) => sum + size, 0);
  return { total: code + language, language };
}

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;
let isTooMuch = false;
for (const [name, page, most, isCounted] of /** @type {const} */ ([
  ["booking page", "index.html", BUDGET, () => true],
  ["console", "console.html", CONSOLE_BUDGET, (/** @type {string} */ key) => !isCompany(key)],
  ["console, mail texts, settings and numbers", "console.html", COMPANY_BUDGET, isCompany],
])) {
  const { total, language } = sizeOf(page, isCounted);
  console.log(
    `${name}: ${kilobytes(total)} of script gzipped (at most ${kilobytes(most)}), of it ${kilobytes(language)} language`,
  );
  isTooMuch ||= total === 0 || total > most;
}
const proof = gzipSync(readFileSync(new URL(manifest[PROOF]?.file ?? "missing", dist)), { level: 9 }).length;
console.log(`proof of work: ${kilobytes(proof)} gzipped (at most ${kilobytes(PROOF_BUDGET)})`);
const embed = gzipSync(readFileSync(new URL("embed.js", dist)), { level: 9 }).length;
console.log(`embed.js: ${kilobytes(embed)} gzipped (at most ${kilobytes(EMBED_BUDGET)})`);
if (isTooMuch || proof > PROOF_BUDGET || embed > EMBED_BUDGET) process.exit(1);
