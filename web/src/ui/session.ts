/** Values kept in this tab until it closes. Storage may be forbidden (a framed page): then memory serves. */

const memory = new Map<string, string>();
const PREFIX = "magnetiq.";

export function remember(name: string, value: unknown) {
  const text = JSON.stringify(value);
  memory.set(name, text);
  try {
    sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // Memory has it.
  }
}

/** The value remembered under a name by this code, or undefined. */
export function recall<T>(name: string): T | undefined {
  let text = memory.get(name) ?? null;
  try {
    text ??= sessionStorage.getItem(PREFIX + name);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export function forget(name: string) {
  memory.delete(name);
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing is there.
  }
}

/** A random name for something that lasts as long as this tab. */
export function randomId(): string {
  // randomUUID is there on secure origins only.
  if ("randomUUID" in crypto) return crypto.randomUUID();
  return Array.from((crypto as Crypto).getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
