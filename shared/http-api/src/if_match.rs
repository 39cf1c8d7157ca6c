//! Versions of resources that are edited: `ETag` in answers, `If-Match` in changes.

use lambda_http::{
    Body, Request, Response,
    http::{HeaderValue, header},
};

use crate::{Problem, problem::etag, with_header};

/// The version that a change is based on. `*` is none: it would overwrite what nobody has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(Vec<String>);

impl IfMatch {
    /// Reads the header.
    ///
    /// # Errors
    /// 428 if it is missing, or `*`.
    pub fn of(request: &Request) -> Result<Self, Problem> {
        let values = request.headers().get_all(header::IF_MATCH).iter();
        let texts = values.map(HeaderValue::to_str).filter_map(Result::ok).flat_map(|value| value.split(','));
        let tags: Vec<String> = texts.map(|tag| plain(tag).to_owned()).filter(|tag| !tag.is_empty()).collect();
        if tags.is_empty() || tags.iter().any(|tag| tag == "*") {
            return Err(Problem::if_match_required());
        }
        Ok(Self(tags))
    }

    /// A change that is based on this version.
    pub fn edition(version: u64) -> Self {
        Self(vec![version.to_string()])
    }

    /// Returns `true` if the change is based on this version.
    pub fn is(&self, version: u64) -> bool {
        self.0.iter().any(|tag| *tag == version.to_string())
    }

    /// The version that it names, if it is a single one.
    pub fn version(&self) -> Option<u64> {
        match self.0.as_slice() {
            [tag] => tag.parse().ok(),
            _ => None,
        }
    }
}

/// Proxies that compress an answer make its tag a weak one.
fn plain(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

/// Adds the version of the resource to an answer.
pub fn with_etag(response: Response<Body>, version: u64) -> Response<Body> {
    with_header(response, "etag", &etag(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: Option<&str>) -> Option<IfMatch> {
        let mut request = Request::default();
        if let Some(value) = value {
            request.headers_mut().insert(header::IF_MATCH, value.parse().unwrap());
        }
        IfMatch::of(&request).ok()
    }

    #[test]
    fn any_version_is_not_enough() {
        assert_eq!([None, Some("*"), Some(""), Some("\"7\", *")].map(of), [const { None }; 4]);
    }

    #[test]
    fn weak_tags_count() {
        for fine in ["\"7\"", "W/\"7\"", "7", "\"3\", \"7\""] {
            assert!(of(Some(fine)).unwrap().is(7), "{fine}");
        }
        assert!(!of(Some("\"8\"")).unwrap().is(7));
        assert_eq!(of(Some("W/\"7\"")).unwrap().version(), Some(7));
    }
}
