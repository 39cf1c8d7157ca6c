import type { Area } from "..";
import type en from "../en/today";

export default {
  "today.call": "Anrufen",
  "today.inHours": { one: "in {count} Stunde", other: "in {count} Stunden" },
  "today.inMinutes": { one: "in {count} Minute", other: "in {count} Minuten" },
  "today.list": "Laufend und als Nächstes",
  "today.listEmpty": "Heute nichts mehr.",
  "today.markOf": "{outcome}: {name}",
  "today.marked": "{name}: {outcome}",
  "today.new": "Neu seit gestern",
  "today.newEmpty": "Keine neue Buchung.",
  "today.next": "Nächstes Gespräch",
  "today.open": "Einzelheiten",
  "today.quiet": "Nichts wartet auf Sie",
  "today.quietNext": "Nächstes Gespräch: {time}, {name} mit {consultant}.",
  "today.quietNothing": "Kein Gespräch in den nächsten 30 Tagen.",
  "today.running": "Läuft",
  "today.troubleEmpty": "Jede Mail kam an.",
  "today.unmarked": "Fanden sie statt?",
  "today.unmarkedEmpty": "Jedes Gespräch ist markiert.",
  "today.yourNext": "Ihr nächstes Gespräch",
} satisfies Area<typeof en>;
