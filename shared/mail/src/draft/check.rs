//! Checks a draft as strictly as it can be: its grammar, and that it can be sent for every sample.

use domain::{
    fault::{Faults, Rule},
    template::{self, Printed, Sentence, Variable, is_foreign_link, words},
    text::MAX_SUBJECT,
};
use minijinja::Value;
use minijinja::value::Serde;

use super::{Draft, Sample, read::HEAD, samples, variables_of};
use crate::{Mailer, WriteError, facts};

/// A mail as it is sent, in kilobytes.
const MAX_KILOBYTES: usize = 100;

/// A text of the draft with its place in the body.
struct Place<'a> {
    pointer: String,
    key: &'a str,
    source: &'a str,
    printed: Vec<Printed<'a>>,
}

impl Mailer {
    /// Checks a draft.
    ///
    /// # Errors
    /// Returns every fault, with line and column where it has a place; or a fault of ours.
    pub fn check(&self, draft: &Draft) -> Result<Result<(), Faults>, WriteError> {
        let mut faults = Faults::new();
        let places = places(draft, &self.brand.site_host, &mut faults);
        if faults.is_empty() {
            for sample in Sample::ALL {
                self.check_sample(draft, *sample, &places, &mut faults)?;
                if !faults.is_empty() {
                    break;
                }
            }
        }
        Ok(faults.or(Some(())))
    }

    fn check_sample(
        &self,
        draft: &Draft,
        sample: Sample,
        places: &[Place<'_>],
        faults: &mut Faults,
    ) -> Result<(), WriteError> {
        let made = samples::made(draft.name, sample, draft.language)?;
        let context = made.context();
        let facts = facts::facts(self, &made.booking, made.addressee(), &context, draft.language.into());
        let values = Value::from(Serde(&facts));
        for place in places {
            match self.templates.sentence(place.source, &values) {
                Ok(rendered) => self.check_rendered(place, &rendered, &values, faults),
                Err(_) => without_value(place, sample, &values, faults),
            }
        }
        if faults.is_empty() {
            let mail = self.templates.fill_edited(draft.name, draft.language.into(), &facts, &draft.sentences)?;
            if mail.text.len() + mail.html.len() > MAX_KILOBYTES * 1024 {
                faults.add("", Rule::MaxOutput(MAX_KILOBYTES));
            }
        }
        Ok(())
    }

    fn check_rendered(&self, place: &Place<'_>, rendered: &str, values: &Value, faults: &mut Faults) {
        if place.key == "subject" && rendered.trim().is_empty() {
            faults.add(&place.pointer, Rule::Required);
        }
        if place.key == "subject" && rendered.chars().count() > MAX_SUBJECT {
            faults.add(&place.pointer, Rule::MaxLength(MAX_SUBJECT));
        }
        // An address may be made of parts; one that is a variable's value is fine.
        let is_value = |word: &str| {
            let names = place.printed.iter().filter_map(|printed| values.get_attr(printed.name).ok());
            names.into_iter().any(|value| value.to_string().contains(word.trim_matches(['.', ',', ';', ')', '('])))
        };
        if words(rendered).any(|(_, word)| is_foreign_link(word, &self.brand.site_host) && !is_value(word)) {
            faults.add(&place.pointer, Rule::NoForeignLink);
        }
    }
}

/// The texts of the draft, with the faults of their grammar.
fn places<'a>(draft: &'a Draft, host: &str, faults: &mut Faults) -> Vec<Place<'a>> {
    let variables: Vec<Variable> = variables_of(draft.name).map(|variable| variable.for_check()).collect();
    let mut places = Vec::new();
    for (key, sentence) in &draft.sentences {
        for (index, source) in sentence.as_slice().iter().enumerate() {
            let pointer = match sentence {
                Sentence::One(_) if HEAD.contains(&key.as_str()) => format!("/{key}"),
                Sentence::One(_) => format!("/sentences/{key}"),
                Sentence::Many(_) => format!("/sentences/{key}/{index}"),
            };
            match template::check(source, &variables, host) {
                Ok(printed) => places.push(Place { pointer, key, source, printed }),
                Err(found) => found.into_iter().for_each(|(at, rule)| faults.add_at(&pointer, rule, at)),
            }
        }
    }
    places
}

/// The printed variables without a value in the sample: the first of them stops the mail.
fn without_value(place: &Place<'_>, sample: Sample, values: &Value, faults: &mut Faults) {
    let is_empty = |printed: &&Printed<'_>| values.get_attr(printed.name).is_ok_and(|value| value.is_none());
    match place.printed.iter().find(is_empty) {
        Some(printed) => {
            let rule = Rule::ValueForEverySample { variable: printed.name.to_owned(), sample: sample.as_str() };
            faults.add_at(&place.pointer, rule, printed.position);
        }
        None => faults.add(&place.pointer, Rule::Condition),
    }
}
