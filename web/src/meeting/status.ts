import type { Status } from "../api/types";
import type { TextKey } from "../i18n/catalogue";

export const STATUS: Record<Status, TextKey> = {
  confirmed: "status.confirmed",
  rescheduled: "status.rescheduled",
  cancelled: "status.cancelled",
  completed: "status.completed",
  no_show: "status.noShow",
  unknown: "status.unknown",
};
