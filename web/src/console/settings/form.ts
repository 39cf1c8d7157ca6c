import type { Field, Section, Settings } from "./sections";

/**
 * A section between the API and its form. A form holds what is typed: numbers, lists of words and roles are text until the
 * section is sent, so that nothing jumps under the cursor.
 */

export type Value = string | number | boolean | null | undefined | Value[] | { [name: string]: Value };
export type Form = { [name: string]: Value };
export type Path = readonly (string | number)[];

const isRecord = (value: Value): value is Form => typeof value === "object" && value !== null && !Array.isArray(value);
const record = (value: Value): Form => (isRecord(value) ? value : {});
const list = (value: Value): Value[] => (Array.isArray(value) ? value : []);

/** Whether a section is an object; else the API takes and gives it as the one member of an object. */
export const isObject = ({ name, fields }: Section) => fields[0]?.name !== name;

/** A section as its form begins. */
export function formOf(section: Section, settings: Settings): Form {
  const value = settings[section.name] as Value;
  return membersOf(section.fields, isObject(section) ? record(value) : { [section.name]: value });
}

const membersOf = (fields: readonly Field[], value: Form): Form =>
  Object.fromEntries(fields.map((field) => [field.name, typed(field, value[field.name])]));

function typed(field: Field, value: Value): Value {
  switch (field.kind) {
    case "tick":
      return value ?? field.usual;
    case "number":
      return value === undefined ? "" : String(value as number);
    case "words":
      return Array.isArray(value) ? value.join("\n") : field.none ? undefined : "";
    case "roles":
      return Object.entries(record(value))
        .map(([group, role]) => `${group}: ${String(role)}`)
        .join("\n");
    case "ticks":
    case "languages":
      return list(value);
    case "texts":
      return record(value);
    case "object":
      return membersOf(field.fields, record(value));
    case "list": {
      const { of } = field;
      return list(value).map((one) => (of === "texts" ? one : membersOf(of, record(one))));
    }
    case "choice":
      return value ?? (field.optional ? "" : field.words[0]);
    default:
      return value ?? "";
  }
}

/** Whether a section is itself one text by language. */
const isTexts = (section: Section) => !isObject(section) && section.fields[0]?.kind === "texts";

/** The section that a form says, as the API takes it. */
export function bodyOf(section: Section, form: Form): Form {
  const body = sent(section.fields, form);
  return isTexts(section) ? record(body[section.name]) : body;
}

/** The JSON pointer (RFC 6901) of a field in the body. */
export const pointerOf = (section: Section, path: Path) =>
  (isTexts(section) ? path.slice(1) : path).map((step) => `/${step}`).join("");

const sent = (fields: readonly Field[], form: Form): Form =>
  Object.fromEntries(
    fields.map((field) => [field.name, said(field, form[field.name])] as const).filter(([, it]) => it !== undefined),
  );

function said(field: Field, value: Value): Value {
  switch (field.kind) {
    case "number": {
      const text = String(value ?? "").trim();
      // What is no number is sent as it is: the API says what is wrong with it.
      return text === "" ? undefined : Number.isNaN(Number(text)) ? text : Number(text);
    }
    case "words":
      return typeof value === "string" ? linesOf(value) : undefined;
    case "roles":
      return rolesOf(String(value ?? ""));
    case "object": {
      const members = sent(field.fields, record(value));
      return field.optional && isEmpty(members) ? undefined : members;
    }
    case "list": {
      const { of } = field;
      return list(value).map((one) => (of === "texts" ? one : sent(of, record(one))));
    }
    case "tick":
    case "ticks":
    case "languages":
    case "texts":
      return value;
    default:
      return typeof value === "string" ? value.trim() || undefined : undefined;
  }
}

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** `Booking admins: admin`, one a line. A group without a role is sent without one: the API says so. */
function rolesOf(text: string): Form {
  const pairs = linesOf(text).map((line) => {
    const at = line.lastIndexOf(":");
    return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs) as Form;
}

const isEmpty = (value: Value): boolean =>
  value === undefined || (isRecord(value) && Object.values(value).every(isEmpty));

/** The value at a path. */
export function at(value: Value, path: Path): Value {
  return path.reduce<Value>(
    (found, step) => (typeof step === "number" ? list(found)[step] : record(found)[step]),
    value,
  );
}

/** The form with another value at a path. */
export function withAt<T extends Value>(value: T, [step, ...rest]: Path, next: Value): T {
  if (step === undefined) return next as T;
  if (typeof step === "number") return list(value).with(step, withAt(list(value)[step], rest, next)) as T;
  return { ...record(value), [step]: withAt(record(value)[step], rest, next) } as T;
}

/** A new entry of a list. */
export const entryOf = (of: readonly Field[] | "texts"): Value => (of === "texts" ? {} : membersOf(of, {}));

/** What an entry of a list is known by: its name, or its first text. */
export function titleOf(entry: Value, language: string): string {
  const { name, text, question, ...others } = record(entry);
  if (typeof name === "string") return name;
  const texts = record(question ?? text ?? others);
  return String(texts[language] ?? Object.values(texts)[0] ?? "");
}

/** Whether a text that is written in another language is missing in this one. */
export function missingIn(fields: readonly Field[], form: Form, language: string): boolean {
  const lacks = (texts: Form) => Object.keys(texts).length > 0 && !texts[language];
  return fields.some((field) => {
    const value = form[field.name];
    if (field.kind === "texts") return lacks(record(value));
    if (field.kind === "object") return missingIn(field.fields, record(value), language);
    if (field.kind !== "list") return false;
    const { of } = field;
    return list(value).some((one) => (of === "texts" ? lacks(record(one)) : missingIn(of, record(one), language)));
  });
}
