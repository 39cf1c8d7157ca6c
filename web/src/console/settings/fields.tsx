import type { Texts } from "../../api/types";
import { type Language, LANGUAGES } from "../../i18n";
import { languageName } from "../../time/format";
import { consultantName, useAccount } from "../frame/account";
import { named, t } from "../i18n";
import { Choice, type Choices, Line, Lines, Tick, Ticks } from "../kit/fields";
import { TextsField } from "../kit/texts";
import { ListField } from "./list";
import { at, type Form, type Path, type Value, withAt } from "./form";
import type { Field } from "./sections";

/** The form around a field. */
export interface Around {
  form: Form;
  onForm: (form: Form) => void;
  /** What the API says about the field at a path. */
  faultOf: (path: Path) => string | undefined;
  /** Whether it says something about the field or what is in it. */
  isAtFault: (path: Path) => boolean;
  disabled: boolean;
  /** In which the texts are shown. */
  language: Language;
}

export const labelOf = (field: Field) => named("settings", field.label ?? field.name);
const wordsOf = (words: readonly string[]): Choices => words.map((word) => [word, named("settings.is", word)] as const);

/** The fields of a section, or of one entry of a list. */
export function Fields({ fields, path = [], around }: { fields: readonly Field[]; path?: Path; around: Around }) {
  return (
    <div class="settings-fields">
      {fields.map((field) => (
        <OneField key={field.name} field={field} path={[...path, field.name]} around={around} />
      ))}
    </div>
  );
}

interface FieldProps {
  field: Field;
  path: Path;
  around: Around;
}

function OneField({ field, path, around }: FieldProps) {
  const { form, onForm, faultOf, disabled, language } = around;
  const value = at(form, path);
  const set = (next: Value) => onForm(withAt(form, path, next));
  const common = {
    label: labelOf(field),
    hint: field.hint && named("settings", `${field.label ?? field.name}.hint`),
    error: faultOf(path),
    disabled,
  };
  const typed = { ...common, value: String(value ?? ""), onValue: set };
  switch (field.kind) {
    case "line":
      return <Line {...typed} type={field.type ?? "text"} maxLength={field.max ?? 2000} />;
    case "number":
      return <Line {...typed} type="number" min={field.min} max={field.max} />;
    case "tick":
      return (
        <Tick checked={value === true} onChecked={set} disabled={disabled}>
          {common.label}
        </Tick>
      );
    case "choice":
      return <Choice {...typed} choices={[...(field.optional ? NONE : []), ...wordsOf(field.words)]} />;
    case "language":
      return <Choice {...typed} choices={[...NONE, ...LANGUAGES.map((one) => [one, languageName(one)] as const)]} />;
    case "consultant":
      return <Consultant {...typed} />;
    case "texts":
      return (
        <TextsField
          {...common}
          error={common.error ?? faultOf([...path, language])}
          texts={value as Texts}
          onTexts={set}
          language={language}
          rows={field.rows ?? 1}
        />
      );
    case "roles":
      return <Lines {...typed} />;
    case "words":
      return <Words {...typed} none={field.none ?? false} isNone={value === undefined} onNone={set} />;
    case "ticks":
      return <Several {...common} choices={wordsOf(field.words)} chosen={value} onChosen={set} />;
    case "languages":
      return (
        <Several {...common} choices={LANGUAGES.map((one) => [one, languageName(one)])} chosen={value} onChosen={set} />
      );
    case "object":
      return (
        <fieldset class="settings-group">
          <legend>{common.label}</legend>
          <Fields fields={field.fields} path={path} around={around} />
        </fieldset>
      );
    case "list":
      return <ListField of={field.of} label={common.label} path={path} around={around} />;
  }
}

const NONE: Choices = [["", "–"]];

interface Typed {
  label: string;
  hint: string | undefined;
  error: string | undefined;
  disabled: boolean;
  value: string;
  onValue: (value: string) => void;
}

function Consultant(props: Typed) {
  const { consultants } = useAccount();
  const names = consultants.map(({ id }) => [id, consultantName(consultants, id)] as const);
  return <Choice {...props} choices={[...NONE, ...names]} />;
}

/** Words, one a line. Where none and no list differ, the list is there only if one wants it. */
function Words({
  none,
  isNone,
  onNone,
  ...props
}: Typed & { none: boolean; isNone: boolean; onNone: (value: Value) => void }) {
  return (
    <>
      {none && (
        <Tick checked={!isNone} onChecked={(own) => onNone(own ? "" : undefined)} disabled={props.disabled}>
          {t("settings.ownList")}
        </Tick>
      )}
      {!isNone && <Lines {...props} />}
    </>
  );
}

interface SeveralProps {
  label: string;
  error: string | undefined;
  disabled: boolean;
  choices: Choices;
  chosen: Value;
  onChosen: (chosen: Value) => void;
}

function Several({ error, chosen, ...rest }: SeveralProps) {
  return (
    <>
      <Ticks {...rest} chosen={chosen as string[]} />
      {error && <p class="error">{error}</p>}
    </>
  );
}
