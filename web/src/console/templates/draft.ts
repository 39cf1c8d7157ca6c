import type { Draft, TemplateTexts } from "./types";

/** A field of a mail: its pointer in the draft, and its text. A list of paragraphs is a field each. */
export interface Part {
  pointer: string;
  /** The sentence's name, as `lead`. */
  name: string;
  /** Counts the paragraphs of a list from 1. */
  at?: number;
  text: string;
  isLong: boolean;
}

const HEAD = ["subject", "preheader", "headline"] as const;

export const draftOf = ({ subject, preheader, headline, sentences }: TemplateTexts): Draft => ({
  subject,
  ...(preheader !== undefined && { preheader }),
  ...(headline !== undefined && { headline }),
  sentences,
});

/** The fields in the order in which a mail is read. */
export function partsOf(draft: Draft): Part[] {
  const head = HEAD.flatMap((name) =>
    draft[name] === undefined ? [] : [{ pointer: `/${name}`, name, text: draft[name], isLong: false }],
  );
  const body = Object.entries(draft.sentences ?? {}).flatMap(([name, value]): Part[] =>
    typeof value === "string"
      ? [{ pointer: `/sentences/${name}`, name, text: value, isLong: value.length > 60 }]
      : value.map((text, at) => ({ pointer: `/sentences/${name}/${at}`, name, at: at + 1, text, isLong: true })),
  );
  return [...head, ...body.toSorted((a, b) => orderOf(a.name) - orderOf(b.name))];
}

const orderOf = (name: string) => (name.startsWith("lead") ? 0 : name.startsWith("after") ? 2 : 1);

/** The draft with another text in one field. */
export function withPart(draft: Draft, pointer: string, text: string): Draft {
  const [, first = "", name = "", at] = pointer.split("/");
  if (first !== "sentences") return { ...draft, [first]: text };
  const old = draft.sentences?.[name];
  const value = typeof old === "object" ? old.map((one, index) => (index === Number(at) ? text : one)) : text;
  return { ...draft, sentences: { ...draft.sentences, [name]: value } };
}

/** A text with a variable at the place of the cursor. */
export function inserted(text: string, from: number, to: number, variable: string): string {
  return `${text.slice(0, from)}{{ ${variable} }}${text.slice(to)}`;
}
