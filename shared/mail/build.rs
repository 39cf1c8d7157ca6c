//! Assembles each mail from its parts and compiles it from MJML to HTML, so that the function needs no compiler.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use mrml::prelude::render::RenderOptions;

/// Placeholder in a layout for the parts of a mail.
const PARTS: &str = "@parts@";
const RAW_PARTS: &str = "<mj-raw>@parts@</mj-raw>";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=templates");
    let folder = PathBuf::from("templates");
    let mails: BTreeMap<String, Vec<String>> = toml::from_str(&read(&folder.join("mails.toml"))?)?;
    let mut code = "pub(crate) static MAILS: &[Mail] = &[\n".to_owned();
    for (name, parts) in &mails {
        let html = html(&composed(&folder, "layout.mjml", RAW_PARTS, parts, "mjml")?)
            .map_err(|error| format!("{name}: {error}"))?;
        let text = composed(&folder, "layout.txt", PARTS, parts, "txt")?;
        writeln!(code, "Mail {{ name: {name:?}, html: {html:?}, text: {text:?} }},")?;
    }
    code.push_str("];\n");
    let to = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(to.join("mails.rs"), code)?;
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Inserts a mail's parts into a layout, separated by empty lines.
fn composed(folder: &Path, layout: &str, place: &str, parts: &[String], ending: &str) -> Result<String, String> {
    let part = |part: &String| read(&folder.join("parts").join(format!("{part}.{ending}")));
    let parts = parts.iter().map(part).collect::<Result<Vec<String>, String>>()?;
    Ok(read(&folder.join(layout))?.replace(place, &parts.join("\n")))
}

fn html(mjml: &str) -> Result<String, Box<dyn Error>> {
    let parsed = mrml::parse(mjml)?;
    if let Some(warning) = parsed.warnings.first() {
        return Err(format!("{warning:?}").into());
    }
    // No remote fonts: opening a mail must not notify any server.
    let options = RenderOptions { disable_comments: true, fonts: Default::default(), ..RenderOptions::default() };
    Ok(parsed.element.render(&options)?)
}
