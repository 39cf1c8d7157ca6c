import { locale } from "../../i18n";
import type { Integrations } from "../kit/types";

type Queue = Integrations["queues"][number];

export interface Group {
  name: string;
  queues: Queue[];
  /** Messages that were given up. */
  dead: number;
}

/** The queues by what they are for; those with dead letters come first. */
export function byIntegration(queues: readonly Queue[]): Group[] {
  const groups = new Map<string, Group>();
  for (const queue of queues) {
    const group = groups.get(queue.integration) ?? { name: queue.integration, queues: [], dead: 0 };
    group.queues.push(queue);
    group.dead += queue.dead;
    groups.set(queue.integration, group);
  }
  return [...groups.values()].sort((a, b) => Number(b.dead > 0) - Number(a.dead > 0));
}

/** Seconds as "40 secs", "5 mins", "3 hrs" or "2 days", in the reader's language. */
export function lasts(seconds: number): string {
  const [value, unit] =
    seconds < 60
      ? [seconds, "second"]
      : seconds < 3600
        ? [seconds / 60, "minute"]
        : seconds < 86_400
          ? [seconds / 3600, "hour"]
          : [seconds / 86_400, "day"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 0 }).format(value);
}
