import type { Area } from "..";
import type en from "../en/menu";

export default {
  "page.accounts": "Учётные записи",
  "page.audit": "Журнал",
  "page.numbers": "Показатели",
  "page.integrations": "Интеграции",
  "page.consultants": "Консультанты",
  "page.absences": "Отсутствия",
  "page.whyNot": "Почему нет?",
  "page.templates": "Тексты писем",
  "page.settings": "Настройки",
} satisfies Area<typeof en>;
