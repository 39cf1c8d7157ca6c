import type { Consultant, MeetingType } from "../api/types";
import { pick, t } from "../i18n";
import { AnyoneAvatar, Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { length, MEETING_TYPES, nameOf } from "./labels";
import { endOf, When } from "./when";

export interface SummaryProps {
  /** Absent: anyone. */
  consultant: Pick<Consultant, "id" | "firstName" | "lastName" | "title" | "photo" | "timezone"> | undefined;
  start: string;
  duration: number;
  meetingType: MeetingType | "unknown";
  zone: string;
  /** Where one meets, once it is known. */
  location?: string | undefined;
  /** Whether the time was lost to somebody else. */
  isGone?: boolean;
}

/** The meeting about to be booked. */
export function Summary({
  consultant,
  start,
  duration,
  meetingType,
  zone,
  location: place,
  isGone = false,
}: SummaryProps) {
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
        <When
          start={start}
          end={endOf(start, duration)}
          zone={zone}
          theirs={consultant && { zone: consultant.timezone, name: consultant.firstName }}
        />
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
