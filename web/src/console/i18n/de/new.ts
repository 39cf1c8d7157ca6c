import type { Area } from "..";
import type en from "../en/new";

export default {
  "new.book": "Buchen",
  "new.booked": "Gebucht.",
  "new.consent": "Der Kunde hat Bedingungen und Datenschutz zugestimmt",
  "new.consentHint": "Lesen Sie beides vor oder haben Sie es in einer Mail. Es wird mit der Buchung aufbewahrt.",
  "new.duration": "Dauer",
  "new.find": "Suchen",
  "new.found": "Gefundene Kunden",
  "new.language": "Sprache der Mails",
  "new.languageDefault": "Wie üblich",
  "new.minutes": "{count} Minuten",
  "new.noTime": "Wählen Sie zuerst eine Zeit.",
  "new.notify": "Dem Kunden eine Bestätigung senden",
  "new.search": "War der Kunde schon hier? Name, Firma oder Adresse",
  "new.unknown": "Noch niemand dieses Namens. Füllen Sie die Felder unten aus.",
} satisfies Area<typeof en>;
