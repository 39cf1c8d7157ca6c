//! The limits of a client's requests, each with its reason and its setting; 0 switches one off.
//!
//! They hold a robot off and never a person: each allows far more than one needs. Cancelling is never limited;
//! staff meet only the bookings and the messages an hour of their account. Counted in advance, so that parallel requests count too, and
//! given back where nothing came of it. Keys of counters are keyed hashes: neither address nor number is stored.

use domain::{
    booking::{ClientLimit, MoveLimits},
    contact::EmailAddress,
    settings::{self, CompanySettings},
};
use platform::FromEnv;
use table::Limit;

const QUARTER_SECONDS: u32 = 15 * 60;
const HOUR_SECONDS: u32 = 60 * 60;
const DAY_SECONDS: u32 = 24 * HOUR_SECONDS;

/// Mailed links of one booking a day: enough for a person who overlooks one, and no flood.
pub const MAILED_LINKS: Limit = Limit { kind: "lookup-link", most: 3, window_seconds: DAY_SECONDS };

/// Mailed links to all bookings of one address a day, whoever asks for them: the address needn't be the asker's.
pub const PRIVACY_LINKS: Limit = Limit { kind: "privacy-link", most: 3, window_seconds: DAY_SECONDS };

/// Corrections of a booking by its client in a day: each notifies a number or an address that nobody has confirmed.
pub const CORRECTIONS: Limit = Limit { kind: "correction", most: 5, window_seconds: DAY_SECONDS };

/// Codes mailed to one new address a day, whichever bookings ask for them: it may be a stranger's.
pub const EMAIL_CODES: Limit = Limit { kind: "email-code", most: 3, window_seconds: DAY_SECONDS };

/// Live bookings of an address that several people share, as an assistant's: a whole team's week. The settings list them.
const PER_SHARED_ADDRESS: u32 = 30;

/// The limits in numbers.
#[derive(Debug, Clone, FromEnv)]
pub struct Limits {
    /// Live bookings of an e-mail address: a first meeting, its follow-up and one more. Exact, because an address costs
    /// nothing and each booking takes a consultant's time; beyond it, 409.
    #[env("BOOKINGS_PER_CLIENT", default = 3)]
    bookings_per_client: u32,
    /// Bookings with one phone number in a day (UTC): as many as a person could change their mind about. A number is dearer
    /// than an address, and text messages go to it.
    #[env("BOOKINGS_PER_PHONE", default = 5)]
    bookings_per_phone: u32,
    /// Bookings from one network (IPv4 address, IPv6 /64) in an hour: a whole office behind one address books fewer.
    #[env("BOOKINGS_PER_NETWORK", default = 0)]
    bookings_per_network: u32,
    /// Bookings that an account at the console makes in an hour: one a minute. Each sends a mail to an address of its choice.
    #[env("STAFF_BOOKINGS_PER_HOUR", default = 60)]
    staff_bookings_per_hour: u32,
    /// Messages to clients that an account at the console causes in an hour.
    #[env("STAFF_MAILS_PER_HOUR", default = 300)]
    staff_mails_per_hour: u32,
    /// The same for an administrator, who agrees to their number.
    #[env("ADMIN_MAILS_PER_HOUR", default = 2_000)]
    admin_mails_per_hour: u32,
    /// The client's own moves of a booking in a day (UTC): each takes several messages, and other clients' time for a
    /// moment.
    #[env("MOVES_PER_DAY", default = 6)]
    moves_per_day: u32,
    /// The same in the booking's life: five such days.
    #[env("MOVES_PER_BOOKING", default = 30)]
    moves_per_booking: u32,
    /// Bookings tried from one network in an hour without a proof of work, while the settings ask for it under pressure: a
    /// person needs one, and a second after a lost race.
    #[env("PRESSURE_PER_NETWORK", default = 0)]
    pressure_per_network: u32,
    /// The same with one consultant: a day's meetings.
    #[env("PRESSURE_PER_CONSULTANT", default = 0)]
    pressure_per_consultant: u32,
    /// The same of everybody: far more than a company sells.
    #[env("PRESSURE_IN_ALL", default = 0)]
    pressure_in_all: u32,
    /// Failed look-ups from one network in 15 minutes: a help desk's worth of mistakes.
    #[env("LOOKUPS_PER_ADDRESS", default = 0)]
    lookups_per_address: u32,
    /// Failed look-ups of one e-mail address from one network in an hour: a person mistypes a few times.
    #[env("LOOKUP_FAILURES_PER_HOUR", default = 10)]
    lookup_failures_per_hour: u32,
    /// The same in a day: of 148 million references a day none is guessed. After as many of one address from all networks
    /// together, its links go to that address.
    #[env("LOOKUP_FAILURES_PER_DAY", default = 30)]
    lookup_failures_per_day: u32,
}

