//! Sentences of mails as people write them: text with `{{ variable }}` and `{% if … %}`, and nothing else.
//!
//! A checked sentence can be rendered by any engine of that syntax. Faults name line and column.

mod condition;
mod links;
mod tags;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{fault::Rule, language::Language};

pub use links::{is_foreign_link, words};
use tags::{Tag, TagKind};

/// A place in a text: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// The sentence or sentences under a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sentence {
    One(String),
    Many(Vec<String>),
}

impl Sentence {
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// The edited sentences of a mail in a language, by key; others are the built-in ones.
pub type Sentences = BTreeMap<String, Sentence>;

/// Every edited mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditedMails(BTreeMap<(String, Language), Sentences>);

impl EditedMails {
    pub fn insert(&mut self, name: impl Into<String>, language: Language, sentences: Sentences) {
        self.0.insert((name.into(), language), sentences);
    }

    pub fn get(&self, name: &str, language: Language) -> Option<&Sentences> {
        self.0.get(&(name.to_owned(), language))
    }
}

/// A variable of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// Whether it is a text, which may be printed; others are for conditions.
    pub is_text: bool,
}

/// A printed variable, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed<'a> {
    pub name: &'a str,
    pub position: Position,
}

/// A fault in a sentence.
pub type SentenceFault = (Position, Rule);

/// Conditions inside conditions.
const MAX_DEPTH: usize = 8;

/// Checks a sentence. `host` is the site's: links may lead there. Returns the printed variables.
///
/// # Errors
/// Returns every fault, by place.
pub fn check<'a>(source: &'a str, variables: &[Variable], host: &str) -> Result<Vec<Printed<'a>>, Vec<SentenceFault>> {
    let mut checker = Checker { variables, faults: Vec::new(), printed: Vec::new(), open: Vec::new() };
    match tags::split(source) {
        Ok(tags) => tags.into_iter().for_each(|tag| checker.tag(tag)),
        Err(fault) => checker.faults.push(fault),
    }
    checker.faults.extend(checker.open.iter().map(|open| (open.position, Rule::UnclosedTag)));
    checker.faults.extend(links::markup(source).map(|position| (position, Rule::NoMarkup)));
    let foreign = words(source).filter(|(_, word)| is_foreign_link(word, host));
    checker.faults.extend(foreign.map(|(position, _)| (position, Rule::NoForeignLink)));
    checker.faults.sort_by_key(|(position, _)| *position);
    if checker.faults.is_empty() { Ok(checker.printed) } else { Err(checker.faults) }
}

/// A condition that isn't closed yet.
struct Open {
    position: Position,
    has_else: bool,
}

struct Checker<'a, 'v> {
    variables: &'v [Variable],
    faults: Vec<SentenceFault>,
    printed: Vec<Printed<'a>>,
    open: Vec<Open>,
}

