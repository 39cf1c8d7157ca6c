import { useEffect, useState } from "preact/hooks";

/** Asks before the tab is closed while something that was typed isn't saved. */
export function useDirty(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [dirty]);
}

const drafts = new Map<string, unknown>();

/** A draft that is there again when one comes back to its page. Only memory has it: it holds a client's data. */
export function useDraft<T>(name: string, empty: T): [draft: T, set: (draft: T) => void, forget: () => void] {
  const [draft, setDraft] = useState<T>(() => (drafts.get(name) as T | undefined) ?? empty);
  useDirty(draft !== empty);
  const set = (next: T) => {
    drafts.set(name, next);
    setDraft(next);
  };
  const forget = () => {
    drafts.delete(name);
    setDraft(empty);
  };
  return [draft, set, forget];
}
