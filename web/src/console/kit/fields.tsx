import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import { described, FieldFrame } from "../../ui/field";

interface Common {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  disabled?: boolean | undefined;
}

interface LineProps extends Common {
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "email" | "url" | "tel" | "number" | "date" | "time" | "datetime-local" | "color" | "search";
  min?: number | string;
  max?: number | string;
  step?: number;
  maxLength?: number;
  required?: boolean;
  lang?: string;
}

/** A field of one line. */
export function Line({ label, hint, error, value, onValue, ...rest }: LineProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <input
        id={id}
        value={value}
        autocomplete="off"
        onInput={(event) => onValue(event.currentTarget.value)}
        {...described(id, hint, error)}
        {...(rest as Record<string, unknown>)}
      />
    </FieldFrame>
  );
}

interface LinesProps extends Common {
  value: string;
  onValue: (value: string) => void;
  rows?: number;
  maxLength?: number;
  lang?: string;
}

/** A field of several lines. */
export function Lines({ label, hint, error, value, onValue, rows = 3, ...rest }: LinesProps) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <textarea
        id={id}
        value={value}
        rows={rows}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...described(id, hint, error)}
        {...(rest as Record<string, unknown>)}
      />
    </FieldFrame>
  );
}

export type Choices = readonly (readonly [value: string, text: string])[];

/** One of several. */
export function Choice({
  label,
  hint,
  error,
  value,
  choices,
  onValue,
  disabled,
}: Common & { value: string; choices: Choices; onValue: (value: string) => void }) {
  const id = useId();
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => onValue(event.currentTarget.value)}
        {...described(id, hint, error)}
      >
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

interface TickProps {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  disabled?: boolean | undefined;
  hint?: string | undefined;
  children: ComponentChildren;
}

/** Yes or no. */
export function Tick({ checked, onChecked, disabled, hint, children }: TickProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>
        {children}
        {hint && <span class="hint block">{hint}</span>}
      </span>
    </label>
  );
}

interface TicksProps<T extends string> {
  label: string;
  chosen: readonly T[];
  choices: readonly (readonly [T, string])[];
  onChosen: (chosen: T[]) => void;
  disabled?: boolean | undefined;
}

/** Any of several. */
export function Ticks<T extends string>({ label, chosen, choices, onChosen, disabled }: TicksProps<T>) {
  return (
    <fieldset class="choice" disabled={disabled}>
      <legend>{label}</legend>
      <div class="choices">
        {choices.map(([value, text]) => (
          <label key={value} class="chip">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() =>
                onChosen(chosen.includes(value) ? chosen.filter((it) => it !== value) : [...chosen, value])
              }
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
