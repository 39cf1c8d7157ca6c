import type { Consultant, Slot } from "../api/types";
import { addDays, isWeekend } from "../time/dates";
import { FaultNotice } from "../ui/notice";
import type { AvailabilityState, AvailabilityQuery } from "./availability";
import { faultOf } from "./availability-cache";
import type { Sheet } from "./sheet";

export type View = "month" | "week" | "day" | "agenda";

/** How many months ahead one can turn the pages. */
export const FURTHEST = 12;

export interface PickerProps {
  query: AvailabilityQuery;
  /** Undefined for "any". */
  consultant: Consultant | undefined;
  /** The consultants, if the times of several are shown together. */
  several?: Consultant[] | undefined;
  /** The day in view; undefined: the first free one. */
  date: string | undefined;
  onDate: (date: string) => void;
  view: View;
  onView: (view: View) => void;
  hideWeekends: boolean;
  picked?: string | undefined;
  onPick: (slot: Slot) => void;
}

export interface ViewProps extends PickerProps {
  availability: AvailabilityState;
  /** Today as far as it is known: by the server's answer, before that by the clock. */
  today: string;
  /** False while it is only the visitor's clock that says so. */
  isTodayKnown: boolean;
  month: string;
  /** The dates in the calendar of the month view. */
  sheet: Sheet;
  /** The last month that can be turned to. */
  latest: string;
  turn: (month: string) => void;
  select: (date: string) => void;
}

/** The date itself, or the next one (with -1: the one before) that is shown. */
export function shownFrom(date: string, hideWeekends: boolean, step: 1 | -1 = 1): string {
  let at = date;
  while (hideWeekends && isWeekend(at)) at = addDays(at, step);
  return at;
}

/** What keeps the months in view from being shown, with a way to try again. */
export function Trouble({ availability, months }: { availability: AvailabilityState; months: readonly string[] }) {
  const fault = faultOf(availability, months);
  return fault === undefined ? null : <FaultNotice error={fault} retry={availability.reload} />;
}
