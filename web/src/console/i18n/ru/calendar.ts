import type { Area } from "..";
import type en from "../en/calendar";

export default {
  "calendar.bookFor": "Новая запись: {label}",
  "calendar.date": "Дата",
  "calendar.day": "День",
  "calendar.earlier": "Раньше",
  "calendar.everybody": "Все консультанты",
  "calendar.later": "Позже",
  "calendar.moveTitle": "Перенести: {name}?",
  "calendar.moving": "{name}: перенос на {time}. Клиент и консультант будут оповещены.",
  "calendar.nobody": "Консультантов пока нет",
  "calendar.target": "{time}, {where}",
  "calendar.toldLater": "Десять секунд можно остановить. Затем узнают клиент и консультант.",
  "calendar.view": "Вид",
  "calendar.week": "Неделя",
  "reason.past": "В прошлом",
} satisfies Area<typeof en>;
