//! Renders every mail with sample data on one page, `target/mails/index.html`: every language, light and dark, desktop
//! and phone width.

#[allow(clippy::unwrap_used, reason = "samples that do not fit are to be seen at once")]
#[path = "../src/tests/samples.rs"]
mod samples;

use std::{fmt::Write, fs, path::Path};

use domain::language::Language;
use minijinja::HtmlEscape;

const STYLE: &str = "
    :root { color-scheme: light }
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; background: #fff; color: #1f2328 }
    section { border-top: 1px solid #d0d7de; padding: 1rem 0 2rem }
    .row { display: flex; gap: 1rem; align-items: flex-start; overflow-x: auto }
    iframe { border: 1px solid #d0d7de; height: 1000px; flex: none }
    pre { background: #f6f8fa; padding: 1rem; white-space: pre-wrap; max-width: 80ch }
    nav { columns: 3 }
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/mails");
    fs::create_dir_all(&folder)?;
    let (mut sections, mut contents) = (String::new(), String::new());
    for language in Language::ALL {
        let code = language.as_str();
        let settings = [("STAFF_LANGUAGE", code)];
        for (name, email) in samples::all(&samples::mailer(&settings), language) {
            let id = format!("{}.{code}", name.replace(' ', "_"));
            fs::write(folder.join(format!("{id}.html")), &email.html)?;
            // A frame uses its viewer's colour scheme; for the dark variant the media query is replaced.
            let dark = email.html.replace("@media (prefers-color-scheme: dark)", "@media all");
            fs::write(folder.join(format!("{id}.dark.html")), dark)?;
            write!(contents, "<a href=\"#{id}\">{name} ({code})</a><br>")?;
            let to = if email.to_name.is_empty() { &email.to } else { &email.to_name };
            write!(
                sections,
                "<section id=\"{id}\"><h2>{name} ({code})</h2><p>To {}: <b>{}</b></p><div class=\"row\">\
                 <iframe src=\"{id}.html\" width=\"680\"></iframe><iframe src=\"{id}.html\" width=\"340\"></iframe>\
                 <iframe src=\"{id}.dark.html\" width=\"680\"></iframe><iframe src=\"{id}.dark.html\" width=\"340\"></iframe>\
                 </div><details><summary>Plain text</summary><pre>{}</pre></details></section>",
                HtmlEscape(to),
                HtmlEscape(&email.subject),
                HtmlEscape(&email.text),
            )?;
        }
    }
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mails</title><style>{STYLE}</style></head>\
         <body><h1>Mails</h1><nav>{contents}</nav>{sections}</body></html>"
    );
    fs::write(folder.join("index.html"), page)?;
    println!("{}", folder.join("index.html").canonicalize()?.display());
    Ok(())
}
