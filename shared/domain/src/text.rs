//! Texts from outside: length, characters, and web addresses in names.

mod names;

pub use names::without_links;
pub(crate) use names::{holds_message, holds_web_address};

use crate::fault::Rule;

/// Parses one line of at most `most` characters.
///
/// # Errors
/// Fails if it is too long or has control characters (including line breaks).
pub fn line(text: &str, most: usize) -> Result<String, Rule> {
    check(text, most, |_| false)
}

/// Parses several lines of at most `most` characters together; keeps line breaks and tabs.
///
/// # Errors
/// Fails if it is too long or has control characters.
pub fn lines(text: &str, most: usize) -> Result<String, Rule> {
    check(text, most, |character| matches!(character, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}'))
}

/// Parses a person's name. Names go into mail to an address that the client may have invented, so a name must not
/// hide a web address, nor carry a message.
///
/// # Errors
/// Fails if it is too long, has control characters, has a part that mail programs would turn into a link, or more digits
/// or words than a name.
pub fn name(text: &str) -> Result<String, Rule> {
    let name = line(text, MAX_NAME)?;
    if holds_web_address(&name) {
        return Err(Rule::NoWebAddress);
    }
    if holds_message(&name) {
        return Err(Rule::PlainName);
    }
    Ok(name)
}

/// Parses a web address (`http` or `https`).
///
/// # Errors
/// Fails if it isn't absolute, is too long, or has white space or control characters.
pub fn web_address(text: &str) -> Result<String, Rule> {
    let text = line(text, MAX_URL)?;
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let fine = !host.is_empty()
        && !text.contains(|character: char| character.is_whitespace() || "<>\"\\^`{|}".contains(character));
    if fine { Ok(text) } else { Err(Rule::WebAddress) }
}

/// The maximum length of a name, in characters.
pub const MAX_NAME: usize = 100;
/// The maximum length of a web address, in characters.
pub const MAX_URL: usize = 500;
/// The maximum length of a subject, in characters.
pub const MAX_SUBJECT: usize = 200;
/// The maximum length of notes, in characters.
pub const MAX_NOTES: usize = 2_000;
/// The maximum length of a message, in characters.
pub const MAX_MESSAGE: usize = 4_000;

/// Returns `true` if anything of a text can be seen. Control characters and marks of direction count as seen: they are a
/// fault of their own.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|character| is_visible_char(character) || character.is_control() || is_direction(character))
}

/// Returns `false` for white space, control characters and characters that a renderer ignores
/// (`Default_Ignorable_Code_Point` of Unicode 17), and for the empty Braille cell.
pub(crate) fn is_visible_char(character: char) -> bool {
    !(character.is_whitespace()
        || character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'))
}

/// Embedding and isolate marks (UAX #9): invisible, and able to make a text read as another one.
fn is_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn check(text: &str, most: usize, allowed: impl Fn(char) -> bool) -> Result<String, Rule> {
    if text.chars().count() > most {
        return Err(Rule::MaxLength(most));
    }
    // Unicode's own line and paragraph separators break lines like the control characters do.
    let is_control = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    if text.chars().any(|character| (is_control(character) && !allowed(character)) || is_direction(character)) {
        return Err(Rule::NoControlCharacters);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_has_no_web_address() {
        assert_eq!(name("J.R.R. Tolkien"), Ok("J.R.R. Tolkien".to_owned()));
        assert_eq!(name("Win 500 EUR at bit.ly/free now"), Err(Rule::NoWebAddress));
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(lines("a\r\nb\tc", 10).is_ok());
        for bad in ["a\nb", "a\0b", "a\u{7f}", "a\u{202E}b", "a\u{2028}b"] {
            assert_eq!(line(bad, 10), Err(Rule::NoControlCharacters), "{bad:?}");
        }
        assert_eq!(lines("a\0", 10), Err(Rule::NoControlCharacters));
    }

    #[test]
    fn names_of_nothing_are_invisible() {
        for nothing in ["", " ", "\u{200B}", "\u{A0}\u{2060}", "\u{3164}", "\u{2800}", "\u{FEFF}\u{AD}"] {
            assert!(!is_visible(nothing), "{nothing:?}");
        }
        for something in ["a", "\u{200B}李", "علی\u{200C}رضا", "🙂", "\0", "\u{202E}"] {
            assert!(is_visible(something), "{something:?}");
        }
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert!(name(&"я".repeat(100)).is_ok());
        assert_eq!(name(&"я".repeat(101)), Err(Rule::MaxLength(100)));
    }

    #[test]
    fn web_addresses_must_be_absolute() {
        assert!(web_address("https://example.com/a?b#c").is_ok());
        for bad in
            ["example.com", "javascript:alert(1)", "https://", "https:///x", "https://a b.example", "http://x\"y"]
        {
            assert_eq!(web_address(bad), Err(Rule::WebAddress), "{bad}");
        }
    }
}
