//! The mail and the language in the path.

use domain::language::Language;
use http_api::Problem;
use lambda_http::{Request, RequestExt};
use mail::draft;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Address {
    pub(crate) name: &'static str,
    pub(crate) language: Language,
}

impl Address {
    /// # Errors
    /// 404 for an unknown mail or language.
    pub(crate) fn of(request: &Request) -> Result<Self, Problem> {
        let parameters = request.path_parameters();
        let part = |name: &str| parameters.first(name).unwrap_or_default().to_owned();
        let (name, language) = (draft::name_of(&part("name")), Language::from_code(&part("language")));
        let (name, language) = name.zip(language).ok_or_else(Problem::no_template)?;
        Ok(Self { name, language })
    }

    /// Its name in the audit.
    pub(crate) fn subject(self) -> String {
        format!("template:{}/{}", self.name, self.language.as_str())
    }
}
