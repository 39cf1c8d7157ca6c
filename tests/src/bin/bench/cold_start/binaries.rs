//! The measured programs: built here, and their sizes.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::DeflateEncoder};
use tokio::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// Minimal functions, with and without HTTP.
pub(crate) const HELLOS: [&str; 2] = ["hello-runtime", "hello-http"];

/// How a function is built.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Profile {
    /// As it is deployed.
    Lambda,
    /// Optimised for a short build.
    Quick,
}

impl Profile {
    /// The command that builds, and its output folder.
    fn builder(self) -> (Command, PathBuf) {
        let target = own_target();
        let (mut command, folder) = match self {
            Self::Lambda => (Command::new(Path::new(ROOT).join("infra/build.sh")), format!("target/{target}/lambda")),
            Self::Quick => (Command::new("cargo"), "target/quick".to_owned()),
        };
        if let Self::Quick = self {
            command.args(["build", "--profile", "quick", "--locked"]);
        }
        command.current_dir(ROOT).env("TARGETS", target);
        (command, Path::new(ROOT).join(folder))
    }
}

/// The target of this machine's own programs.
fn own_target() -> String {
    format!("{}-unknown-linux-gnu", std::env::consts::ARCH)
}

/// A program.
#[derive(Debug)]
pub(crate) struct Binary {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Its size.
    pub(crate) bytes: u64,
    /// Its size when deflated as thoroughly as `zip -9` does it.
    pub(crate) zipped: u64,
}

/// Every function of the API.
pub(crate) fn of_the_api() -> io::Result<Vec<String>> {
    let folders = fs::read_dir(Path::new(ROOT).join("functions/api"))?;
    let mut names: Vec<String> =
        folders.flatten().map(|folder| folder.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    Ok(names)
}

/// Builds both hellos and these functions, showing cargo's output.
pub(crate) async fn build(profile: Profile, functions: &[String]) -> Result<Vec<Binary>, Box<dyn Error>> {
    // Apart: the features of functions must not affect a hello.
    run(profile, HELLOS.iter().flat_map(|name| ["--package", *name])).await?;
    // All deployed members, as in `make build`, so that features are the same.
    run(profile, functions.iter().flat_map(|name| ["--bin", name.as_str()])).await?;
    let (_, folder) = profile.builder();
    let names = HELLOS.iter().copied().chain(functions.iter().map(String::as_str));
    names.map(|name| weigh(&folder, name)).collect()
}

async fn run<'a>(profile: Profile, what: impl Iterator<Item = &'a str>) -> Result<(), Box<dyn Error>> {
    let (mut command, _) = profile.builder();
    let status = command.args(what).status().await?;
    if status.success() { Ok(()) } else { Err(format!("{profile:?}: the functions can't be built").into()) }
}

fn weigh(folder: &Path, name: &str) -> Result<Binary, Box<dyn Error>> {
    let path = folder.join(name);
    let program = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut deflated = DeflateEncoder::new(io::sink(), Compression::best());
    deflated.write_all(&program)?;
    deflated.try_finish()?;
    Ok(Binary { name: name.to_owned(), path, bytes: program.len() as u64, zipped: deflated.total_out() })
}
