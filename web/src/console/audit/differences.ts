import type { TrailEntry } from "../kit/types";

export interface Difference {
  name: string;
  before?: string;
  after?: string;
}

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The values of an object by their paths: `{a: {b: 1}}` → `a.b: 1`. */
function flat(value: unknown, path = ""): [string, string][] {
  if (!isObject(value)) return path ? [[path, typeof value === "string" ? value : JSON.stringify(value)]] : [];
  return Object.entries(value).flatMap(([name, inner]) => flat(inner, path ? `${path}.${name}` : name));
}

/** What an act changed, value by value; what stayed as it was is left out. */
export function differences({
  change,
  before,
  after,
}: {
  [Part in "change" | "before" | "after"]?: TrailEntry[Part] | Values;
}): Difference[] {
  const was = new Map(flat(before));
  const is = new Map([...flat(change), ...flat(after)]);
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => {
      const [old, now] = [was.get(name), is.get(name)];
      return { name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
    });
}
