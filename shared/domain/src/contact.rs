//! Contact data of a person: parsed once, always valid, and hidden by `Debug`.

use std::fmt;

use email_address::Options;
use serde::{Deserialize, Serialize};

use crate::{
    fault::{Faults, Rule},
    fields::Fields,
    text,
};

/// A mail address (RFC 5321), without a display name. An internationalised domain is kept in its readable form; mail
/// goes to its DNS name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct EmailAddress {
    shown: String,
    /// With the domain in Punycode, if that differs.
    sent_to: Option<String>,
}

impl EmailAddress {
    /// Parses an address; the domain needs at least two labels.
    ///
    /// # Errors
    /// Fails if mail from the internet can't be sent to the address.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let address = Self::from(text.trim().to_owned());
        // Not every server takes non-ASCII letters before the `@` (RFC 6531), and no person has only such an address.
        let sent_to = address.as_str();
        let fine = sent_to.is_ascii()
            && email_address::EmailAddress::parse_with_options(sent_to, options).is_ok()
            && sent_to.rsplit_once('@').is_some_and(|(_, domain)| can_exist(domain));
        // A quoted local part may hold spaces and line breaks: legal, never used, and dangerous in headers.
        if fine && !text.contains('"') { Ok(address) } else { Err(Rule::EmailAddress) }
    }

    /// Replaces an address: `.invalid` never resolves (RFC 2606, 2).
    pub fn erased() -> Self {
        Self { shown: "erased@erased.invalid".to_owned(), sent_to: None }
    }

    /// The address for sending: the domain in ASCII, otherwise as entered.
    pub fn as_str(&self) -> &str {
        self.sent_to.as_ref().unwrap_or(&self.shown)
    }

    /// The address as [`EmailAddress::normalised`] writes it.
    pub fn normal(&self) -> Self {
        Self { shown: self.normalised(), sent_to: None }
    }

    /// Lower-cased, for comparison.
    pub fn normalised(&self) -> String {
        self.as_str().to_lowercase()
    }
}

