//! The command line.

const HELP: &str = "\
Measures the local system on this machine and prints one set of tables.

  --quick         a look within a minute: fewer and shorter runs, 500 and 2,000 stored bookings
  --markdown      prints the tables as the README has them
  --write-readme  puts them into the README as well";

/// What to do.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// A look within a minute instead of several.
    pub(crate) quick: bool,
    /// Print Markdown.
    pub(crate) markdown: bool,
    /// Replace the README's block too.
    pub(crate) write_readme: bool,
}

impl Arguments {
    pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        for word in words {
            match word.as_str() {
                "--quick" => arguments.quick = true,
                "--markdown" => arguments.markdown = true,
                "--write-readme" => arguments.write_readme = true,
                "--help" | "-h" => return Err(HELP.to_owned()),
                other => return Err(format!("{other} is not an argument\n\n{HELP}")),
            }
        }
        Ok(arguments)
    }
}
