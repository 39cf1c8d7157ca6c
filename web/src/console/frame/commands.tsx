import { useEffect, useId, useRef, useState } from "preact/hooks";

import { visit } from "../../ui/url";
import { searchParameter } from "../bookings/filters";
import { t } from "../i18n";
import { PAGES, pathOf } from "../pages";
import { type Account, useAccount } from "./account";
import { viewAs } from "./api";
import { Sign, type SignName } from "./sign";

/** Something that the command list offers. */
export interface Command {
  text: string;
  sign: SignName;
  run: () => void;
}

/** The commands of the open page, beside those that are always there. */
const ofPage = new Set<() => readonly Command[]>();

/** Offers commands while this component is there. */
export function useCommands(commands: readonly Command[]) {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const source = () => latest.current;
    ofPage.add(source);
    return () => {
      ofPage.delete(source);
    };
  }, []);
}

function all({ can, consultants }: Account): Command[] {
  const pages = PAGES.filter(({ right }) => can(right)).map(({ label, sign, path }): Command => ({
    text: t("command.goTo", { page: t(label) }),
    sign,
    run: () => visit(pathOf(path)),
  }));
  const people = PAGES.some(({ path }) => path === "bookings")
    ? consultants.map(({ id, firstName, lastName }): Command => ({
        text: `${firstName} ${lastName}`,
        sign: "person",
        run: () => visit(`${pathOf("bookings")}?consultantId=${encodeURIComponent(id)}`),
      }))
    : [];
  const views = can("view_as")
    ? consultants.map(({ id, firstName, lastName }): Command => ({
        text: t("command.viewAs", { name: `${firstName} ${lastName}` }),
        sign: "person",
        run: () => (viewAs(id), location.assign(pathOf(""))),
      }))
    : [];
  return [...[...ofPage].flatMap((source) => source()), ...pages, ...people, ...views];
}

/** The commands with every typed word in them. */
export function fitting(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
}

/** Pages, actions and consultants by a few letters; what fits nothing searches the bookings. */
export function Commands({ onClose }: { onClose: () => void }) {
  const account = useAccount();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const found = fitting(all(account), typed).slice(0, 8);
  const run = (command: Command | undefined) => {
    onClose();
    if (command) command.run();
    else if (typed.trim()) visit(`${pathOf("bookings")}?${new URLSearchParams({ q: searchParameter(typed) })}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((at + step + found.length) % Math.max(1, found.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[at]);
    }
  };
  return (
    <dialog
      ref={dialog}
      class="box commands"
      aria-label={t("command.open")}
      onCancel={(event) => (event.preventDefault(), onClose())}
    >
      <input
        type="text"
        role="combobox"
        aria-label={t("command.hint")}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found.length ? `${id}-${at}` : undefined}
        placeholder={t("command.hint")}
        autocomplete="off"
        value={typed}
        onInput={(event) => (setTyped(event.currentTarget.value), setAt(0))}
        onKeyDown={onKeyDown}
      />
      <ul role="listbox" id={id} aria-label={t("command.open")}>
        {found.map((command, number) => (
          // The field has the focus and the keys.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={command.text}
            id={`${id}-${number}`}
            role="option"
            tabIndex={-1}
            aria-selected={number === at}
            onClick={() => run(command)}
          >
            <Sign name={command.sign} />
            {command.text}
          </li>
        ))}
      </ul>
      {found.length === 0 && typed && <p class="hint">{t("command.empty", { text: typed })}</p>}
    </dialog>
  );
}
