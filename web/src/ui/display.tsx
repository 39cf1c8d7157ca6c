import { useEffect, useId, useRef, useState } from "preact/hooks";

import { t } from "../i18n";
import { firstWeekday, isClockOf12, weekdayOf } from "../time/format";
import { Icon } from "./icon";
import { prefer, preferences } from "./preferences";
import { go } from "./url";

/** Hours, weeks and colours as this visitor likes them, remembered on the device. */
export function Display() {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: Event) => !place.current?.contains(target as Node) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };
  return (
    // Escape closes it from wherever the focus is in it.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={place} class="display" onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="display-button"
        aria-expanded={open}
        aria-controls={id}
        data-testid="display"
        onClick={() => setOpen(!open)}
      >
        <Icon name="settings" />
        <span class="display-name">{t("display.title")}</span>
      </button>
      <div id={id} class="display-panel" hidden={!open}>
        <Switches />
      </div>
    </div>
  );
}

/** The switches of the panel. */
export function Switches() {
  const { theme } = preferences();
  const week = String(firstWeekday());
  return (
    <>
      <Switch
        name="clock"
        label={t("display.clock")}
        value={isClockOf12() ? "12" : "24"}
        choices={[
          ["24", t("display.clock24")],
          ["12", t("display.clock12")],
        ]}
        onChange={(clock) => prefer({ clock: clock as "12" | "24" })}
      />
      <Switch
        name="week"
        label={t("display.week")}
        value={week}
        choices={(["1", "7", "6"] as const).map((day) => [
          day,
          weekdayOf(Number(day), "short"),
          weekdayOf(Number(day), "long"),
        ])}
        onChange={(day) => prefer({ week: day as "1" | "6" | "7" })}
      />
      <Switch
        name="theme"
        label={t("display.theme")}
        value={asked() ?? theme ?? ""}
        choices={[
          ["", t("display.system")],
          ["light", t("display.light")],
          ["dark", t("display.dark")],
        ]}
        onChange={(chosen) => {
          // The address's wish would win over it.
          go({ theme: null }, "replace");
          prefer({ theme: chosen === "" ? undefined : (chosen as "light" | "dark") });
        }}
      />
    </>
  );
}

const asked = () => new URLSearchParams(location.search).get("theme");

interface SwitchProps {
  name: string;
  label: string;
  value: string;
  /** Value, text, and the text in full. */
  choices: (readonly [string, string, string?])[];
  onChange: (value: string) => void;
}

function Switch({ name, label, value, choices, onChange }: SwitchProps) {
  return (
    <fieldset class="switch">
      <legend>{label}</legend>
      <div class="switch-choices">
        {choices.map(([key, text, inFull]) => (
          <label key={key}>
            <input
              type="radio"
              name={`display-${name}`}
              value={key}
              checked={key === value}
              onChange={() => onChange(key)}
            />
            <span aria-hidden={inFull !== undefined}>{text}</span>
            {inFull && <span class="unseen">{inFull}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
