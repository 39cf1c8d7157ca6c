import { get } from "../api/client";
import type { Consultant } from "../api/types";

interface Everyone {
  consultants: Consultant[];
}

/** Asked for while the language and the settings are still on their way: every screen needs them. */
let early: Promise<Everyone> | undefined = get<Everyone>("/consultants");
// Whoever takes it says what went wrong.
early.catch(() => undefined);

export function everyone(signal: AbortSignal): Promise<Everyone> {
  const first = early;
  early = undefined;
  return first ?? get<Everyone>("/consultants", { signal });
}
