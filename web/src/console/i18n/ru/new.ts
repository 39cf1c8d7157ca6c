import type { Area } from "..";
import type en from "../en/new";

export default {
  "new.book": "Записать",
  "new.booked": "Записано.",
  "new.consent": "Клиент согласился с условиями и политикой конфиденциальности",
  "new.consentHint": "Прочтите оба текста вслух или имейте согласие в письме. Хранится с записью.",
  "new.duration": "Длительность",
  "new.find": "Найти",
  "new.found": "Найденные клиенты",
  "new.language": "Язык писем",
  "new.languageDefault": "Как обычно",
  "new.minutes": "{count} минут",
  "new.noTime": "Сначала выберите время.",
  "new.notify": "Отправить клиенту подтверждение",
  "new.search": "Клиент уже был у нас? Имя, компания или адрес",
  "new.unknown": "С таким именем пока никого нет. Заполните поля ниже.",
} satisfies Area<typeof en>;
