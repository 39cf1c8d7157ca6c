import type { Area } from "..";
import type en from "../en/menu";

export default {
  "page.accounts": "Konten",
  "page.audit": "Protokoll",
  "page.numbers": "Zahlen",
  "page.integrations": "Anbindungen",
  "page.consultants": "Team",
  "page.absences": "Abwesenheiten",
  "page.whyNot": "Warum nicht?",
  "page.templates": "Mailtexte",
  "page.settings": "Einstellungen",
} satisfies Area<typeof en>;
