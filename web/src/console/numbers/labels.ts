import { dateShort, number, weekdayOf } from "../../time/format";
import { locale } from "../../i18n";
import { consultantName } from "../frame/account";
import type { StaffConsultant } from "../frame/types";
import { named, t } from "../i18n";

/** Codes of the API whose texts stand elsewhere in the console. */
const PREFIX: Readonly<Record<string, string>> = {
  sources: "source",
  meetingTypes: "meetingType",
  devices: "numbers.device",
  cancelledBy: "numbers.by",
};

/** The weekday and the hour of "1 09". */
function hour(label: string): string {
  const [weekday = "1", from = "00"] = label.split(" ");
  return `${weekdayOf(Number(weekday), "short")} ${from}:00`;
}

function country(code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function lead(label: string): string {
  const hours = number(Number(label.replace(/\D/g, "")));
  return label.startsWith("<") ? t("numbers.leadBelow", { hours }) : t("numbers.leadFrom", { hours });
}

/** The name of a table's row. */
export function rowLabel(table: string, label: string, consultants: readonly StaffConsultant[]): string {
  if (label === "other" && table !== "cancelledBy") return t("numbers.other");
  if (label === "unknown") return t("source.unknown");
  const prefix = PREFIX[table];
  if (prefix) return named(prefix, label);
  switch (table) {
    case "trends":
      return dateShort(label);
    case "consultants":
      return consultantName(consultants, label);
    case "weekdays":
      return weekdayOf(Number(label), "long");
    case "hours":
      return hour(label);
    case "countries":
      return country(label);
    case "leadGroups":
      return lead(label);
    case "durations":
      return t("numbers.minutes", { value: label });
    default:
      return label;
  }
}
