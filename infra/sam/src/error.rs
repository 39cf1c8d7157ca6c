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
