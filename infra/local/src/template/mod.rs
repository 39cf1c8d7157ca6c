//! `template.yaml`, read as the description of this machine's system.
//!
//! All routing (routes, filters, rules, queues, environment) is taken from the template and from nowhere else. The
//! reader refuses anything it does not understand, and names the path.

mod model;
mod node;
mod scope;
mod yaml;

mod api;
mod cognito;
mod events;
mod functions;
mod queues;
mod resources;
mod roles;
mod schedules;
mod store;
mod topics;

pub(crate) use scope::{ACCOUNT, REGION};

pub use model::{
    Authorizer, Cors, Function, Guard, Index, Key, MailEvents, Periodic, Queue, QueueSource, Redrive, Role, Route,
    Rule, Secret, StreamSource, Subscription, System, TableDefinition, Topic, UserClient,
};

/// The template as it was when this program was built.
pub const DEPLOYED: &str = include_str!("../../../../template.yaml");

/// A part of the template that this program can't follow.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("template.yaml, {path}: {message}")]
pub struct TemplateError {
    /// Its path in the template, as in `Resources.TableDefinition.Properties`.
    pub path: String,
    pub message: String,
}

impl TemplateError {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        let path = path.into();
        Self { path: if path.is_empty() { "the document".to_owned() } else { path }, message: message.into() }
    }
}

/// The names and addresses of a deployment that depend on where it runs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The system's address.
    pub url: &'a str,
    /// The suffix of table names, after the logical ids, where several systems share an engine; else empty.
    pub table_suffix: &'a str,
}

impl System {
    /// Reads a template; `overrides` are parameters, as `sam deploy --parameter-overrides` takes them.
    ///
    /// # Errors
    /// Names the path of the first part that isn't understood.
    pub fn parse(text: &str, overrides: &[(&str, &str)]) -> Result<Self, TemplateError> {
        Self::parse_at(text, overrides, Place { url: "http://localhost", table_suffix: "" })
    }

    /// Reads a template for a system that runs in a place.
    ///
    /// # Errors
    /// Names the path of the first part that isn't understood.
    pub fn parse_at(text: &str, overrides: &[(&str, &str)], place: Place<'_>) -> Result<Self, TemplateError> {
        let document = yaml::load(text)?;
        let scope = scope::Scope::new(&document, overrides, place)?;
        resources::read(&node::Node::root(&document, &scope))
    }
}

#[cfg(test)]
mod tests;
