import type { Consultant, MeetingType } from "../api/types";
import { locale, t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";

export const MEETING_TYPES: Record<MeetingType | "unknown", TextKey> = {
  video: "type.video",
  phone: "type.phone",
  in_person: "type.inPerson",
  unknown: "type.unknown",
};

/** "Anna Schmidt"; without a consultant, the words for anyone. */
export function nameOf(consultant: Pick<Consultant, "firstName" | "lastName"> | undefined): string {
  return consultant ? `${consultant.firstName} ${consultant.lastName}` : t("anyone.name");
}

/** As "30 minutes", "1.5 hours", or short as "30 min", "1.5 hrs". */
export function length(minutes: number, unitDisplay: "long" | "short" = "long"): string {
  const isHours = minutes >= 60 && minutes % 30 === 0;
  const format = new Intl.NumberFormat(locale(), { style: "unit", unit: isHours ? "hour" : "minute", unitDisplay });
  return format.format(isHours ? minutes / 60 : minutes);
}
