import { useEffect, useId, useRef, useState } from "preact/hooks";

import { t } from "../i18n";
import { cleanLine } from "../ui/clean";
import { go } from "../ui/url";

/** How long nothing is typed before the search goes out. */
const PAUSE_MS = 250;

/** The text of the field, and the last one that went to the address. */
interface Typed {
  text: string;
  sent: string;
}

/** The field keeps its text while the address has the one it sent; another one (back, "clear") replaces it. */
export function keptText(typed: Typed, address: string): Typed {
  return address === typed.sent ? typed : { text: address, sent: address };
}

/** A word of name, title or expertise. */
export function Search({ value }: { value: string }) {
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [state, setState] = useState<Typed>({ text: value, sent: value });
  const typed = keptText(state, value);
  const isReplaced = typed !== state;
  useEffect(() => {
    if (!isReplaced) return;
    clearTimeout(timer.current);
    setState(typed);
  }, [isReplaced, typed]);
  const send = (text: string) => {
    const q = cleanLine(text);
    setState({ text, sent: q });
    go({ q }, "replace");
  };
  const onInput = (text: string) => {
    setState({ ...typed, text });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send(text), PAUSE_MS);
  };
  return (
    <div class="field search">
      <label class="field-label" for={id}>
        {t("filter.search")}
      </label>
      <input
        id={id}
        type="search"
        value={typed.text}
        maxLength={100}
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}
