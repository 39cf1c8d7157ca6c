//! How a person can be reached: parsed once, valid ever after, and never shown by `Debug`.

use std::fmt;

use email_address::Options;
use serde::{Deserialize, Serialize};

use crate::{
    fault::{FaultCode, Faults},
    fields::Fields,
    text,
};

/// A mail address (RFC 5321), without a display name. A domain in letters of any script is kept as people read it, and
/// mail goes to what the domain is called in the DNS.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct EmailAddress {
    shown: String,
    /// With the domain in Punycode, where that is something else.
    sent_to: Option<String>,
}

impl EmailAddress {
    /// Reads an address; the domain needs at least two labels.
    ///
    /// # Errors
    /// Not an address that mail from the internet could be sent to.
    pub fn parse(text: &str) -> Result<Self, (FaultCode, String)> {
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        let address = Self::from(text.trim().to_owned());
        // Not every server takes letters of any script before the `@` (RFC 6531), and nobody can be reached by one alone.
        let sent_to = address.as_str();
        let fine = sent_to.is_ascii() && email_address::EmailAddress::parse_with_options(sent_to, options).is_ok();
        // A quoted local part may hold spaces and line breaks: legal, never used, and dangerous in headers.
        if fine && !text.contains('"') {
            Ok(address)
        } else {
            Err((FaultCode::InvalidFormat, "must be an e-mail address like ada@example.com".to_owned()))
        }
    }

    /// What stands where an address was: `.invalid` never resolves (RFC 2606, 2).
    pub fn erased() -> Self {
        Self { shown: "erased@erased.invalid".to_owned(), sent_to: None }
    }

    /// Where mail is sent to: ASCII, otherwise as it was typed.
    pub fn as_str(&self) -> &str {
        self.sent_to.as_ref().unwrap_or(&self.shown)
    }

    /// For comparison: lower-cased.
    pub fn normalised(&self) -> String {
        self.as_str().to_lowercase()
    }
}

impl From<String> for EmailAddress {
    fn from(typed: String) -> Self {
        let in_punycode = || {
            let (local, domain) = typed.rsplit_once('@').filter(|(_, domain)| !domain.is_ascii())?;
            let domain = idna::domain_to_ascii_strict(domain).ok()?;
            // What is shown is made of that again, so that nothing hides in it.
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
    /// Reads a number that begins with `+`. It must be possible (its length fits its country), not assigned.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, (FaultCode, String)> {
        let message = || "must be a phone number with country code, like +49 30 901820".to_owned();
        let fault = || (FaultCode::InvalidFormat, message());
        if !text.starts_with('+') || text.chars().count() > 50 {
            return Err(fault());
        }
        let number: rlibphonenumber::PhoneNumber = text.parse().map_err(|_| fault())?;
        if number.is_possible_with_reason().is_err() {
            return Err(fault());
        }
        Ok(Self(number.format_as(rlibphonenumber::PhoneNumberFormat::E164).into_owned()))
    }

    /// In E.164, like `+4930901820`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

/// Who booked, as they said when they booked: a snapshot that nothing later rewrites.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where mail goes.
    pub email: EmailAddress,
    /// The number for phone meetings and SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// Company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Position in the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// What the company does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// How many people it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_size: Option<CompanySize>,
}

/// How many people a company has.
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
    /// More.
    #[serde(rename = "1001+")]
    Over1000,
}

impl CompanySize {
    /// Reads one of `1-10`, `11-50`, `51-200`, `201-1000`, `1001+`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, (FaultCode, String)> {
        match text {
            "1-10" => Ok(Self::UpTo10),
            "11-50" => Ok(Self::UpTo50),
            "51-200" => Ok(Self::UpTo200),
            "201-1000" => Ok(Self::UpTo1000),
            "1001+" => Ok(Self::Over1000),
            _ => Err((FaultCode::UnknownValue, "must be 1-10, 11-50, 51-200, 201-1000 or 1001+".to_owned())),
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
}

/// People type `example.com` for a website.
fn website(text: &str) -> Result<String, (FaultCode, String)> {
    if text.contains("://") { text::web_address(text) } else { text::web_address(&format!("https://{text}")) }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possible_numbers_with_a_plus_are_kept_in_e164() {
        let e164 = |text| PhoneNumber::parse(text).map(|number| number.0).map_err(|fault| fault.0);
        assert_eq!(e164("+49 30 901820"), Ok("+4930901820".to_owned()));
        assert_eq!(e164("+7 (495) 123-45-67"), Ok("+74951234567".to_owned()));
        assert_eq!(e164("+1 555 0100 123"), Ok("+15550100123".to_owned()));
        for bad in ["030 901820", "+49", "+", "+999999999999999999", "+49 abc", "+49 30 9018201234567890"] {
            assert_eq!(e164(bad), Err(FaultCode::InvalidFormat), "{bad}");
        }
    }

    #[test]
    fn addresses_are_plain_and_compared_in_lower_case() {
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
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_domain_in_other_letters_is_shown_as_such_and_reached_by_its_name_in_the_dns() {
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
        // However it is written, it is one person's.
        let [a, b] = ["ada@München.de", "ADA@xn--mnchen-3ya.DE"].map(|text| EmailAddress::parse(text).unwrap());
        assert_eq!(a.normalised(), b.normalised());
    }

    #[test]
    fn debug_shows_nothing_personal() {
        let email = EmailAddress::parse("ada@example.com").unwrap();
        assert!(!format!("{email:?}").contains("ada"));
    }
}
