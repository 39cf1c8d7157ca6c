import { dateShort, dateIn, time } from "../../time/format";

/** As "24 Nov 2026, 09:30". */
export function when(instant: string, zone: string): string {
  const date = dateIn(instant, zone);
  return `${dateShort(date)} ${date.slice(0, 4)}, ${time(instant, zone)}`;
}
