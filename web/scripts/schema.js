// Writes src/api/schema.d.ts, the types of what the API sends and takes, from the contract. With --check it writes
// nothing and fails if the file is out of date.
import { readFileSync, writeFileSync } from "node:fs";

import openapiTS, { astToString } from "openapi-typescript";

const CONTRACT = new URL("../../functions/api/openapi/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/schema.d.ts", import.meta.url);
const HEAD = "// Generated from functions/api/openapi/openapi.json by `npm run schema`. Don't edit.\n\n";

/**
 * Keeps the contract's prose in one place: a change of wording doesn't make the types out of date.
 *
 * @param {string} key
 * @param {unknown} value
 */
function withoutProse(key, value) {
  const isProse = (key === "description" && typeof value === "string") || (key === "examples" && Array.isArray(value));
  return isProse ? undefined : value;
}

const { openapi, info, components } = JSON.parse(readFileSync(CONTRACT, "utf8"), withoutProse);
// The pages name schemas only; with the types of every path the file would be four times as long.
const types = await openapiTS({ openapi, info, components: { schemas: components.schemas }, paths: {} });
const text = HEAD + astToString(types);

if (!process.argv.includes("--check")) {
  writeFileSync(TYPES, text);
} else if (readFileSync(TYPES, "utf8") !== text) {
  console.error("src/api/schema.d.ts doesn't match the contract: run `npm run schema`");
  process.exit(1);
}
