import type { Profile, ProfileDraft } from "../kit/types";

const FIELDS = [
  "firstName",
  "lastName",
  "email",
  "phone",
  "showPhone",
  "title",
  "biography",
  "photo",
  "expertise",
  "languages",
  "mailLanguage",
  "experience",
  "certifications",
  "linkedinUrl",
  "responseTime",
] as const;

/** The profile as it would be saved: its own fields and no more; empty texts are none. */
export function draftOf(profile: Profile | undefined): ProfileDraft {
  const kept = FIELDS.flatMap((name) => {
    const value = profile?.[name];
    return value === undefined || value === null ? [] : [[name, value]];
  });
  return { firstName: "", lastName: "", email: "", ...Object.fromEntries(kept) } as ProfileDraft;
}

/** "a, b" as a list; what is being typed at its end stays. */
export const listOf = (text: string): string[] =>
  text.split(",").map((part, at) => (at === 0 ? part : part.replace(/^\s/, "")));

export const textOf = (list: readonly string[] | undefined) => (list ?? []).join(", ");

type Certification = NonNullable<ProfileDraft["certifications"]>[number];

/** A line each: "name; issuer; year". */
export function certificationsOf(text: string): Certification[] {
  return text
    .split("\n")
    .filter((line, at, all) => line || at < all.length - 1)
    .map((line) => {
      const [name = "", issuer = "", year = ""] = line.split(";").map((part) => part.replace(/^\s/, ""));
      return { name, ...(issuer && { issuer }), ...(/^\d{4}$/.test(year.trim()) && { year: Number(year) }) };
    });
}
