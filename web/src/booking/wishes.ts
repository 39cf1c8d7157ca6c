import type { Consultant, MeetingType } from "../api/types";
import { t } from "../i18n";
import { MEETING_TYPES } from "../meeting/labels";
import { languageName } from "../time/format";

/** One value of the filters of which any is enough: a consultant may meet some of them. */
export interface Wish {
  filter: "expertise" | "language" | "meetingType";
  value: string;
}

const KINDS: readonly Wish["filter"][] = ["expertise", "language", "meetingType"];

export const wishesOf = (query: URLSearchParams): Wish[] =>
  KINDS.flatMap((filter) => [...new Set(query.getAll(filter).filter(Boolean))].map((value) => ({ filter, value })));

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export function isMet({ filter, value }: Wish, consultant: Consultant): boolean {
  if (filter === "meetingType") return consultant.meetingTypes.includes(value as MeetingType);
  const has = filter === "expertise" ? consultant.expertise : consultant.languages;
  return has.some((one) => isSame(one, value));
}

export function labelOf({ filter, value }: Wish): string {
  if (filter === "expertise") return value;
  return filter === "language" ? languageName(value) : t(MEETING_TYPES[value as MeetingType]);
}

/** Those who meet most wishes first; else in the order given. */
export function byWishes(consultants: readonly Consultant[], wishes: readonly Wish[]): Consultant[] {
  const met = (one: Consultant) => wishes.filter((wish) => isMet(wish, one)).length;
  return [...consultants].sort((a, b) => met(b) - met(a));
}