impl<'a> Checker<'a, '_> {
    fn tag(&mut self, tag: Tag<'a>) {
        match tag.kind {
            TagKind::Print => self.print(tag),
            TagKind::Comment => self.faults.push((tag.position, Rule::KnownTag("#".to_owned()))),
            TagKind::Block => self.block(tag),
        }
    }

    fn print(&mut self, tag: Tag<'a>) {
        let name = tag.inner;
        let rule = match self.variables.iter().find(|variable| variable.name == name) {
            Some(variable) if variable.is_text => {
                self.printed.push(Printed { name, position: tag.inner_at });
                return;
            }
            Some(_) => Rule::PrintableVariable(name.to_owned()),
            None if condition::is_name(name) => Rule::KnownVariable(name.to_owned()),
            None if name.contains('|') => Rule::NoFilter,
            None => Rule::PlainVariable,
        };
        self.faults.push((tag.inner_at, rule));
    }

    fn block(&mut self, tag: Tag<'a>) {
        let (word, rest) = tag.inner.split_once(char::is_whitespace).unwrap_or((tag.inner, ""));
        let misplaced = (tag.position, Rule::MisplacedTag(word.to_owned()));
        match word {
            "if" if self.open.len() < MAX_DEPTH => {
                self.open.push(Open { position: tag.position, has_else: false });
                self.condition(&tag, rest);
            }
            "if" => self.faults.push(misplaced),
            "elif" => match self.open.last() {
                Some(Open { has_else: false, .. }) => self.condition(&tag, rest),
                _ => self.faults.push(misplaced),
            },
            "else" if rest.is_empty() => match self.open.last_mut() {
                Some(open) if !open.has_else => open.has_else = true,
                _ => self.faults.push(misplaced),
            },
            "endif" if rest.is_empty() => match self.open.pop() {
                Some(_) => {}
                None => self.faults.push(misplaced),
            },
            _ => self.faults.push((tag.position, Rule::KnownTag(word.to_owned()))),
        }
    }

    fn condition(&mut self, tag: &Tag<'a>, source: &'a str) {
        // The condition begins behind its word.
        let before = tag.inner.len() - source.len();
        let at = tags::advanced(tag.inner_at, &tag.inner[..before]);
        self.faults.extend(condition::faults(source, at, self.variables));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: [Variable; 4] = [
        Variable { name: "client", is_text: true },
        Variable { name: "phone", is_text: true },
        Variable { name: "visit", is_text: true },
        Variable { name: "has_room", is_text: false },
    ];

    fn faults(source: &str) -> Vec<(usize, usize, &'static str)> {
        let found = check(source, &VARIABLES, "booking.example.com").map(drop).err().unwrap_or_default();
        found.into_iter().map(|(at, rule)| (at.line, at.column, rule.key())).collect()
    }

    #[test]
    fn sentences_with_conditions_are_fine() {
        for fine in [
            "",
            "Hello {{ client }}, 100 % of {braces} and 5 < 6",
            "{% if has_room %}Link{% elif phone and not (visit == 1 or visit >= 3) %}{{ phone }}{% else %}—{% endif %}",
            "{%- if client != 'Ada' -%}{{client}}{%- endif -%}",
            "See https://booking.example.com/manage or help@booking.example.com.",
            "e.g. at 9.30, z.B. mit Dr. Li; A.I. and 1.2.3",
        ] {
            assert_eq!(faults(fine), [], "{fine}");
        }
        let printed = check("{% if phone %}\nñ {{ phone }}{% endif %}", &VARIABLES, "x").unwrap();
        assert_eq!(printed, [Printed { name: "phone", position: Position { line: 2, column: 6 } }]);
    }

    #[test]
    fn faults_name_line_and_column() {
        for (source, line, column, key) in [
            ("Hello {{ clent }}", 1, 10, "known_variable"),
            ("a\nb {{ nobody }}", 2, 6, "known_variable"),
            ("{{ client", 1, 1, "unclosed_tag"),
            ("{{ client }", 1, 1, "unclosed_tag"),
            ("{% if phone", 1, 1, "unclosed_tag"),
            ("{% if phone %}x", 1, 1, "unclosed_tag"),
            ("{{ {{ client }} }}", 1, 1, "unclosed_tag"),
            ("x{% endif %}", 1, 2, "misplaced_tag"),
            ("{% else %}", 1, 1, "misplaced_tag"),
            ("{% if phone %}{% else %}{% else %}{% endif %}", 1, 25, "misplaced_tag"),
            ("{% for x in client %}{{ client }}{% endfor %}", 1, 1, "known_tag"),
            ("{% set x = 1 %}", 1, 1, "known_tag"),
            ("{% include 'x' %}", 1, 1, "known_tag"),
            ("{% raw %}", 1, 1, "known_tag"),
            ("{# note #}", 1, 1, "known_tag"),
            ("{{ client|upper }}", 1, 4, "no_filter"),
            ("{{ client.email }}", 1, 4, "plain_variable"),
            ("{{ client() }}", 1, 4, "plain_variable"),
            ("{{ 1 + 1 }}", 1, 4, "plain_variable"),
            ("{{ }}", 1, 3, "plain_variable"),
            ("{{ has_room }}", 1, 4, "printable_variable"),
            ("{% if %}{% endif %}", 1, 6, "condition"),
            ("{% if phone == %}{% endif %}", 1, 15, "condition"),
            ("{% if (phone %}{% endif %}", 1, 13, "condition"),
            ("{% if phone | length %}{% endif %}", 1, 13, "no_filter"),
            ("{% if nobody %}{% endif %}", 1, 7, "known_variable"),
            ("{% if phone is defined %}{% endif %}", 1, 13, "condition"),
            ("{% if client == 'Ada %}{% endif %}", 1, 17, "condition"),
            ("Hi <script>alert(1)</script>", 1, 4, "no_markup"),
            ("<a href='https://booking.example.com'>x</a>", 1, 1, "no_markup"),
            ("see https://evil.example/x", 1, 5, "no_foreign_link"),
            ("see\nevil.com now", 2, 1, "no_foreign_link"),
            ("(www.evil.example)", 1, 1, "no_foreign_link"),
            ("https://booking.example.com@evil.example", 1, 1, "no_foreign_link"),
            ("https://booking.example.com.evil.example", 1, 1, "no_foreign_link"),
            ("write to pay@evil.com", 1, 10, "no_foreign_link"),
        ] {
            let found = faults(source);
            assert_eq!(found.first(), Some(&(line, column, key)), "{source}: {found:?}");
        }
    }

    #[test]
    fn every_fault_is_reported() {
        let found = faults("{{ a }} {{ b }}\n{% for %} evil.com");
        let keys: Vec<_> = found.iter().map(|(.., key)| *key).collect();
        assert_eq!(keys, ["known_variable", "known_variable", "known_tag", "no_foreign_link"]);
    }

    #[test]
    fn deep_conditions_are_refused() {
        let deep = |depth: usize| format!("{}x{}", "{% if phone %}".repeat(depth), "{% endif %}".repeat(depth));
        assert_eq!(faults(&deep(MAX_DEPTH)), []);
        assert!(!faults(&deep(MAX_DEPTH + 1)).is_empty());
        let parentheses = format!("{{% if {}phone{} %}}{{% endif %}}", "(".repeat(5_000), ")".repeat(5_000));
        assert_eq!(faults(&parentheses)[0].2, "condition");
    }
}
