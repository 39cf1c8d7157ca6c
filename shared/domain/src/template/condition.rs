//! Conditions: variables, texts and whole numbers, compared and joined by `and`, `or`, `not`.

use super::{Position, SentenceFault, Variable, tags::advanced};
use crate::fault::Rule;

/// Parentheses inside parentheses.
const MAX_DEPTH: usize = 20;
const COMPARISONS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Literal,
    Comparison,
    Open,
    Close,
    /// A filter's beginning.
    Pipe,
    Other,
}

/// Whether a text is a name of a variable, known or not.
pub(super) fn is_name(text: &str) -> bool {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.chars().all(is_of_name) && text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
}

/// Returns the first fault of a condition, and every unknown variable before it.
pub(super) fn faults(source: &str, at: Position, variables: &[Variable]) -> Vec<SentenceFault> {
    let mut parser =
        Parser { tokens: tokens(source, at), next: 0, end: advanced(at, source), variables, unknown: Vec::new() };
    let refused = parser.any(0).and_then(|()| match parser.peek() {
        None => Ok(()),
        Some(_) => parser.refused(),
    });
    parser.unknown.into_iter().chain(refused.err()).collect()
}

fn tokens(source: &str, at: Position) -> Vec<(Token<'_>, Position)> {
    let (mut tokens, mut rest, mut at) = (Vec::new(), source, at);
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first);
        tokens.extend(token.map(|token| (token, at)));
        at = advanced(at, &rest[..length]);
        rest = &rest[length..];
    }
    tokens
}

/// The token at the beginning of a text, `None` for a space, and its length.
fn token(text: &str, first: char) -> (Option<Token<'_>>, usize) {
    let run = |of: fn(char) -> bool| text.find(|letter| !of(letter)).unwrap_or(text.len());
    if let Some(comparison) = COMPARISONS.iter().find(|comparison| text.starts_with(**comparison)) {
        return (Some(Token::Comparison), comparison.len());
    }
    match first {
        _ if first.is_whitespace() => (None, first.len_utf8()),
        '(' => (Some(Token::Open), 1),
        ')' => (Some(Token::Close), 1),
        '|' => (Some(Token::Pipe), 1),
        '\'' | '"' => match text[1..].find(first) {
            Some(end) if !text[1..=end].contains('\\') => (Some(Token::Literal), end + 2),
            _ => (Some(Token::Other), text.len()),
        },
        '0'..='9' => (Some(Token::Literal), run(|letter| letter.is_ascii_digit())),
        _ if first.is_ascii_alphabetic() || first == '_' => {
            let length = run(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            (Some(Token::Name(&text[..length])), length)
        }
        _ => (Some(Token::Other), first.len_utf8()),
    }
}

struct Parser<'a, 'v> {
    tokens: Vec<(Token<'a>, Position)>,
    next: usize,
    /// Behind the last token.
    end: Position,
    variables: &'v [Variable],
    unknown: Vec<SentenceFault>,
}

type Parsed = Result<(), SentenceFault>;

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Option<Token<'a>> {
        Some(self.tokens.get(self.next)?.0)
    }

    fn position(&self) -> Position {
        self.tokens.get(self.next).map_or(self.end, |(_, position)| *position)
    }

    fn refused(&self) -> Parsed {
        let rule = if self.peek() == Some(Token::Pipe) { Rule::NoFilter } else { Rule::Condition };
        Err((self.position(), rule))
    }

    /// Takes a word if it is the next token.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.peek() == Some(Token::Name(word));
        self.next += usize::from(is_next);
        is_next
    }

    fn any(&mut self, depth: usize) -> Parsed {
        self.all(depth)?;
        while self.takes("or") {
            self.all(depth)?;
        }
        Ok(())
    }

    fn all(&mut self, depth: usize) -> Parsed {
        self.comparison(depth)?;
        while self.takes("and") {
            self.comparison(depth)?;
        }
        Ok(())
    }

    fn comparison(&mut self, depth: usize) -> Parsed {
        while self.takes("not") {}
        self.value(depth)?;
        if self.peek() == Some(Token::Comparison) {
            self.next += 1;
            self.value(depth)?;
        }
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Parsed {
        match self.peek() {
            Some(Token::Open) if depth < MAX_DEPTH => {
                self.next += 1;
                self.any(depth + 1)?;
                if self.peek() != Some(Token::Close) {
                    return self.refused();
                }
            }
            Some(Token::Literal) => {}
            Some(Token::Name(name)) if !["and", "or", "not", "is", "in", "if", "else"].contains(&name) => {
                let is_known =
                    ["true", "false"].contains(&name) || self.variables.iter().any(|known| known.name == name);
                if !is_known {
                    self.unknown.push((self.position(), Rule::KnownVariable(name.to_owned())));
                }
            }
            _ => return self.refused(),
        }
        self.next += 1;
        Ok(())
    }
}