/// Returns `false` for a domain that nothing can have: labels are letters, digits and inner hyphens (RFC 1123, 2.1), and
/// the last one isn't a number (RFC 3696, 2).
fn can_exist(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

impl From<String> for EmailAddress {
    fn from(typed: String) -> Self {
        let in_punycode = || {
            let (local, domain) = typed.rsplit_once('@').filter(|(_, domain)| !domain.is_ascii())?;
            let domain = idna::domain_to_ascii_strict(domain).ok()?;
            // The displayed form is derived from the DNS name, so that nothing hides in it.
            let (readable, readable_is_fine) = idna::domain_to_unicode(&domain);
            readable_is_fine.ok()?;
            Some((format!("{local}@{readable}"), format!("{local}@{domain}")))
        };
        match in_punycode() {
            Some((shown, sent_to)) => Self { shown, sent_to: Some(sent_to) },
            None => Self { shown: typed, sent_to: None },
        }
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.shown
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// A phone number with country code, in E.164.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Parses a number that begins with `+`, also one that was copied from a link, or with a wide plus. It must be
    /// possible (its length fits its country), not assigned.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = copied_number(text);
        if !text.starts_with('+') || text.chars().count() > 50 {
            return Err(Rule::PhoneNumber);
        }
        let number: rlibphonenumber::PhoneNumber = text.parse().map_err(|_| Rule::PhoneNumber)?;
        if number.is_possible_with_reason().is_err() {
            return Err(Rule::PhoneNumber);
        }
        let e164 = number.format_as(rlibphonenumber::PhoneNumberFormat::E164).into_owned();
        if is_costly(&number, &e164) {
            return Err(Rule::OrdinaryNumber);
        }
        Ok(Self(e164))
    }

    /// The country of the number (ISO 3166-1); `None` for an international service, and for a number that earns its owner
    /// money, which an earlier release may have taken.
    pub fn country(&self) -> Option<String> {
        let number: rlibphonenumber::PhoneNumber = self.0.parse().ok()?;
        let region = number.get_region_code().filter(|_| !is_costly(&number, &self.0))?;
        Some(region.as_region_str().to_string()).filter(|code| code.len() == 2)
    }

    /// In E.164, like `+4930901820`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// International services: satellites (+870, +881), networks at sea and in the air (+882, +883), premium (+979).
const COSTLY: [&str; 5] = ["+870", "+881", "+882", "+883", "+979"];

/// Returns `true` for a number whose owner earns on calls and text messages, or that costs many times an ordinary one.
fn is_costly(number: &rlibphonenumber::PhoneNumber, e164: &str) -> bool {
    use rlibphonenumber::PhoneNumberType::{PremiumRate, SharedCost};
    COSTLY.iter().any(|prefix| e164.starts_with(prefix)) || matches!(number.get_type(), PremiumRate | SharedCost)
}

/// The number of a copied link (`tel:+49-30-901820;ext=5`, RFC 3966), without characters that show nowhere and with
/// plain digits.
fn copied_number(text: &str) -> String {
    let is_kept = |character: &char| text::is_visible_char(*character) || character.is_control() || *character == ' ';
    let shown = text.trim().chars().filter(is_kept);
    let plain = shown.map(|character| match character {
        '\u{FF0B}' | '\u{FF10}'..='\u{FF19}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        _ => character,
    });
    let plain: String = plain.collect();
    match plain.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => {
            plain[4..].split(';').next().unwrap_or_default().to_owned()
        }
        _ => plain,
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

/// The client's contact data at the time of booking: a snapshot that no later change rewrites.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    pub first_name: String,
    pub last_name: String,
    pub email: EmailAddress,
    /// The number for phone meetings and SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Position in the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// The company's industry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_size: Option<CompanySize>,
}

/// The number of people in a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompanySize {
    /// Up to 10.
    #[serde(rename = "1-10")]
    UpTo10,
    /// Up to 50.
    #[serde(rename = "11-50")]
    UpTo50,
    /// Up to 200.
    #[serde(rename = "51-200")]
    UpTo200,
    /// Up to 1,000.
    #[serde(rename = "201-1000")]
    UpTo1000,
    /// More than 1,000.
    #[serde(rename = "1001+")]
    Over1000,
}

impl CompanySize {
    /// The API's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UpTo10 => "1-10",
            Self::UpTo50 => "11-50",
            Self::UpTo200 => "51-200",
            Self::UpTo1000 => "201-1000",
            Self::Over1000 => "1001+",
        }
    }

    /// Parses one of `1-10`, `11-50`, `51-200`, `201-1000`, `1001+`.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "1-10" => Ok(Self::UpTo10),
            "11-50" => Ok(Self::UpTo50),
            "51-200" => Ok(Self::UpTo200),
            "201-1000" => Ok(Self::UpTo1000),
            "1001+" => Ok(Self::Over1000),
            _ => Err(Rule::OneOf(&["1-10", "11-50", "51-200", "201-1000", "1001+"])),
        }
    }
}

impl Client {
    pub(crate) fn read(fields: &Fields<'_>, faults: &mut Faults) -> Option<Self> {
        let first_name = fields.required("firstName", faults, text::name);
        let last_name = fields.required("lastName", faults, text::name);
        let email = fields.required("email", faults, EmailAddress::parse);
        let phone = fields.parsed("phone", faults, PhoneNumber::parse);
        let company = fields.parsed("company", faults, |company| text::line(company, text::MAX_NAME));
        let website = fields.parsed("website", faults, website);
        let position = fields.parsed("position", faults, |position| text::line(position, text::MAX_NAME));
        let industry = fields.parsed("industry", faults, |industry| text::line(industry, text::MAX_NAME));
        let company_size = fields.parsed("companySize", faults, CompanySize::parse);
        let (first_name, last_name, email) = (first_name?, last_name?, email?);
        Some(Self { first_name, last_name, email, phone, company, website, position, industry, company_size })
    }

