//! Splits a sentence into its tags.

use super::{Position, SentenceFault};
use crate::fault::Rule;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    /// `{{ … }}`
    Print,
    /// `{% … %}`
    Block,
    /// `{# … #}`
    Comment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) kind: TagKind,
    /// Of its first brace.
    pub(super) position: Position,
    /// Between the braces, without the spaces and dashes there.
    pub(super) inner: &'a str,
    pub(super) inner_at: Position,
}

const DELIMITERS: [(&str, &str, TagKind); 3] =
    [("{{", "}}", TagKind::Print), ("{%", "%}", TagKind::Block), ("{#", "#}", TagKind::Comment)];

/// Returns the position behind a text that begins at `from`.
pub(super) fn advanced(from: Position, text: &str) -> Position {
    text.chars().fold(from, |at, letter| match letter {
        '\n' => Position { line: at.line + 1, column: 1 },
        _ => Position { column: at.column + 1, ..at },
    })
}

/// Returns the tags of a sentence.
///
/// # Errors
/// A tag that isn't closed, or that holds another one.
pub(super) fn split(source: &str) -> Result<Vec<Tag<'_>>, SentenceFault> {
    let (mut tags, mut rest, mut at) = (Vec::new(), source, Position { line: 1, column: 1 });
    while let Some((start, (open, close, kind))) = first_open(rest) {
        let position = advanced(at, &rest[..start]);
        let inside = &rest[start + open.len()..];
        let end = inside.find(close).filter(|end| first_open(&inside[..*end]).is_none());
        let end = end.ok_or((position, Rule::UnclosedTag))?;
        let (raw, behind) = (&inside[..end], &inside[end + close.len()..]);
        let inner = raw.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']);
        let leading = raw.len() - raw.trim_start_matches(['-', '+']).len();
        let trimmed = inner.trim();
        let before = leading + (inner.len() - inner.trim_start().len());
        // Of an empty tag, the place right behind its braces.
        let before = if trimmed.is_empty() { 0 } else { before };
        let inside_at = advanced(position, open);
        tags.push(Tag { kind, position, inner: trimmed, inner_at: advanced(inside_at, &raw[..before]) });
        at = advanced(position, &rest[start..rest.len() - behind.len()]);
        rest = behind;
    }
    Ok(tags)
}

fn first_open(text: &str) -> Option<(usize, (&'static str, &'static str, TagKind))> {
    let found = DELIMITERS.into_iter().filter_map(|delimiters| Some((text.find(delimiters.0)?, delimiters)));
    found.min_by_key(|(start, _)| *start)
}
