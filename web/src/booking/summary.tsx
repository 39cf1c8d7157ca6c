import type { Consultant, MeetingType } from "../api/types";
import { pick, t } from "../i18n";
import { day, sameWallTime, dateIn, shortDay, timeRange } from "../time/format";
import { zoneLabel } from "../time/zones";
import { AnyoneAvatar, Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { length, MEETING_TYPES, nameOf } from "./words";

interface WhenProps {
  start: string;
  end: string;
  zone: string;
  /** The consultant's own zone, where it is known, and first name. */
  theirs?: { zone: string; name: string } | undefined;
}

/** A time with its zone named, and the consultant's own where that differs. */
export function When({ start, end, zone, theirs }: WhenProps) {
  const isSameDay = theirs && dateIn(start, zone) === dateIn(start, theirs.zone);
  return (
    <div class="when" data-testid="when">
      <p>
        <strong>{day(start, zone)}</strong>
      </p>
      <p>
        {timeRange(start, end, zone)} <span class="muted">({zoneLabel(zone, start)})</span>
      </p>
      {theirs && !sameWallTime(start, zone, theirs.zone) && (
        <p class="muted">
          {t("summary.theirs", {
            name: theirs.name,
            time: `${isSameDay ? "" : `${shortDay(start, theirs.zone)}, `}${timeRange(start, end, theirs.zone)}`,
            zone: zoneLabel(theirs.zone, start),
          })}
        </p>
      )}
    </div>
  );
}

export interface SummaryProps {
  /** Absent: anyone. */
  consultant: Pick<Consultant, "id" | "firstName" | "lastName" | "title" | "photo" | "timezone"> | undefined;
  start: string;
  duration: number;
  meetingType: MeetingType;
  zone: string;
  /** Where one meets, once it is known. */
  location?: string | undefined;
  /** Whether the time was lost to somebody else. */
  isGone?: boolean;
}

export const endOf = (start: string, minutes: number) => new Date(Date.parse(start) + minutes * 60_000).toISOString();

/** What is about to be booked. */
export function Summary({ consultant, start, duration, meetingType, zone, location: place, isGone = false }: SummaryProps) {
  return (
    <div class="summary" data-testid="summary">
      <div class="who">
        {consultant ? <Avatar of={consultant} /> : <AnyoneAvatar />}
        <div>
          <p class="who-name">{nameOf(consultant)}</p>
          <p class="muted">{consultant ? pick(consultant.title) : t("anyone.note")}</p>
        </div>
      </div>
      <div class={isGone ? "fact struck" : "fact"}>
        <Icon name="calendar" />
        <When start={start} end={endOf(start, duration)} zone={zone} theirs={consultant && { zone: consultant.timezone, name: consultant.firstName }} />
      </div>
      <p class="fact">
        <Icon name="clock" />
        <span>{length(duration)}</span>
      </p>
      <p class="fact">
        <Icon name={meetingType} />
        <span>
          {t(MEETING_TYPES[meetingType])}
          {place && <span class="where">{place}</span>}
        </span>
      </p>
    </div>
  );
}
