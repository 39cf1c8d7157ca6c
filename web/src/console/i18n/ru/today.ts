import type { Area } from "..";
import type en from "../en/today";

export default {
  "today.call": "Позвонить",
  "today.inHours": {
    one: "через {count} час",
    few: "через {count} часа",
    many: "через {count} часов",
    other: "через {count} часа",
  },
  "today.inMinutes": {
    one: "через {count} минуту",
    few: "через {count} минуты",
    many: "через {count} минут",
    other: "через {count} минуты",
  },
  "today.list": "Идут и следующие",
  "today.listEmpty": "На сегодня больше ничего.",
  "today.markOf": "{outcome}: {name}",
  "today.marked": "{name}: {outcome}",
  "today.new": "Новые со вчерашнего дня",
  "today.newEmpty": "Новых записей нет.",
  "today.next": "Следующая встреча",
  "today.open": "Подробнее",
  "today.quiet": "Ничего не требует внимания",
  "today.quietNext": "Следующая встреча: {time}, {name}, консультант {consultant}.",
  "today.quietNothing": "В ближайшие 30 дней встреч нет.",
  "today.running": "Идёт",
  "today.troubleEmpty": "Все письма дошли.",
  "today.unmarked": "Состоялись ли они?",
  "today.unmarkedEmpty": "Все встречи отмечены.",
  "today.yourNext": "Ваша следующая встреча",
} satisfies Area<typeof en>;
