//! Checks the API's answers against its contract: every answer in a test passes through here.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::{Registry, Validator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::Answer;

/// The contract as it is published.
pub const OPENAPI: &str = include_str!("../../functions/api/openapi/openapi.json");

/// The security scheme of the console's log-in, which the gateway checks.
pub const CONSOLE: &str = "console";

/// The document's name while references in it are followed.
const BASE: &str = "urn:openapi";

static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// The contract, compiled for checks.
struct Contract {
    document: Value,
    registry: Registry<'static>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A node of the contract with its place in it.
struct Node<'a> {
    pointer: String,
    value: &'a Value,
}

/// All differences between an answer and the contract, also for its pages outside `/v1`.
pub fn faults_anywhere(method: &Method, path: &str, answer: &Answer) -> Vec<String> {
    CONTRACT.faults_of(method, path, answer)
}

/// All differences between an answer of the API and its contract; none for paths outside `/v1`.
pub fn faults(method: &Method, path: &str, answer: &Answer) -> Vec<String> {
    let is_ours = path.starts_with("/v1/") && *method != Method::OPTIONS;
    let mut faults = if is_ours { CONTRACT.faults_of(method, path, answer) } else { Vec::new() };
    for fault in &mut faults {
        *fault = format!("{method} {path} answered {}: {fault}\n{}", answer.status, answer.text);
    }
    faults
}

impl Contract {
    fn read() -> Self {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let registry = Registry::new().add(BASE, document.clone()).unwrap().prepare().unwrap();
        Self { document, registry, validators: Mutex::default() }
    }

    fn faults_of(&self, method: &Method, path: &str, answer: &Answer) -> Vec<String> {
        let mut faults = Vec::new();
        let operation = self.operation(method, path);
        // Without a log-in a request doesn't pass the gateway; the contract defines its answer.
        let is_kept_out = answer.status == 401 && operation.as_deref().is_some_and(|it| self.needs_log_in(it));
        if answer.header("x-request-id").is_empty() && !is_of_gateway(answer) && !is_kept_out {
            faults.push("it has no X-Request-Id".to_owned());
        }
        match operation {
            // A path that is no operation is answered with a problem, too.
            None if answer.status == 404 && *method == Method::HEAD => {}
            None if answer.status == 404 => {
                faults.extend(self.schema_faults("/components/schemas/Problem", &answer.json()))
            }
            None => faults.push("the contract has no such operation".to_owned()),
            Some(_) if is_of_gateway(answer) => {}
            Some(operation) => faults.extend(self.response_faults(&operation, answer)),
        }
        faults
    }

    /// Whether an operation needs a log-in at the console.
    fn needs_log_in(&self, operation: &str) -> bool {
        let security = self.document.pointer(&format!("{operation}/security")).and_then(Value::as_array);
        security.into_iter().flatten().any(|alternative| alternative.get(CONSOLE).is_some())
    }

    /// The operation of a request, if the contract has it; a literal path before one with parameters.
    fn operation(&self, method: &Method, path: &str) -> Option<String> {
        let method = method.as_str().to_ascii_lowercase();
        let paths = self.document["paths"].as_object().unwrap();
        let fitting = paths.iter().filter(|(template, item)| fits(template, path) && item.get(&method).is_some());
        let (template, _) = fitting.min_by_key(|(template, _)| template.contains('{'))?;
        Some(format!("/paths/{}/{method}", escaped(template)))
    }

    fn response_faults(&self, operation: &str, answer: &Answer) -> Vec<String> {
        let Some(response) = self.node(&format!("{operation}/responses/{}", answer.status.as_u16())) else {
            return vec!["the contract has no such status here".to_owned()];
        };
        let mut faults = self.header_faults(&response, answer);
        let essence = answer.header("content-type").split(';').next().unwrap_or_default();
        let content = response.value["content"].as_object();
        match content.map(|content| content.contains_key(essence)) {
            None if answer.text.is_empty() => {}
            None => faults.push("it has a body, and should not".to_owned()),
            Some(false) => faults.push(format!("the contract has no {essence:?} here")),
            Some(true) if essence.ends_with("json") => {
                let schema = format!("{}/content/{}/schema", response.pointer, escaped(essence));
                faults.extend(self.schema_faults(&schema, &answer.json()));
            }
            Some(true) => {}
        }
        faults
    }

    fn header_faults(&self, response: &Node<'_>, answer: &Answer) -> Vec<String> {
        let mut faults = Vec::new();
        for name in response.value["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
            let header = self.node(&format!("{}/headers/{}", response.pointer, escaped(name))).unwrap();
            let text = answer.header(name);
            if text.is_empty() {
                faults.push(format!("it has no {name}"));
                continue;
            }
            let is_number = header.value["schema"]["type"] == "integer";
            let value = if is_number { text.parse::<i64>().map_or(json!(text), Value::from) } else { json!(text) };
            faults.extend(self.schema_faults(&format!("{}/schema", header.pointer), &value));
        }
        faults
    }

    /// A node of the document, its reference followed.
    fn node(&self, pointer: &str) -> Option<Node<'_>> {
        let value = self.document.pointer(pointer)?;
        match value["$ref"].as_str() {
            Some(reference) => self.node(reference.trim_start_matches('#')),
            None => Some(Node { pointer: pointer.to_owned(), value }),
        }
    }

    fn schema_faults(&self, pointer: &str, value: &Value) -> Vec<String> {
        let validator = self.validator(pointer);
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let made = validators.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = json!({ "$ref": format!("{BASE}#{}", pointer.replace('{', "%7B").replace('}', "%7D")) });
            let options = jsonschema::options().with_registry(&self.registry).should_validate_formats(true).offline();
            Arc::new(options.build(&schema).unwrap_or_else(|error| panic!("{pointer}: {error}")))
        });
        Arc::clone(made)
    }
}

/// The gateway's own answer, on any route, is a JSON object with a `message` alone.
fn is_of_gateway(answer: &Answer) -> bool {
    [413, 429, 500, 503].contains(&answer.status.as_u16())
        && answer.header("content-type") == "application/json"
        && answer.json().as_object().is_some_and(|body| body.keys().eq(["message"]))
}

/// Whether a path matches a template of the contract.
pub fn fits(template: &str, path: &str) -> bool {
    let (segments, parts): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let fits =
        |(segment, part): (&&str, &&str)| if segment.starts_with('{') { !part.is_empty() } else { segment == part };
    segments.len() == parts.len() && segments.iter().zip(&parts).all(fits)
}

/// A part of a JSON Pointer (RFC 6901), escaped.
fn escaped(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}
