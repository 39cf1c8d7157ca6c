//! What mail programs would turn into a link, and markup.

use super::{Position, tags::advanced};
use crate::text::holds_web_address;

/// Punctuation around a word that isn't part of it.
const AROUND: &[char] =
    &['(', ')', '[', ']', '<', '>', '"', '\'', '.', ',', ';', ':', '!', '?', '„', '“', '”', '«', '»', '{', '}', '%'];

/// The words of a text, with their places.
pub fn words(text: &str) -> impl Iterator<Item = (Position, &str)> {
    let mut rest = Some((text, Position { line: 1, column: 1 }));
    std::iter::from_fn(move || {
        let (text, at) = rest?;
        let start = text.find(|letter: char| !letter.is_whitespace())?;
        let at = advanced(at, &text[..start]);
        let text = &text[start..];
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (word, behind) = text.split_at(end);
        rest = Some((behind, advanced(at, word)));
        Some((at, word))
    })
}

/// Whether mail programs would make a link of a word that leads to another host than the site's.
pub fn is_foreign_link(word: &str, host: &str) -> bool {
    if !holds_web_address(word) {
        return false;
    }
    let word = word.trim_matches(AROUND).to_lowercase();
    let (scheme, rest) = word.split_once("://").map_or((None, word.as_str()), |(scheme, rest)| (Some(scheme), rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let found = match (scheme, authority.rsplit_once('@')) {
        (Some("http" | "https"), None) => authority.split(':').next().unwrap_or_default(),
        // A user before the host of an address hides where it leads.
        (Some(_), _) => return true,
        (None, Some((_, domain))) => domain,
        (None, None) => authority.split(':').next().unwrap_or_default(),
    };
    let host = host.to_lowercase();
    found != host && !found.ends_with(&format!(".{host}"))
}

/// The places of markup: sentences are text.
pub(super) fn markup(source: &str) -> impl Iterator<Item = Position> + '_ {
    let begins = |rest: &str| {
        let next = rest.chars().nth(1);
        next.is_some_and(|letter| letter.is_ascii_alphabetic() || matches!(letter, '/' | '!'))
    };
    let found = source.match_indices('<').filter(move |(start, _)| begins(&source[*start..]));
    found.map(|(start, _)| advanced(Position { line: 1, column: 1 }, &source[..start]))
}
