use std::path::{Component, Path, PathBuf};

use axum::{body::Body, response::Response};
use lambda_http::http::{HeaderValue, header};

/// The pages that a web server would serve beside the API, read anew for every request so that
/// whoever works on them sees what they changed.
#[derive(Debug, Clone)]
pub struct Files(PathBuf);

impl Files {
    /// The pages of a folder, which need not be there.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The file for a path: itself, with `.html` added, or the `index.html` of a folder.
    pub(super) async fn find(&self, path: &str) -> Option<Response> {
        let path = super::routes::percent_decoded(path.trim_matches('/'));
        let relative = Path::new(&path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let file = self.0.join(relative);
        for candidate in [file.clone(), PathBuf::from(format!("{}.html", file.display())), file.join("index.html")] {
            if let Ok(bytes) = tokio::task::spawn_blocking({
                let candidate = candidate.clone();
                move || std::fs::read(candidate)
            })
            .await
            .ok()?
            {
                return Some(page(&candidate, bytes));
            }
        }
        None
    }
}

/// Pages may carry a token in their fragment: none of it may leave by a referrer or stay in a cache.
fn page(file: &Path, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::Files;

    #[tokio::test]
    async fn pages_are_found_by_their_short_names_and_nothing_outside() {
        let folder = tempfile::tempdir().unwrap();
        let public = folder.path().join("public");
        std::fs::create_dir(&public).unwrap();
        std::fs::write(public.join("index.html"), "home").unwrap();
        std::fs::write(public.join("manage.html"), "manage").unwrap();
        std::fs::write(folder.path().join("secret.html"), "secret").unwrap();
        let files = Files::new(public);
        for path in ["/", "/index.html", "/manage", "/manage.html"] {
            assert!(files.find(path).await.is_some(), "{path}");
        }
        for path in ["/nothing", "/../secret", "/%2e%2e/secret", "/..%2fsecret.html"] {
            assert!(files.find(path).await.is_none(), "{path}");
        }
    }
}
