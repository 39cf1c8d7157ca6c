use std::path::{Component, Path, PathBuf};

use axum::{body::Body, response::Response};
use lambda_http::http::{HeaderName, HeaderValue, header};

use super::page_list::{self, HeaderClass};

/// Browser features that the pages use: none of these.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=()";

/// The pages that a web server would serve beside the API, with the headers it would send. Files are read for every
/// request, so that edits show at once.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    /// The origins that may frame the booking page, in the form of `frame-ancestors`.
    embedders: String,
}

impl Files {
    /// The pages of a folder, which need not exist.
    pub fn new(folder: PathBuf, embedders: String) -> Self {
        Self { folder, embedders }
    }

    /// The file for a path (headers and rules as web/HEADERS.md has them): itself, with `.html` added, or the `index.html` of a folder.
    pub(super) async fn find(&self, path: &str) -> Option<Response> {
        let path = super::routes::percent_decoded(path.trim_matches('/'));
        let relative = Path::new(&path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        // For example the build's own list of files.
        if path.split('/').any(|part| part.starts_with('.')) {
            return None;
        }
        let file = self.folder.join(relative);
        let mut candidates = vec![file.clone(), with_html(&file), file.join("index.html")];
        if let Some(name) = page_list::file_name(path.trim_end_matches(".html")) {
            candidates.push(self.folder.join(name));
        }
        for candidate in candidates {
            let reading = candidate.clone();
            if let Ok(bytes) = tokio::task::spawn_blocking(move || std::fs::read(reading)).await.ok()? {
                return Some(self.page(&candidate, bytes));
            }
        }
        None
    }

    fn page(&self, file: &Path, bytes: Vec<u8>) -> Response {
        let relative = file.strip_prefix(&self.folder).unwrap_or(file);
        let is_html = file.extension().is_some_and(|extension| extension == "html");
        let name = file.file_stem().and_then(|name| name.to_str());
        let class = name.filter(|_| is_html).and_then(page_list::header_class);
        let has_token = class == Some(HeaderClass::Token);
        let is_console = class == Some(HeaderClass::Console);
        let cache = match () {
            () if has_token => "no-store",
            // Vite names these files by a hash of their content.
            () if relative.starts_with("assets") => "public, max-age=31536000, immutable",
            () if matches!(relative.to_str(), Some("favicon.svg" | "robots.txt")) => "max-age=3600",
            () => "no-cache",
        };
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // Pages may carry a token in their fragment: none of it may leave by a referrer.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
        if has_token || is_console {
            headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
        }
        if is_html {
            let policy = match class {
                Some(HeaderClass::Console) => format!("frame-src 'self'; {}", policy("'none'")),
                Some(HeaderClass::Token) => policy("'none'"),
                _ => policy(&self.embedders),
            };
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
        response
    }
}

/// Everything comes from this origin, except photos of consultants, which may be anywhere.
fn policy(embedders: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors {embedders}"
    )
}

fn with_html(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}.html", file.display()))
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use axum::response::Response;

    use super::Files;

    /// A folder with some pages, beside a file that is none of them.
    fn pages() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let public = folder.path().join("public");
        std::fs::create_dir_all(public.join("assets")).unwrap();
        std::fs::write(public.join("index.html"), "home").unwrap();
        for name in ["manage", "attendance", "unsubscribe", "privacy", "console"] {
            std::fs::write(public.join(format!("{name}.html")), name).unwrap();
        }
        std::fs::write(public.join("assets/index-5f3a.js"), "1").unwrap();
        std::fs::create_dir(public.join(".vite")).unwrap();
        std::fs::write(public.join(".vite/manifest.json"), "{}").unwrap();
        std::fs::write(folder.path().join("secret.html"), "secret").unwrap();
        let files = Files::new(public, "https://www.example.com".to_owned());
        (folder, files)
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn pages_have_short_names_inside_folder() {
        let (_folder, files) = pages();
        for path in ["/", "/index.html", "/manage", "/manage.html", "/book-consultation", "/book-consultation.html"] {
            assert!(files.find(path).await.is_some(), "{path}");
        }
        for path in ["/console", "/console/", "/console/bookings", "/console/bookings/VLT-20261123-7KXMPR"] {
            assert_eq!(header(&files.find(path).await.unwrap(), "content-type"), "text/html; charset=utf-8", "{path}");
        }
        for path in [
            "/nothing",
            "/manage/below",
            "/consoles",
            "/console/no.js",
            "/.vite/manifest.json",
            "/../secret",
            "/%2e%2e/secret",
            "/..%2fsecret.html",
        ] {
            assert!(files.find(path).await.is_none(), "{path}");
        }
    }

    #[tokio::test]
    async fn cache_headers_of_pages_and_assets() {
        let (_folder, files) = pages();
        let cached = [("/", "no-cache"), ("/manage", "no-store"), ("/assets/index-5f3a.js", "immutable")];
        for (path, expected) in cached {
            let answer = files.find(path).await.unwrap();
            assert!(header(&answer, "cache-control").ends_with(expected), "{path}");
            assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        }
    }

    #[tokio::test]
    async fn only_booking_page_can_be_framed() {
        let (_folder, files) = pages();
        for path in ["/", "/book-consultation"] {
            let answer = files.find(path).await.unwrap();
            let policy = header(&answer, "content-security-policy");
            assert!(policy.ends_with("frame-ancestors https://www.example.com"), "{policy}");
        }
        for path in ["/manage", "/attendance", "/unsubscribe", "/privacy"] {
            let answer = files.find(path).await.unwrap();
            assert!(header(&answer, "content-security-policy").ends_with("frame-ancestors 'none'"), "{path}");
            assert_eq!(header(&answer, "x-robots-tag"), "noindex, nofollow", "{path}");
        }
    }

    #[tokio::test]
    async fn console_frames_and_is_not_framed() {
        let (_folder, files) = pages();
        let answer = files.find("/console/bookings").await.unwrap();
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("frame-src 'self'; ") && policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert_eq!(header(&answer, "x-robots-tag"), "noindex, nofollow");
        assert_eq!(header(&answer, "cache-control"), "no-cache");
    }
}