    /// Given and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// The name as names are compared: in lower case, with single spaces.
    pub fn normalised_name(&self) -> String {
        let lower = self.full_name().to_lowercase();
        lower.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Many clients enter `example.com` for a website.
fn website(text: &str) -> Result<String, Rule> {
    if text.contains("://") { text::web_address(text) } else { text::web_address(&format!("https://{text}")) }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(…)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn phone_numbers_are_stored_in_e164() {
        let e164 = |text| PhoneNumber::parse(text).map(|number| number.0);
        assert_eq!(e164("+49 30 901820"), Ok("+4930901820".to_owned()));
        assert_eq!(e164("+7 (495) 123-45-67"), Ok("+74951234567".to_owned()));
        assert_eq!(e164("+1 555 0100 123"), Ok("+15550100123".to_owned()));
        for copied in [
            "＋49 30 901820",
            "＋４９ 30 901820",
            "tel:+4930901820",
            "TEL:+49-30-901820;ext=5",
            "\u{202A}+49 30 901820\u{202C}",
            "\u{2068}+49\u{A0}30\u{2009}901820\u{2069}",
            "\u{200E}+49 30 901820\u{200B}",
        ] {
            assert_eq!(e164(copied), Ok("+4930901820".to_owned()), "{copied:?}");
        }
        for bad in ["030 901820", "+49", "+", "+999999999999999999", "+49 abc", "+49 30 9018201234567890"] {
            assert_eq!(e164(bad), Err(Rule::PhoneNumber), "{bad}");
        }
    }

    #[test]
    fn costly_numbers_are_refused() {
        for costly in [
            "+49 900 1234567",
            "+44 909 8790000",
            "+33 899 123456",
            "+881 612 345678",
            "+882 16 12345678",
            "+870 773 123456",
            "+883 5100 1234567",
            "+979 1 2345 6789",
            "+808 1234 5678",
            "+49 180 5123456",
        ] {
            assert_eq!(PhoneNumber::parse(costly), Err(Rule::OrdinaryNumber), "{costly}");
        }
        for ordinary in ["+49 30 901820", "+49 151 12345678", "+44 7911 123456", "+1 415 555 2671", "+800 1234 5678"] {
            assert!(PhoneNumber::parse(ordinary).is_ok(), "{ordinary}");
        }
    }

    #[test]
    fn addresses_compare_in_lower_case() {
        assert_eq!(EmailAddress::parse("Ada@Example.com").unwrap().normalised(), "ada@example.com");
        for bad in [
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "Ada <ada@example.com>",
            "a b@example.com",
            "ada@example.com\r\nBcc: x@example.com",
            "\"a b\"@example.com",
            "ada@[127.0.0.1]",
            "a@b@example.com",
            "jürgen@example.com",
            "ada@münchen",
            "ada@mün chen.de",
            "ada@mün\u{202E}chen.de",
            "ada@-münchen.de",
            "email@111.222.333.44444",
            "ada@127.0.0.1",
            "a@exa_mple.com",
            "a@exam!ple.com",
            "a@example.c-",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn international_domains_are_sent_in_punycode() {
        for (typed, shown, sent_to) in [
            ("ada@münchen.de", "ada@münchen.de", "ada@xn--mnchen-3ya.de"),
            (" Ada@MU\u{308}NCHEN.de ", "Ada@münchen.de", "Ada@xn--mnchen-3ya.de"),
            ("ada@пример.рф", "ada@пример.рф", "ada@xn--e1afmkfd.xn--p1ai"),
            ("ada@xn--mnchen-3ya.de", "ada@xn--mnchen-3ya.de", "ada@xn--mnchen-3ya.de"),
            ("Ada@Example.com", "Ada@Example.com", "Ada@Example.com"),
        ] {
            let address = EmailAddress::parse(typed).unwrap();
            assert_eq!(address.as_str(), sent_to, "{typed}");
            let stored = serde_json::to_string(&address).unwrap();
            assert_eq!(stored, format!("\"{shown}\""), "{typed}");
            assert_eq!(serde_json::from_str::<EmailAddress>(&stored).unwrap(), address);
        }
        // Both spellings are one address.
        let [a, b] = ["ada@München.de", "ADA@xn--mnchen-3ya.DE"].map(|text| EmailAddress::parse(text).unwrap());
        assert_eq!(a.normalised(), b.normalised());
    }

    #[test]
    fn names_compare_in_lower_case() {
        let client = json!({"firstName": " ada", "lastName": "LOVELACE  King", "email": "ada@example.com"});
        let client: Client = serde_json::from_value(client).unwrap();
        assert_eq!(client.normalised_name(), "ada lovelace king");
    }

    #[test]
    fn debug_shows_nothing_personal() {
        let email = EmailAddress::parse("ada@example.com").unwrap();
        assert!(!format!("{email:?}").contains("ada"));
    }
}
