//! The section that keeps programs off: proof of work, time on the form, block lists.

use std::net::IpAddr;

use serde::{Deserialize, Deserializer, Serialize};

use super::pages::words;
use crate::{contact::EmailAddress, fault::Rule, unknown::if_known};

/// Rounds of each try at a proof: about half a second of an ordinary phone's time for the whole.
const EFFORT: u32 = 5_000;

words! {
    /// When a booking needs a proof of work.
    #[derive(Default)]
    ChallengeRule {
        Never "never",
        /// While more is booked than people book: from a network, with a consultant, or at all.
        #[default]
        UnderPressure "under_pressure",
        Always "always",
    }
}

/// A word of a later release counts as the default.
fn rule<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChallengeRule, D::Error> {
    Ok(if_known(deserializer)?.unwrap_or_default())
}

/// What is asked of a booking so that programs don't make it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Protection {
    #[serde(deserialize_with = "rule")]
    pub challenge: ChallengeRule,
    /// Rounds of each try at a proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge_effort: Option<u32>,
    /// The seconds that a form is open at least; 0 for any.
    pub minimum_fill_seconds: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_networks: Vec<Network>,
    /// Lower-case domains, with their subdomains.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocked_email_domains: Vec<String>,
}

impl Protection {
    pub fn effort(&self) -> u32 {
        self.challenge_effort.unwrap_or(EFFORT)
    }

    /// Whether bookings from a client's network (an IPv4 address, or the /64 of an IPv6 address) are refused.
    pub fn blocks_network(&self, network: &str) -> bool {
        let address = network.split('/').next().unwrap_or_default().parse::<IpAddr>();
        address.is_ok_and(|address| self.blocked_networks.iter().any(|blocked| blocked.contains(address)))
    }

    /// Whether bookings with an address of this domain are refused.
    pub fn blocks_email(&self, email: &EmailAddress) -> bool {
        let normal = email.normalised();
        let domain = normal.rsplit('@').next().unwrap_or_default();
        self.blocked_email_domains.iter().any(|blocked| {
            domain.strip_suffix(blocked.as_str()).is_some_and(|front| front.is_empty() || front.ends_with('.'))
        })
    }
}

/// Parses a mail domain, as it is sent to.
///
/// # Errors
/// Fails for a text that isn't the part of an address behind the `@`.
pub(super) fn mail_domain(text: &str) -> Result<String, Rule> {
    let address = EmailAddress::parse(&format!("a@{}", text.trim_start_matches('@'))).map_err(|_| Rule::MailDomain)?;
    Ok(address.normalised()[2..].to_owned())
}

/// An address with the length of its prefix, like `203.0.113.0/24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// Parses an address, or a network in CIDR notation (RFC 4632, 3.1).
    ///
    /// # Errors
    /// Fails for any other text, and for a network of everybody.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| Rule::Network)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| Rule::Network))?;
        if (1..=most).contains(&bits) { Ok(Self { address, bits }) } else { Err(Rule::Network) }
    }

    fn contains(self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, width: u32| {
            width.checked_sub(self.bits).is_some_and(|free| one.checked_shr(free) == other.checked_shr(free))
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => same(own.to_bits().into(), other.to_bits().into(), 32),
            // A client's network is a /64: an entry of fewer addresses blocks all of it.
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let whole = Self { bits: self.bits.min(64), ..self };
                let free = 128 - whole.bits;
                own.to_bits().checked_shr(free) == other.to_bits().checked_shr(free)
            }
            _ => false,
        }
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|rule| rule.to_string())
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        format!("{}/{}", network.address, network.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_their_addresses() {
        let blocks = |network: &str, client: &str| {
            let blocked_networks = vec![Network::parse(network).unwrap()];
            Protection { blocked_networks, ..Protection::default() }.blocks_network(client)
        };
        for (network, client, is_blocked) in [
            ("203.0.113.0/24", "203.0.113.7", true),
            ("203.0.113.0/24", "203.0.114.7", false),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("2001:db8::/32", "2001:db8:1:2::/64", true),
            ("2001:db8:1:2::5", "2001:db8:1:2::/64", true),
            ("2001:db8:1:3::/64", "2001:db8:1:2::/64", false),
            ("203.0.113.0/24", "2001:db8:1:2::/64", false),
            ("203.0.113.0/24", "", false),
        ] {
            assert_eq!(blocks(network, client), is_blocked, "{network} {client}");
        }
        for bad in ["0.0.0.0/0", "203.0.113.0/33", "203.0.113", "::/0", "2001:db8::/129", "/24", "a/b", ""] {
            assert_eq!(Network::parse(bad), Err(Rule::Network), "{bad}");
        }
    }

    #[test]
    fn blocked_domains_have_their_subdomains() {
        let blocked_email_domains = ["mailinator.com", "@München.de"].map(|text| mail_domain(text).unwrap()).to_vec();
        let protection = Protection { blocked_email_domains, ..Protection::default() };
        let blocks = |email: &str| protection.blocks_email(&EmailAddress::parse(email).unwrap());
        assert!(blocks("a@Mailinator.com") && blocks("a@x.mailinator.com") && blocks("a@münchen.de"));
        assert!(!blocks("a@notmailinator.com") && !blocks("mailinator.com@example.com"));
        assert_eq!(mail_domain("nothing"), Err(Rule::MailDomain));
    }
}
