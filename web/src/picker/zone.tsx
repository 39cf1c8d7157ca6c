import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";

import { serverNow } from "../api/client";
import { t } from "../i18n";
import { isOutdated } from "../time/format";
import { allZones, browserZone, search, timeNow, zoneLabel, type ZoneChoice } from "../time/zones";
import { Icon } from "../ui/icon";

interface ZoneProps {
  zone: string;
  onZone: (zone: string) => void;
  /** Zones worth offering first, such as the consultant's. */
  suggested?: readonly string[];
}

/** More than this many choices nobody reads. */
const MOST = 60;

/** The zone in which times are shown: always visible, changed by a search. */
export function ZonePicker({ zone, onZone, suggested = [] }: ZoneProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const now = serverNow();
  return (
    <div class="zone">
      <button
        ref={button}
        type="button"
        class="zone-button"
        aria-expanded={open}
        data-testid="zone"
        onClick={() => setOpen(!open)}
      >
        <Icon name="globe" />
        <span>
          <span class="unseen">{t("zone.label")} </span>
          {zoneLabel(zone, now)} <span class="muted zone-time">{timeNow(zone, now)}</span>
        </span>
        <Icon name="down" />
      </button>
      {open && (
        <ZoneSearch
          zone={zone}
          first={[zone, browserZone(), ...suggested]}
          onClose={close}
          onChoose={(chosen) => {
            onZone(chosen);
            close();
          }}
        />
      )}
      {isOutdated(zone, now) && <p class="muted small">{t("zone.outdated")}</p>}
    </div>
  );
}

interface SearchProps {
  zone: string;
  first: readonly string[];
  onChoose: (zone: string) => void;
  onClose: () => void;
}

/** A combobox with a list, as the ARIA pattern has it. */
function ZoneSearch({ zone, first, onChoose, onClose }: SearchProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const zones = useMemo(() => allZones(serverNow()), []);
  const found = useMemo(() => {
    const ahead = first.flatMap((name) => zones.find((choice) => choice.zone === name) ?? []);
    const sorted = typed ? search(zones, typed) : [...new Set([...ahead, ...zones])];
    return sorted.slice(0, MOST);
  }, [zones, typed, first]);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    const outside = (event: Event) => {
      if (!panel.current?.parentElement?.contains(event.target as Node)) onClose();
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [onClose]);
  useEffect(() => document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" }), [id, at]);

  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = found[at];
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter" && chosen) onChoose(chosen.zone);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="zone-panel" ref={panel}>
      <label class="field-label" for={`${id}-input`}>
        {t("zone.search")}
      </label>
      <input
        ref={input}
        id={`${id}-input`}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length ? `${id}-${at}` : undefined}
        placeholder={t("zone.example")}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={(event) => {
          if (!panel.current?.contains(event.relatedTarget as Node)) onClose();
        }}
      />
      <ZoneList id={id} found={found} at={at} zone={zone} onChoose={onChoose} />
      <p class="unseen" role="status">
        {found.length ? "" : t("zone.none")}
      </p>
    </div>
  );
}

interface ListProps {
  id: string;
  found: ZoneChoice[];
  at: number;
  zone: string;
  onChoose: (zone: string) => void;
}

function ZoneList({ id, found, at, zone, onChoose }: ListProps) {
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={t("zone.search")} tabIndex={-1}>
      {found.map((choice, index) => (
        // The keys are handled at the combobox, which keeps the focus.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
          key={choice.zone}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={choice.zone === zone}
          class={index === at ? "active" : ""}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(choice.zone)}
        >
          <span>{choice.label}</span>
          <span class="muted">{choice.offset}</span>
        </li>
      ))}
      {found.length === 0 && (
        <li class="none" role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">
          {t("zone.none")}
        </li>
      )}
    </ul>
  );
}
