//! The editor's views: the list of mails, and one mail's sentences.

use std::collections::BTreeMap;

use domain::{language::Language, template::Sentence};
use http_api::{Answer, Problem, accept_language, json, with_etag};
use lambda_http::{Request, http::StatusCode};
use mail::draft::{self, MailVariable, Readers, Sample};
use serde::Serialize;
use serde_json::Value;
use table::EditedMail;
use texts::Locale;

use crate::{Deps, address::Address};

/// Keys that stand beside the other sentences.
const HEAD: [&str; 3] = ["subject", "preheader", "headline"];

#[derive(Serialize)]
pub(crate) struct Listed {
    name: &'static str,
    audience: Readers,
    channel: &'static str,
    languages: BTreeMap<&'static str, State>,
    variables: Vec<VariableView>,
    samples: Vec<&'static str>,
}

#[derive(Serialize)]
struct State {
    /// Whether other sentences than the built-in ones are used.
    changed: bool,
    version: u64,
}

#[derive(Serialize)]
struct VariableView {
    name: &'static str,
    means: &'static str,
    /// Whether it can be printed; others are for conditions.
    printable: bool,
    /// Its value in the first sample, null without one.
    sample: Value,
}

pub(crate) async fn list(deps: &Deps, request: &Request) -> Result<Vec<Listed>, Problem> {
    let (edited, mailer) = (deps.table.all_edited_mails().await?, deps.mailer().await?);
    let language = accept_language(request).unwrap_or_default();
    let state = |name: &str, language: Language| {
        let mail = edited.iter().find(|mail| mail.name == name && mail.language == language);
        State {
            changed: mail.is_some_and(|mail| !mail.sentences.is_empty()),
            version: mail.map_or(0, |mail| mail.version),
        }
    };
    let listed = draft::names().map(|name| {
        let values = mailer.sample_values(name, language, Sample::First).map_err(Problem::bug)?;
        Ok(Listed {
            name,
            audience: draft::readers_of(name),
            channel: "mail",
            languages: Language::ALL.into_iter().map(|language| (language.as_str(), state(name, language))).collect(),
            variables: draft::variables_of(name).map(|variable| view(variable, &values, language)).collect(),
            samples: Sample::ALL.iter().map(|sample| sample.as_str()).collect(),
        })
    });
    listed.collect()
}

fn view(variable: &MailVariable, values: &Value, language: Language) -> VariableView {
    let sample = match &values[variable.name] {
        // Only whether there are any.
        Value::Array(several) => Value::Bool(!several.is_empty()),
        value => value.clone(),
    };
    let means = Locale::from(language).variables().get(variable.name);
    VariableView { name: variable.name, means, printable: variable.is_text, sample }
}

/// One mail's sentences as they are used: the edited ones, and the built-in ones for the others.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    name: &'static str,
    language: Language,
    version: u64,
    changed: bool,
    #[serde(flatten)]
    head: BTreeMap<&'static str, Sentence>,
    sentences: BTreeMap<String, Sentence>,
}

pub(crate) async fn show(deps: &Deps, address: Address) -> Answer {
    shown(address, &deps.table.edited_mail(address.name, address.language).await?)
}

pub(crate) fn shown(address: Address, mail: &EditedMail) -> Answer {
    let mut sentences = draft::built_in(address.name, address.language);
    sentences.extend(mail.sentences.clone());
    let head = HEAD.into_iter().filter_map(|key| Some((key, sentences.remove(key)?))).collect();
    let changed = !mail.sentences.is_empty();
    let shown =
        Shown { name: address.name, language: address.language, version: mail.version, changed, head, sentences };
    Ok(with_etag(json(StatusCode::OK, &shown)?, mail.version))
}
