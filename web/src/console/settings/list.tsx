import { useState } from "preact/hooks";

import type { Texts } from "../../api/types";
import { Sign } from "../frame/sign";
import { t } from "../i18n";
import { TextsField } from "../kit/texts";
import { type Around, Fields } from "./fields";
import { at, entryOf, type Path, titleOf, type Value, withAt } from "./form";
import type { Field } from "./sections";

interface ListProps {
  of: readonly Field[] | "texts";
  label: string;
  path: Path;
  around: Around;
}

/** Entries that one adds, takes away and moves up: their order is that of the page. */
export function ListField({ of, label, path, around }: ListProps) {
  const { form, onForm, disabled } = around;
  const entries = at(form, path) as Value[];
  const set = (next: Value[]) => onForm(withAt(form, path, next));
  return (
    <>
      {entries.map((_, index) => (
        <Entry
          key={index}
          {...{ of, path: [...path, index], label: `${label} ${index + 1}`, around }}
          onRemove={() => set(entries.filter((__, one) => one !== index))}
          onUp={index > 0 && (() => set(entries.with(index - 1, entries[index]).with(index, entries[index - 1])))}
        />
      ))}
      {!disabled && (
        <div class="card-actions">
          <button type="button" class="quiet" onClick={() => set([...entries, entryOf(of)])}>
            <Sign name="plus" /> {label}
          </button>
        </div>
      )}
    </>
  );
}

interface EntryProps extends ListProps {
  onRemove: () => void;
  onUp: (() => void) | false;
}

/** One entry, behind its title. A new one is open, and one at fault. */
function Entry({ of, path, label, around, onRemove, onUp }: EntryProps) {
  const { form, disabled, language, isAtFault } = around;
  const title = titleOf(at(form, path), language);
  const [isNew] = useState(!title);
  const actions = [onUp && ([t("settings.moveUp"), onUp] as const), [t("settings.remove"), onRemove] as const];
  return (
    <details class="settings-entry" open={isNew || isAtFault(path)}>
      <summary>{title || label}</summary>
      <fieldset class="settings-group">
        <legend class="unseen">{label}</legend>
        <EntryFields {...{ of, path, label, around }} />
        {!disabled && (
          <div class="card-actions">
            {actions.map(
              (action) =>
                action && (
                  <button key={action[0]} type="button" class="quiet" onClick={action[1]}>
                    {action[0]}
                    <span class="unseen"> {label}</span>
                  </button>
                ),
            )}
          </div>
        )}
      </fieldset>
    </details>
  );
}

function EntryFields({ of, path, label, around }: ListProps) {
  if (of !== "texts") return <Fields fields={of} path={path} around={around} />;
  const { form, onForm, faultOf, language, disabled } = around;
  return (
    <TextsField
      {...{ label, language, disabled }}
      error={faultOf(path) ?? faultOf([...path, language])}
      texts={at(form, path) as Texts}
      onTexts={(texts) => onForm(withAt(form, path, texts))}
    />
  );
}
