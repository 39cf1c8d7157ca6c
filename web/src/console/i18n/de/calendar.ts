import type { Area } from "..";
import type en from "../en/calendar";

export default {
  "calendar.bookFor": "Neue Buchung: {label}",
  "calendar.date": "Datum",
  "calendar.day": "Tag",
  "calendar.earlier": "Früher",
  "calendar.everybody": "Alle Berater",
  "calendar.later": "Später",
  "calendar.moveTitle": "{name} verschieben?",
  "calendar.moving": "{name} rückt auf {time}. Kunde und Berater werden es erfahren.",
  "calendar.nobody": "Noch keine Berater",
  "calendar.target": "{time}, {where}",
  "calendar.toldLater": "Zehn Sekunden lang können Sie es anhalten. Dann erfahren es Kunde und Berater.",
  "calendar.view": "Ansicht",
  "calendar.week": "Woche",
  "reason.past": "In der Vergangenheit",
} satisfies Area<typeof en>;
