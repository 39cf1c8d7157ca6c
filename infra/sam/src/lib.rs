//! `template.yaml`, read as the description of this machine's system.
//!
//! All routing (routes, filters, rules, queues, environment) is taken from the template and from nowhere else. The
//! reader refuses anything it does not understand, and names the path.

mod error;
mod model;
mod node;
mod pattern;
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

pub use error::TemplateError;
pub use model::{
    Authorizer, Cors, Function, Guard, Index, Key, LeadingKeys, MailEvents, Periodic, Queue, QueueSource, Redrive,
    Role, Route, Rule, Secret, StreamSource, Subscription, System, TableDefinition, Topic, UserClient,
};
pub use pattern::Pattern;
pub use scope::{ACCOUNT, Place, REGION};

/// The template as it was when this program was built.
pub const DEPLOYED: &str = include_str!("../../../template.yaml");

impl System {
    /// Reads a template; `overrides` are parameters, as `sam deploy --parameter-overrides` takes them.
    ///
    /// # Errors
    /// Names the path of the first part that isn't understood.
    pub fn parse(text: &str, overrides: &[(&str, &str)]) -> Result<Self, TemplateError> {
        Self::parse_at(text, overrides, Place { issuer_url: "http://localhost/issuer", table_suffix: "" })
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
