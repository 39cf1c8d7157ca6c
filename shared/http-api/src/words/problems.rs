//! Titles and details of problems.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // Titles.
    ["Malformed body", "Der Inhalt ist nicht lesbar", "Не удалось прочитать запрос"],
    ["Not authorised", "Kein Zugriff", "Нет доступа"],
    ["Not allowed", "Nicht erlaubt", "Недостаточно прав"],
    ["Not found", "Nicht gefunden", "Не найдено"],
    ["Link expired", "Der Link ist abgelaufen", "Срок действия ссылки истёк"],
    ["Body too large", "Der Inhalt ist zu groß", "Запрос слишком большой"],
    ["Unsupported media type", "Dieses Format wird nicht unterstützt", "Формат не поддерживается"],
    ["Too many attempts", "Zu viele Versuche", "Слишком много попыток"],
    ["Invalid request", "Die Angaben sind unvollständig oder falsch", "Данные неполные или неверные"],
    ["Idempotency key reused", "Der Idempotency-Key wurde schon benutzt", "Ключ Idempotency-Key уже использован"],
    ["The time is taken", "Die Zeit ist vergeben", "Это время занято"],
    ["The time is not on offer", "Die Zeit ist nicht frei", "Это время недоступно"],
    ["Too late to change", "Für Änderungen ist es zu spät", "Изменить уже нельзя"],
    ["Moved too often", "Zu oft verschoben", "Слишком много переносов"],
    ["The booking can't be changed", "Die Buchung lässt sich nicht mehr ändern", "Запись больше нельзя изменить"],
    ["The booking is live", "Das Gespräch steht noch bevor", "Встреча ещё предстоит"],
    ["The meeting has not begun", "Das Gespräch hat noch nicht begonnen", "Встреча ещё не началась"],
    ["The meeting is not over", "Das Gespräch ist noch nicht vorbei", "Встреча ещё не закончилась"],
    ["Busy", "Gerade überlastet", "Система перегружена"],
    ["Internal error", "Interner Fehler", "Внутренняя ошибка"],
    // Details.
    [
        "The body must be a JSON object.",
        "Der Inhalt muss ein JSON-Objekt sein.",
        "Тело запроса должно быть объектом JSON.",
    ],
    [
        "This needs the booking's own manage token, as in the link of its confirmation mail.",
        "Dafür braucht es den Link zu dieser Buchung, wie er in der Bestätigungsmail steht.",
        "Для этого нужна ссылка на саму запись из письма с подтверждением.",
    ],
    [
        "This needs the link of the mail that asked who came.",
        "Dafür braucht es den Link aus der Mail, die nach der Teilnahme fragt.",
        "Для этого нужна ссылка из письма с вопросом о том, кто пришёл.",
    ],
    [
        "This needs the whole link of the mail that is not wanted any more.",
        "Dafür braucht es den ganzen Link aus der Mail, die Sie nicht mehr bekommen möchten.",
        "Для этого нужна вся ссылка из письма, которое вы больше не хотите получать.",
    ],
    [
        "Your account may not do this. An administrator can.",
        "Ihr Konto darf das nicht. Eine Administratorin oder ein Administrator kann es.",
        "Вашей учётной записи это не разрешено. Обратитесь к администратору.",
    ],
    [
        "This link has expired: the meeting was more than 30 days ago.",
        "Dieser Link ist abgelaufen: Das Gespräch ist mehr als 30 Tage her.",
        "Срок действия ссылки истёк: со встречи прошло больше 30 дней.",
    ],
    [
        "The links of this booking have expired: its data were erased.",
        "Die Links dieser Buchung sind abgelaufen: Ihre Daten wurden gelöscht.",
        "Ссылки этой записи больше не действуют: её данные удалены.",
    ],
    [
        "The body may have at most 64 KiB.",
        "Der Inhalt darf höchstens 64 KiB groß sein.",
        "Размер запроса — не более 64 КиБ.",
    ],
    [
        "Send the body with `Content-Type: application/json`.",
        "Senden Sie den Inhalt mit `Content-Type: application/json`.",
        "Отправьте запрос с заголовком `Content-Type: application/json`.",
    ],
    [
        "Too many attempts. Try again in {} seconds.",
        "Zu viele Versuche. Versuchen Sie es in {} Sekunden noch einmal.",
        "Слишком много попыток. Повторите через {} с.",
    ],
    [
        "{} fields need attention; see `errors`.",
        "{} Angaben brauchen noch einen Blick; siehe `errors`.",
        "Проверьте поля ({}); подробности в `errors`.",
    ],
    [
        "This Idempotency-Key was used with another request within the last 24 hours. Use a new one.",
        "Dieser Idempotency-Key wurde in den letzten 24 Stunden für eine andere Anfrage benutzt. Nehmen Sie einen neuen.",
        "Этот Idempotency-Key за последние 24 часа использовался для другого запроса. Возьмите новый.",
    ],
    [
        "The system is busy. Try again in a moment.",
        "Das System ist gerade überlastet. Versuchen Sie es gleich noch einmal.",
        "Система перегружена. Повторите через мгновение.",
    ],
    [
        "Something went wrong on our side. The request's id helps us to find out what.",
        "Bei uns ist etwas schiefgegangen. Die Nummer der Anfrage hilft uns, es zu finden.",
        "Что-то пошло не так на нашей стороне. Номер запроса поможет нам разобраться.",
    ],
    ["There is no such consultant.", "Diese Person gibt es bei uns nicht.", "Такого консультанта нет."],
    ["There is no such booking.", "Diese Buchung gibt es nicht.", "Такой записи нет."],
    [
        "There is no booking with this reference and e-mail.",
        "Zu dieser Buchungsnummer und E-Mail-Adresse gibt es keine Buchung.",
        "Записи с таким номером и адресом электронной почты нет.",
    ],
    [
        "There is no such operation. GET /v1/openapi.json lists them all.",
        "Diese Operation gibt es nicht. GET /v1/openapi.json nennt alle.",
        "Такой операции нет. Все перечислены в GET /v1/openapi.json.",
    ],
    // Reasons of unavailable slots.
    [
        "The consultant takes no bookings at present. Choose another consultant.",
        "Hier werden zurzeit keine Buchungen angenommen. Wählen Sie jemand anderen.",
        "Консультант сейчас не принимает записи. Выберите другого.",
    ],
    [
        "That day is a holiday for the consultant. Choose one of the alternatives.",
        "An diesem Tag ist dort Feiertag. Wählen Sie eine der anderen Zeiten.",
        "В этот день у консультанта праздник. Выберите другое время из предложенных.",
    ],
    [
        "The consultant is not available then. Choose one of the alternatives.",
        "Zu dieser Zeit ist niemand da. Wählen Sie eine der anderen Zeiten.",
        "Консультант в это время недоступен. Выберите другое время из предложенных.",
    ],
    [
        "That is not (wholly) within working hours. Choose one of the alternatives.",
        "Das liegt nicht (ganz) in der Arbeitszeit. Wählen Sie eine der anderen Zeiten.",
        "Это время выходит за рабочие часы. Выберите другое время из предложенных.",
    ],
    [
        "Meetings don't begin at that minute. Choose one of the alternatives.",
        "Zu dieser Minute beginnen keine Gespräche. Wählen Sie eine der anderen Zeiten.",
        "В эту минуту встречи не начинаются. Выберите другое время из предложенных.",
    ],
    [
        "That is too far ahead. Choose an earlier time.",
        "Das liegt zu weit in der Zukunft. Wählen Sie eine frühere Zeit.",
        "Это слишком далёкая дата. Выберите время пораньше.",
    ],
    [
        "That is too soon. Choose a later time.",
        "Das ist zu kurzfristig. Wählen Sie eine spätere Zeit.",
        "Это слишком скоро. Выберите время попозже.",
    ],
    [
        "The consultant has no more room that day. Choose one of the alternatives.",
        "An diesem Tag ist kein Platz mehr. Wählen Sie eine der anderen Zeiten.",
        "На этот день мест больше нет. Выберите другое время из предложенных.",
    ],
    [
        "That time was just taken. Choose one of the alternatives.",
        "Diese Zeit wurde gerade vergeben. Wählen Sie eine der anderen Zeiten.",
        "Это время только что заняли. Выберите другое время из предложенных.",
    ],
    // Reasons of refused changes.
    [
        "The booking is cancelled or over, so it can't be changed any more.",
        "Die Buchung ist abgesagt oder vorbei und lässt sich nicht mehr ändern.",
        "Запись отменена или встреча прошла, поэтому изменить её нельзя.",
    ],
    [
        "It is too late to change this booking online. Please contact us.",
        "Online lässt sich diese Buchung nicht mehr ändern. Bitte melden Sie sich bei uns.",
        "Изменить эту запись онлайн уже нельзя. Пожалуйста, свяжитесь с нами.",
    ],
    [
        "The booking was moved as often as is possible online. It can still be cancelled, or contact us.",
        "Öfter lässt sich diese Buchung online nicht verschieben. Sie können sie absagen oder sich bei uns melden.",
        "Больше перенести эту запись онлайн нельзя. Её можно отменить, или свяжитесь с нами.",
    ],
    [
        "The booking was moved very often today. Move it tomorrow, or contact us.",
        "Diese Buchung wurde heute sehr oft verschoben. Verschieben Sie sie morgen, oder melden Sie sich bei uns.",
        "Эту запись сегодня переносили очень часто. Перенесите её завтра или свяжитесь с нами.",
    ],
    [
        "The meeting has not begun yet. Say what became of it once it has.",
        "Das Gespräch hat noch nicht begonnen. Sagen Sie danach, was daraus geworden ist.",
        "Встреча ещё не началась. Отметьте её, когда она начнётся.",
    ],
    [
        "The meeting is not over yet. Tell us how it was once it is.",
        "Das Gespräch ist noch nicht vorbei. Sagen Sie uns danach, wie es war.",
        "Встреча ещё не закончилась. Расскажите о ней потом.",
    ],
    [
        "The meeting is still to take place. Cancel it first.",
        "Das Gespräch steht noch bevor. Sagen Sie es zuerst ab.",
        "Встреча ещё предстоит. Сначала отмените её.",
    ],
];
