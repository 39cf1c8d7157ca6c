//! Branding of the mails, from settings.

use domain::{
    contact::EmailAddress,
    language::{Language, Texts},
    settings::{Changes, CompanySettings},
};
use platform::{Config, ConfigError};
use serde::Serialize;
use texts::Locale;

/// The appearance and sender details of mails.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Brand {
    /// `#rrggbb`: the bar at the top and the main button.
    pub(crate) color: String,
    /// A readable text colour on it.
    pub(crate) on_color: &'static str,
    /// Address of a picture, shown 160 pixels wide instead of the company's name.
    pub(crate) logo: Option<String>,
    /// The address for questions and replies.
    pub(crate) support: Option<String>,
    /// A line with the legal sender, where the law requires it.
    pub(crate) imprint: Option<String>,
    /// Address of the privacy policy.
    pub(crate) privacy: Option<String>,
    #[serde(skip)]
    pub(crate) booking_page: String,
    /// The host of the pages: edited sentences may lead there.
    #[serde(skip)]
    pub(crate) site_host: String,
    /// The terms of refunds, by language.
    #[serde(skip)]
    pub(crate) refund_policy: Texts,
    /// The language of mail to consultants and the team.
    #[serde(skip)]
    pub(crate) staff_locale: Locale,
    /// The readers of clients' answers.
    #[serde(skip)]
    pub(crate) replies_to: RepliesTo,
    /// Hours before the start until which a client may change a booking.
    #[serde(skip)]
    pub(crate) change_deadline_hours: u32,
    /// Copy recipients of mail to consultants and the team.
    #[serde(skip)]
    pub(crate) copies: Vec<String>,
    /// What clients may do with their booking.
    #[serde(skip)]
    pub(crate) changes: Changes,
}

/// The readers of clients' answers to mail. If there is no such address, the other one gets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepliesTo {
    Support,
    Consultant,
}

impl RepliesTo {
    fn from_config(config: &Config) -> Result<Self, ConfigError> {
        match config.get("REPLIES_TO").as_deref() {
            None | Some("support") => Ok(Self::Support),
            Some("consultant") => Ok(Self::Consultant),
            Some(_) => Err(invalid("REPLIES_TO", "must be support or consultant")),
        }
    }
}

impl Brand {
    pub(crate) fn new(config: &Config) -> Result<Self, ConfigError> {
        let color = config.get("BRAND_COLOR").unwrap_or_else(|| "#1f5eff".to_owned());
        let on_color = on(&color).ok_or_else(|| invalid("BRAND_COLOR", "must be a colour like #1f5eff"))?;
        let language = config.get("STAFF_LANGUAGE").unwrap_or_else(|| "en".to_owned());
        let staff_language = Language::from_code(&language)
            .ok_or_else(|| invalid("STAFF_LANGUAGE", &format!("must be one of {}", Language::CODES.join(", "))))?;
        Ok(Self {
            on_color,
            color,
            logo: web_address(config, "LOGO_URL")?,
            support: config.get("SUPPORT_EMAIL").map(|address| email("SUPPORT_EMAIL", &address)).transpose()?,
            imprint: config.get("IMPRINT"),
            privacy: web_address(config, "PRIVACY_URL")?,
            booking_page: format!("{}/book-consultation", config.required("SITE_URL")?.trim_end_matches('/')),
            site_host: host_of(&config.required("SITE_URL")?),
            refund_policy: Texts::default(),
            staff_locale: staff_language.into(),
            replies_to: RepliesTo::from_config(config)?,
            change_deadline_hours: config.parsed("CHANGE_DEADLINE_HOURS", 2)?,
            copies: match config.get("MAIL_CC") {
                Some(list) => {
                    list.split(',').map(|address| email("MAIL_CC", address.trim())).collect::<Result<_, _>>()?
                }
                None => Vec::new(),
            },
            changes: Changes::default(),
        })
    }
}

impl Brand {
    /// The brand with the company's own settings, which win.
    pub(crate) fn of(&self, settings: &CompanySettings) -> Self {
        let (branding, company) = (&settings.branding, &settings.company);
        // A colour that isn't one was refused when it was saved.
        let color = branding.color.as_ref().and_then(|color| Some((color.clone(), on(color)?)));
        let (color, on_color) = color.unwrap_or_else(|| (self.color.clone(), self.on_color));
        Self {
            color,
            on_color,
            logo: branding.logo.clone().or_else(|| self.logo.clone()),
            support: settings.support.email.clone().or_else(|| self.support.clone()),
            imprint: company.imprint.clone().or_else(|| self.imprint.clone()),
            privacy: settings.privacy_url().map(str::to_owned).or_else(|| self.privacy.clone()),
            staff_locale: company.staff_language.map_or(self.staff_locale, Locale::from),
            changes: settings.changes,
            refund_policy: settings.refund_policy.clone(),
            change_deadline_hours: settings.changes.deadline_hours.unwrap_or(self.change_deadline_hours),
            ..self.clone()
        }
    }
}

fn host_of(url: &str) -> String {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
    authority.split(':').next().unwrap_or_default().to_owned()
}

fn invalid(name: &str, reason: &str) -> ConfigError {
    ConfigError::Invalid { name: name.to_owned(), reason: reason.to_owned() }
}

fn email(name: &str, address: &str) -> Result<String, ConfigError> {
    let address = EmailAddress::parse(address).map_err(|rule| invalid(name, &rule.to_string()))?;
    Ok(address.as_str().to_owned())
}

fn web_address(config: &Config, name: &str) -> Result<Option<String>, ConfigError> {
    let address = config.get(name).map(|address| domain::text::web_address(&address));
    address.transpose().map_err(|rule| invalid(name, &rule.to_string()))
}

/// Black or white, whichever contrasts more with a colour (WCAG 2.2, relative luminance and contrast ratio).
fn on(color: &str) -> Option<&'static str> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    let luminance = 0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?;
    let (with_white, with_black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
    Some(if with_white >= with_black.min(4.5) { "#ffffff" } else { "#000000" })
}

#[cfg(test)]
mod tests {
    use super::on;

    #[test]
    fn brand_colour_gets_readable_text() {
        assert_eq!(on("#1f5eff"), Some("#ffffff"));
        assert_eq!(on("#ffd400"), Some("#000000"));
        assert_eq!((on("blue"), on("#12345g"), on("#é2345")), (None, None, None));
    }
}
