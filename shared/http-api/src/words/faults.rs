//! Faults of a field or a parameter.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    // Presence and JSON type.
    ["`{}` is required", "`{}` fehlt", "Не заполнено поле `{}`"],
    [
        "`phone` is required for a phone meeting",
        "`phone` wird für ein Telefongespräch gebraucht",
        "Для встречи по телефону нужен номер в поле `phone`",
    ],
    [
        "`phone` is required for reminders by SMS",
        "`phone` wird für Erinnerungen per SMS gebraucht",
        "Для напоминаний по SMS нужен номер в поле `phone`",
    ],
    ["`{}` must be a string", "`{}` muss ein Text sein", "Поле `{}` должно быть строкой"],
    ["`{}` must be true or false", "`{}` muss true oder false sein", "Поле `{}` должно быть true или false"],
    ["`{}` must be an array", "`{}` muss eine Liste sein", "Поле `{}` должно быть списком"],
    [
        "`{}` may have at most {} entries",
        "`{}` darf höchstens {} Einträge haben",
        "В поле `{}` может быть не более {} значений",
    ],
    ["must be a JSON object", "muss ein JSON-Objekt sein", "должно быть объектом JSON"],
    ["must be a string", "muss ein Text sein", "должно быть строкой"],
    // Texts.
    ["may have at most {} characters", "darf höchstens {} Zeichen haben", "не более {} символов"],
    [
        "must not hold control characters",
        "darf keine Steuerzeichen enthalten",
        "не должно содержать управляющих символов",
    ],
    ["a name can't hold a web address", "ein Name darf keine Webadresse enthalten", "имя не может содержать веб-адрес"],
    [
        "must be a web address that starts with https:// or http://",
        "muss eine Webadresse sein, die mit https:// oder http:// beginnt",
        "должно быть веб-адресом, начинающимся с https:// или http://",
    ],
    [
        "must be an e-mail address like ada@example.com",
        "muss eine E-Mail-Adresse sein, etwa ada@example.com",
        "должно быть адресом электронной почты, например ada@example.com",
    ],
    [
        "must be a phone number with country code, like +49 30 901820",
        "muss eine Telefonnummer mit Landesvorwahl sein, etwa +49 30 901820",
        "должно быть номером телефона с кодом страны, например +49 30 901820",
    ],
    [
        "must be a booking reference like VLT-20261123-7KXM",
        "muss eine Buchungsnummer sein, etwa VLT-20261123-7KXM",
        "должно быть номером записи, например VLT-20261123-7KXM",
    ],
    [
        "must be a consultant's id: 1 to 64 of a-z, 0-9 and -",
        "muss die Kennung einer Beraterin oder eines Beraters sein: 1 bis 64 Zeichen aus a-z, 0-9 und -",
        "должно быть идентификатором консультанта: от 1 до 64 знаков a-z, 0-9 и -",
    ],
    [
        "must be `any` or consultants' ids separated by commas",
        "muss `any` oder durch Kommas getrennte Kennungen sein",
        "должно быть `any` или идентификаторами через запятую",
    ],
    ["may name at most {} consultants", "darf höchstens {} Personen nennen", "можно указать не более {} консультантов"],
    [
        "must be a language code of two or three letters, like en",
        "muss ein Sprachkürzel aus zwei oder drei Buchstaben sein, etwa en",
        "должно быть кодом языка из двух или трёх букв, например en",
    ],
    [
        "`Idempotency-Key` must be 1 to 255 printable ASCII characters",
        "`Idempotency-Key` muss aus 1 bis 255 druckbaren ASCII-Zeichen bestehen",
        "`Idempotency-Key` — от 1 до 255 печатных символов ASCII",
    ],
    [
        "is not what this key stands for",
        "ist nicht, wofür dieser Schlüssel steht",
        "это не тот запрос, для которого использован ключ",
    ],
    // Numbers.
    [
        "must be a whole number from {} to {}",
        "muss eine ganze Zahl von {} bis {} sein",
        "должно быть целым числом от {} до {}",
    ],
    ["must be a number from {} to {}", "muss eine Zahl von {} bis {} sein", "должно быть числом от {} до {}"],
    ["must be from {} to {} minutes", "muss zwischen {} und {} Minuten liegen", "должно быть от {} до {} минут"],
    ["must be a whole number of minutes", "muss eine ganze Zahl von Minuten sein", "должно быть целым числом минут"],
    // Time.
    [
        "must be an IANA time zone name like Europe/Berlin",
        "muss der IANA-Name einer Zeitzone sein, etwa Europe/Berlin",
        "должно быть названием часового пояса IANA, например Europe/Berlin",
    ],
    [
        "must be an instant with offset (RFC 3339), like 2026-11-24T09:00:00+01:00",
        "muss ein Zeitpunkt mit Zeitverschiebung sein (RFC 3339), etwa 2026-11-24T09:00:00+01:00",
        "должно быть моментом времени со смещением (RFC 3339), например 2026-11-24T09:00:00+01:00",
    ],
    [
        "must be in the years 1900 to 9989",
        "muss in den Jahren 1900 bis 9989 liegen",
        "должно быть в годах с 1900 по 9989",
    ],
    ["must be a date as YYYY-MM-DD", "muss ein Datum der Form JJJJ-MM-TT sein", "должно быть датой в виде ГГГГ-ММ-ДД"],
    ["must not be before `from`", "darf nicht vor `from` liegen", "не может быть раньше `from`"],
    [
        "must not be before `from` (today, if absent)",
        "darf nicht vor `from` liegen (ohne Angabe: heute)",
        "не может быть раньше `from` (по умолчанию — сегодня)",
    ],
    ["at most {} days at once", "höchstens {} Tage auf einmal", "не более {} дней за раз"],
    // Choices; with more commas, too.
    ["must be {}, {} or {}", "muss {}, {} oder {} sein", "должно быть {}, {} или {}"],
    ["must be {} or {}", "muss {} oder {} sein", "должно быть {} или {}"],
    ["must be `unavailable`", "muss `unavailable` sein", "должно быть `unavailable`"],
    ["must be true", "muss true sein", "должно быть true"],
    // Unavailable options.
    [
        "there is no booking without consent to the terms",
        "ohne Zustimmung zu den Bedingungen gibt es keine Buchung",
        "без согласия с условиями записаться нельзя",
    ],
    [
        "there is no booking without consent to the privacy policy",
        "ohne Zustimmung zur Datenschutzerklärung gibt es keine Buchung",
        "без согласия с политикой конфиденциальности записаться нельзя",
    ],
    ["there is no such consultant", "diese Person gibt es bei uns nicht", "такого консультанта нет"],
    [
        "meetings of this length are not on offer",
        "Gespräche dieser Länge werden nicht angeboten",
        "встречи такой длительности не предлагаются",
    ],
    ["can't be reached by this channel", "ist auf diesem Weg nicht zu erreichen", "по этому каналу не связаться"],
    [
        "this meeting type is not on offer",
        "diese Art von Gespräch wird nicht angeboten",
        "такой вид встречи не предлагается",
    ],
];
