import type { ZoneOffsets } from "../api/types";

interface Offset {
  from: number;
  to: number;
  minutes: number;
}

/** The server's offsets by zone: a browser's own data may be years old. */
const told = new Map<string, readonly Offset[]>();

let whenLearnt: () => void = () => undefined;

/** Calls back when an answer has brought other offsets than the page was drawn with. */
export function onOffsets(callback: () => void) {
  whenLearnt = callback;
}

/** Takes the offsets of an answer's zones. */
export function learnOffsets(offsets: ZoneOffsets) {
  const learnt = new Map<string, Offset[]>();
  for (const { zone, from, to, minutes } of offsets) {
    const parts = learnt.get(zone) ?? [];
    parts.push({ from: Date.parse(from), to: Date.parse(to), minutes });
    learnt.set(zone, parts);
  }
  const differs = ([zone, parts]: [string, Offset[]]) => JSON.stringify(told.get(zone)) !== JSON.stringify(parts);
  const news = [...learnt].filter(differs);
  for (const [zone, parts] of news) told.set(zone, parts);
  if (news.length) whenLearnt();
}

/** How many minutes a zone is ahead of UTC at an instant, as the server has it; undefined where it hasn't told. */
export function serverOffset(zone: string, at: number): number | undefined {
  return told.get(zone)?.find(({ from, to }) => from <= at && at < to)?.minutes;
}

/** The server's names of zones, by the names asked for. */
const accepted = new Map<string, string>();

/** Takes the server's name of a zone; `UTC` stands for one that it doesn't know. */
export function acceptAs(asked: string, zone: string) {
  accepted.set(asked, zone);
}

/** The zone by the name that the server accepts, as far as it has told. */
export const acceptedZone = (zone: string) => accepted.get(zone) ?? zone;
