import type { ComponentChildren } from "preact";

import { t } from "../i18n";

interface FrameProps {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  children: ComponentChildren;
}

/** A label, the field, and the fault of its value. */
export function FieldFrame({ id, label, hint, error, optional = false, children }: FrameProps) {
  return (
    <div class={error ? "field invalid" : "field"}>
      <label class="field-label" for={id}>
        {label}
        {optional && <span class="optional"> {t("field.optional")}</span>}
      </label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** What describes a field to a screen reader. */
export function described(id: string, hint?: string, error?: string) {
  const by = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { "aria-invalid": error ? true : undefined, "aria-describedby": by || undefined };
}

export interface FieldProps {
  id: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
  /** When the field is left: the moment to show its fault. */
  onLeave?: () => void;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean;
  maxLength?: number;
}

interface InputProps extends FieldProps {
  type?: "text" | "email";
  autocomplete?: string;
  inputMode?: "email" | "url";
}

export function TextField({ id, label, value, onValue, onLeave, hint, error, required = false, ...rest }: InputProps) {
  return (
    <FieldFrame {...{ id, label, hint, error, optional: !required }}>
      <input
        id={id}
        name={id}
        value={value}
        aria-required={required}
        onInput={(event) => onValue(event.currentTarget.value)}
        onBlur={onLeave}
        {...described(id, hint, error)}
        {...(rest as Record<string, unknown>)}
      />
    </FieldFrame>
  );
}

/** The field of an e-mail address: at most 254 characters, as a path of RFC 5321, 4.5.3.1.3, holds. */
export function EmailField(props: Omit<FieldProps, "required" | "maxLength">) {
  return <TextField {...props} required type="email" inputMode="email" autocomplete="email" maxLength={254} />;
}

export function TextArea({
  id,
  label,
  value,
  onValue,
  onLeave,
  hint,
  error,
  rows = 3,
  maxLength,
}: FieldProps & { rows?: number }) {
  return (
    <FieldFrame {...{ id, label, hint, error, optional: true }}>
      <textarea
        id={id}
        name={id}
        rows={rows}
        value={value}
        maxLength={maxLength}
        onInput={(event) => onValue(event.currentTarget.value)}
        onBlur={onLeave}
        {...described(id, hint, error)}
      />
    </FieldFrame>
  );
}

interface CheckProps {
  id: string;
  checked: boolean;
  onChecked: (checked: boolean) => void;
  error?: string | undefined;
  required?: boolean;
  children: ComponentChildren;
}

export function Check({ id, checked, onChecked, error, required = false, children }: CheckProps) {
  return (
    <div class={error ? "field invalid" : "field"}>
      <label class="check">
        <input
          id={id}
          name={id}
          type="checkbox"
          checked={checked}
          aria-required={required || undefined}
          onChange={(event) => onChecked(event.currentTarget.checked)}
          {...described(id, undefined, error)}
        />
        <span>{children}</span>
      </label>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
