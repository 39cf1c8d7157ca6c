//! The list of pages, which the build, the checks of the template and this gateway read.

use std::sync::LazyLock;

use serde::Deserialize;

/// The list as it was when this program was built.
const LIST: &str = include_str!("../../../../web/pages.json");

#[allow(
    clippy::expect_used,
    reason = "without the list, pages with tokens would be cached; every test of files reads it"
)]
static PAGES: LazyLock<Vec<Page>> =
    LazyLock::new(|| serde_json::from_str(LIST).expect("web/pages.json is a list of pages"));

/// The headers that a page gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum HeaderClass {
    /// Sites named in the settings may frame the page.
    Framed,
    /// A link opens the page with a token in its fragment: no cache keeps it, and no other site frames it.
    Token,
    /// Behind a log-in, with addresses of its own below its name. No other site frames it; it frames previews of mails.
    Console,
}

#[derive(Debug, Deserialize)]
struct Page {
    name: String,
    headers: HeaderClass,
    #[serde(default)]
    aliases: Vec<String>,
}

impl Page {
    fn has_name(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name) || self.is_above(name)
    }

    /// Whether this is an address below the console's, and not of a file.
    fn is_above(&self, name: &str) -> bool {
        let below = name.strip_prefix(&self.name).and_then(|rest| rest.strip_prefix('/'));
        self.headers == HeaderClass::Console && below.is_some_and(|rest| !rest.contains('.'))
    }
}

fn page(name: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.has_name(name))
}

/// The header class of the page with this name or alias.
pub(super) fn header_class(name: &str) -> Option<HeaderClass> {
    page(name).map(|page| page.headers)
}

/// The file of the page with this name or alias.
pub(super) fn file_name(name: &str) -> Option<String> {
    page(name).map(|page| format!("{}.html", page.name))
}
