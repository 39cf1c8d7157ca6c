//! Parses a draft: `{subject, preheader?, headline?, sentences: {key: text | [texts]}}`.

use domain::{
    fault::{Faults, Rule},
    fields::Fields,
    language::Language,
    template::{Sentence, Sentences},
    text,
};
use serde_json::{Map, Value};

use super::{Draft, built_in};

/// Keys beside the others.
pub(super) const HEAD: [&str; 3] = ["subject", "preheader", "headline"];
/// Characters of one sentence.
const MAX_SENTENCE: usize = text::MAX_NOTES;
/// Sentences under one key.
const MAX_SENTENCES: usize = 20;

impl Draft {
    /// Parses the body of a request. Sentences that it lacks are the built-in ones.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn read(name: &'static str, language: Language, body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let known = built_in(name, language);
        let mut sentences = Sentences::new();
        let fields = Fields::root(body);
        for key in HEAD.into_iter().filter(|key| known.contains_key(*key)) {
            let is_subject = key == "subject";
            let parse = if is_subject { text::line } else { text::lines };
            if is_subject && fields.is_absent(key) {
                fields.missing(key, &mut faults);
            } else if let Some(value) = fields.get(key) {
                let sentence = one(value, parse).map_err(|rule| faults.add(fields.pointer(key), rule));
                sentences.extend(sentence.ok().map(|text| (key.to_owned(), Sentence::One(text))));
            }
        }
        if let Some(others) = fields.object("sentences", &mut faults) {
            for key in others.names() {
                match known.get(key).filter(|_| !HEAD.contains(&key)) {
                    Some(built_in) => {
                        let sentence = sentence(&others, key, built_in, &mut faults);
                        sentences.extend(sentence.map(|sentence| (key.to_owned(), sentence)));
                    }
                    None => faults.add(others.pointer(key), Rule::KnownSentence),
                }
            }
        }
        faults.or(Some(Self { name, language, sentences }))
    }
}

/// A text as it was typed: places in it count from its beginning.
fn one(value: &Value, parse: fn(&str, usize) -> Result<String, Rule>) -> Result<String, Rule> {
    match value {
        Value::String(text) => parse(text, MAX_SENTENCE),
        _ => Err(Rule::Text),
    }
}

fn sentence(fields: &Fields<'_>, key: &str, built_in: &Sentence, faults: &mut Faults) -> Option<Sentence> {
    let Sentence::Many(_) = built_in else {
        let text = one(fields.get(key)?, text::lines);
        return text.map(Sentence::One).map_err(|rule| faults.add(fields.pointer(key), rule)).ok();
    };
    let mut texts = Vec::new();
    for (pointer, value) in fields.list(key, MAX_SENTENCES, faults) {
        match one(value, text::lines) {
            Ok(text) => texts.push(text),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    Some(Sentence::Many(texts))
}