impl Limits {
    /// The limits with the company's own, which win.
    #[must_use]
    pub fn with(&self, own: &settings::Limits) -> Self {
        Self {
            bookings_per_client: own.bookings_per_client.unwrap_or(self.bookings_per_client),
            bookings_per_phone: own.bookings_per_phone.unwrap_or(self.bookings_per_phone),
            bookings_per_network: own.bookings_per_network.unwrap_or(self.bookings_per_network),
            staff_bookings_per_hour: self.staff_bookings_per_hour,
            staff_mails_per_hour: self.staff_mails_per_hour,
            admin_mails_per_hour: self.admin_mails_per_hour,
            moves_per_day: own.moves_per_day.unwrap_or(self.moves_per_day),
            moves_per_booking: own.moves_per_booking.unwrap_or(self.moves_per_booking),
            pressure_per_network: own.pressure_per_network.unwrap_or(self.pressure_per_network),
            pressure_per_consultant: own.pressure_per_consultant.unwrap_or(self.pressure_per_consultant),
            pressure_in_all: own.pressure_in_all.unwrap_or(self.pressure_in_all),
            lookups_per_address: own.lookups_per_network.unwrap_or(self.lookups_per_address),
            lookup_failures_per_hour: own.lookup_failures_per_hour.unwrap_or(self.lookup_failures_per_hour),
            lookup_failures_per_day: own.lookup_failures_per_day.unwrap_or(self.lookup_failures_per_day),
        }
    }

    /// The live bookings that an address may have.
    pub fn of_client(&self, email: &EmailAddress, company: &CompanySettings) -> ClientLimit {
        let is_shared = || company.shared_addresses.iter().any(|shared| shared.normalised() == email.normalised());
        ClientLimit(if self.bookings_per_client > 0 && is_shared() {
            PER_SHARED_ADDRESS
        } else {
            self.bookings_per_client
        })
    }

    /// Whether a client's own move may not meet another of their meetings: as for new bookings.
    pub fn one_meeting_at_once(&self) -> bool {
        self.bookings_per_client > 0
    }

    pub fn bookings_of_network(&self) -> Limit {
        Limit { kind: "booking-network", most: self.bookings_per_network, window_seconds: HOUR_SECONDS }
    }

    pub fn bookings_of_phone(&self) -> Limit {
        Limit { kind: "booking-phone", most: self.bookings_per_phone, window_seconds: DAY_SECONDS }
    }

    pub fn bookings_of_account(&self) -> Limit {
        Limit { kind: "booking-account", most: self.staff_bookings_per_hour, window_seconds: HOUR_SECONDS }
    }

    /// Of an account's messages to clients. An administrator's limit is higher.
    pub fn mails_of_account(&self, is_admin: bool) -> Limit {
        let most = if is_admin { self.admin_mails_per_hour } else { self.staff_mails_per_hour };
        Limit { kind: "mail-account", most, window_seconds: HOUR_SECONDS }
    }

    /// Messages of one order to which an account agrees by their number: as many as others may cause in an hour.
    pub fn mails_without_agreement(&self) -> usize {
        usize::try_from(self.staff_mails_per_hour).unwrap_or(usize::MAX)
    }

    pub fn moves(&self) -> MoveLimits {
        MoveLimits { per_day: self.moves_per_day, in_life: self.moves_per_booking }
    }

    pub fn pressure_of_network(&self) -> Limit {
        Limit { kind: "pressure-network", most: self.pressure_per_network, window_seconds: HOUR_SECONDS }
    }

    pub fn pressure_on_consultant(&self) -> Limit {
        Limit { kind: "pressure-consultant", most: self.pressure_per_consultant, window_seconds: HOUR_SECONDS }
    }

    pub fn pressure_on_all(&self) -> Limit {
        Limit { kind: "pressure-all", most: self.pressure_in_all, window_seconds: HOUR_SECONDS }
    }

    pub fn lookups_of_network(&self) -> Limit {
        Limit { kind: "lookup-network", most: self.lookups_per_address, window_seconds: QUARTER_SECONDS }
    }

    /// Wishes for a link to all bookings of an address: as rare as look-ups.
    pub fn privacy_of_network(&self) -> Limit {
        Limit { kind: "privacy-network", ..self.lookups_of_network() }
    }

    /// Of an address from one network.
    pub fn lookups_of_pair(&self) -> [Limit; 2] {
        [
            Limit { kind: "lookup-hour", most: self.lookup_failures_per_hour, window_seconds: HOUR_SECONDS },
            Limit { kind: "lookup-day", most: self.lookup_failures_per_day, window_seconds: DAY_SECONDS },
        ]
    }

    /// Of an address from all networks; beyond it, links are mailed.
    pub fn lookups_of_email(&self) -> Limit {
        Limit { kind: "lookup-email", most: self.lookup_failures_per_day, window_seconds: DAY_SECONDS }
    }
}
