//! The rules for fields: each with its code for programs and the key of its text for people.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// Defines an enum without data, and the API's name of each variant.
macro_rules! codes {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $name:ident $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $($(#[$doc])* $name,)+ }

        impl $type {
            /// The API's name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

codes! {
    /// The kind of fault; stable, for programs.
    FaultCode {
        /// A required field is missing (or null, or empty).
        Required "required",
        /// The field has the wrong JSON type.
        WrongType "wrong_type",
        /// The text doesn't have the required form.
        InvalidFormat "invalid_format",
        /// A number, date or count is outside its limits.
        OutOfRange "out_of_range",
        /// The text or list is too long.
        TooLong "too_long",
        /// Not one of the allowed values.
        UnknownValue "unknown_value",
        /// The value is valid, but the consultant doesn't offer it.
        NotOffered "not_offered",
        /// There is no such consultant.
        UnknownConsultant "unknown_consultant",
        /// A consent that every booking requires.
        MustBeTrue "must_be_true",
        /// Control characters (or line breaks in a single line).
        ControlCharacters "control_characters",
        /// A name that holds a web address.
        LooksLikeUrl "looks_like_url",
        /// A name that holds a message.
        LooksLikeMessage "looks_like_message",
        /// A field that people don't see.
        MustBeEmpty "must_be_empty",
        /// The answer to a query would be too large.
        RangeTooLarge "range_too_large",
        /// The idempotency key was used with another request.
        KeyReused "key_reused",
        /// A text is no valid template.
        InvalidTemplate "invalid_template",
        /// A template uses a variable that doesn't exist there.
        UnknownVariable "unknown_variable",
        /// A template needs a value that some bookings don't have.
        NoValue "no_value",
        /// A text has a link to another site.
        ForeignLink "foreign_link",
    }
}

impl Serialize for FaultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Defines the rules: variant, code, key of the text. Two rules may share a text.
macro_rules! rules {
    ($(
        $(#[$doc:meta])*
        $name:ident $(($($part:ty),+))? $({$($field:ident: $kind:ty),+})? => $code:ident, $key:literal;
    )+) => {
        /// The rule that a field breaks.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Rule { $($(#[$doc])* $name $(($($part),+))? $({$($field: $kind),+})?,)+ }

        impl Rule {
            /// The keys of all texts.
            pub const KEYS: &'static [&'static str] = &[$($key),+];

            pub const fn code(&self) -> FaultCode {
                match self { $(Self::$name { .. } => FaultCode::$code,)+ }
            }

            /// The key of its text in `shared/texts/languages/<language>/faults.toml`.
            pub const fn key(&self) -> &'static str {
                match self { $(Self::$name { .. } => $key,)+ }
            }
        }
    };
}

rules! {
    // Presence and JSON type.
    Required => Required, "required";
    /// A phone meeting needs the client's number.
    PhoneForMeeting => Required, "phone_for_meeting";
    PhoneForSms => Required, "phone_for_sms";
    /// The company asks every client for a number.
    PhoneAlways => Required, "phone_always";
    Text => WrongType, "text";
    Boolean => WrongType, "boolean";
    List => WrongType, "list";
    MaxEntries(usize) => TooLong, "max_entries";
    /// A schedule as it is stored, in kilobytes.
    StoredSize { kilobytes: usize, most: usize } => TooLong, "stored_size";
    Object => WrongType, "object";
    /// An entry of a list.
    TextEntry => WrongType, "text_entry";

    // Texts.
    /// In characters.
    MaxLength(usize) => TooLong, "max_length";
    NoControlCharacters => ControlCharacters, "no_control_characters";
    NoWebAddress => LooksLikeUrl, "no_web_address";
    /// A name of few words and digits.
    PlainName => LooksLikeMessage, "plain_name";
    WebAddress => InvalidFormat, "web_address";
    /// The address of a video meeting has a place for its room.
    RoomPattern => InvalidFormat, "room_pattern";
    Color => InvalidFormat, "color";
    EmailAddress => InvalidFormat, "email_address";
    CountryCode => InvalidFormat, "country_code";
    /// No text messages go to numbers of its country.
    TextedCountry => NotOffered, "texted_country";
    /// The settings block its domain.
    AcceptedDomain => NotOffered, "accepted_domain";
    /// The part of an address behind the `@`.
    MailDomain => InvalidFormat, "mail_domain";
    /// An address, or a network in CIDR notation.
    Network => InvalidFormat, "network";
    PhoneNumber => InvalidFormat, "phone_number";
    /// Neither a premium nor a shared-cost nor a satellite number.
    OrdinaryNumber => InvalidFormat, "ordinary_number";
    Reference => InvalidFormat, "reference";
    /// A search of bookings.
    SearchText => InvalidFormat, "search_text";
    /// The end of another list's page.
    Cursor => InvalidFormat, "cursor";
    ConsultantId => InvalidFormat, "consultant_id";
    ConsultantIds => InvalidFormat, "consultant_ids";
    MaxConsultants(usize) => TooLong, "max_consultants";
    LanguageCode => InvalidFormat, "language_code";
    IdempotencyKey => InvalidFormat, "idempotency_key";
    /// An idempotency key stands for one request.
    SameRequest => KeyReused, "same_request";

    // Numbers.
    /// Not a whole number.
    WholeNumber { from: u32, to: u32 } => WrongType, "whole_number";
    /// A whole number beyond the limits.
    WholeNumberWithin { from: u32, to: u32 } => OutOfRange, "whole_number";
    /// Not a number.
    Number { from: u32, to: u32 } => WrongType, "number";
    /// A number beyond the limits.
    NumberWithin { from: u32, to: u32 } => OutOfRange, "number";
    WholeMinutes => WrongType, "whole_minutes";
    MinutesWithin { from: u32, to: u32 } => OutOfRange, "minutes";
    MultipleOfFive => OutOfRange, "multiple_of_five";
    /// A grid of minutes that begins anew at midnight.
    DividesDay => OutOfRange, "divides_day";

    // Time.
    Timezone => UnknownValue, "timezone";
    Instant => InvalidFormat, "instant";
    /// In the years 1900 to 9989.
    Year => OutOfRange, "year";
    Date => InvalidFormat, "date";
    TimeOfDay => InvalidFormat, "time_of_day";
    EndAfterStart => OutOfRange, "end_after_start";
    NotBeforeFrom => OutOfRange, "not_before_from";
    /// `from` is today if it is absent.
    NotBeforeFromOrToday => OutOfRange, "not_before_from_or_today";
    NotInFuture => OutOfRange, "not_in_future";
    /// Before the first version of a schedule.
    KnownSince => OutOfRange, "known_since";
    FromBeforeTo => OutOfRange, "from_before_to";
    MaxDays(u32) => OutOfRange, "max_days";
    /// The last date with which the answer isn't too large.
    RangeTooLarge(NaiveDate) => RangeTooLarge, "range_too_large";
    DayOfMonth => OutOfRange, "day_of_month";
    UniqueDate(NaiveDate) => OutOfRange, "unique_date";
    /// Windows or breaks of one day that overlap.
    WindowsApart => OutOfRange, "windows_apart";

    // Choices.
    OneOf(&'static [&'static str]) => UnknownValue, "one_of";
    Only(&'static str) => UnknownValue, "only";
    True => MustBeTrue, "true";
    LeaveEmpty => MustBeEmpty, "leave_empty";
    HolidayCalendar => UnknownValue, "holiday_calendar";

    /// Two fields of which a request has one.
    NotBoth => UnknownValue, "not_both";
    /// The number of messages of a large order, as a sign that it is meant.
    Agreement(usize) => Required, "agreement";
    /// Whole days.
    Shift => InvalidFormat, "shift";

    // Consents, and options that aren't available.
    ConsentToTerms => MustBeTrue, "consent_to_terms";
    ConsentToPrivacy => MustBeTrue, "consent_to_privacy";
    /// A version of the consents' texts that pages have shown.
    ShownTexts => UnknownValue, "shown_texts";
    /// Not the address that the booking has already.
    AnotherAddress => OutOfRange, "another_address";
    /// The code that was mailed to a new address.
    MailedCode => UnknownValue, "mailed_code";
    KnownVersion => UnknownValue, "known_version";
    KnownConsultant => UnknownConsultant, "known_consultant";
    OfferedDuration => NotOffered, "offered_duration";
    OfferedMeetingType => NotOffered, "offered_meeting_type";
    /// The reference in the path, once more.
    SameReference => UnknownValue, "same_reference";
    KnownNote => UnknownValue, "known_note";
    /// Not the time that the booking has already.
    AnotherTime => OutOfRange, "another_time";
    /// One of the times that were offered.
    OfferedTime => NotOffered, "offered_time";
    /// The channel doesn't lead to the recipient.
    ReachableRecipient => UnknownValue, "reachable_recipient";

    /// Changed consents need a version of their own.
    NewVersion => OutOfRange, "new_version";

    // Sentences of mails.
    KnownVariable(String) => UnknownVariable, "known_variable";
    /// A variable for conditions only.
    PrintableVariable(String) => InvalidTemplate, "printable_variable";
    PlainVariable => InvalidTemplate, "plain_variable";
    NoFilter => InvalidTemplate, "no_filter";
    UnclosedTag => InvalidTemplate, "unclosed_tag";
    KnownTag(String) => InvalidTemplate, "known_tag";
    MisplacedTag(String) => InvalidTemplate, "misplaced_tag";
    Condition => InvalidTemplate, "condition";
    NoMarkup => InvalidTemplate, "no_markup";
    NoForeignLink => ForeignLink, "no_foreign_link";
    ValueForEverySample { variable: String, sample: &'static str } => NoValue, "value_for_every_sample";
    /// A mail as it is sent, in kilobytes.
    MaxOutput(usize) => TooLong, "max_output";
    KnownSentence => UnknownValue, "known_sentence";

    // Consultants.
    Consultants => WrongType, "consultants";
    UniqueConsultant(String) => OutOfRange, "unique_consultant";
    AnyDuration => Required, "any_duration";
    AnyMeetingType => Required, "any_meeting_type";
}

/// For logs: `too_long (max_length)`.
impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.code().as_str(), self.key())
    }
}
