//! The command line.

const HELP: &str = "\
Measures the local system on this machine and prints one set of tables.

  --quick         a look within a minute, once everything is built: fewer and shorter runs, 500 and 2,000 stored bookings
  --stored N      of the units and the console's lists, with as many bookings as this; at most 28,000
  --only PART     one part: computation, http, units, jumps or cold-start
  --all           of cold starts, every function of the API as it is deployed: a minute's build for each
  --markdown      prints the tables as docs/benchmarks.md has them
  --write-docs    writes them into docs/benchmarks.md as well; for one part, only its tables";

/// Parts of the bench that share a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The computation alone.
    Computation,
    /// Availability, bookings and mails over HTTP.
    Http,
    /// Calls of the table by each operation.
    Units,
    /// Jumps of the local clock.
    Jumps,
    /// Cold starts of the functions.
    ColdStart,
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "computation" => Self::Computation,
            "http" => Self::Http,
            "units" => Self::Units,
            "jumps" => Self::Jumps,
            "cold-start" => Self::ColdStart,
            _ => return None,
        })
    }
}

/// The parsed command line.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    /// A measurement within a minute instead of several.
    pub(crate) quick: bool,
    /// Every function of the API as it is deployed.
    pub(crate) all: bool,
    /// The number of bookings in the larger world.
    pub(crate) stored: Option<usize>,
    /// Nothing but this.
    pub(crate) only: Option<Part>,
    /// Print Markdown.
    pub(crate) markdown: bool,
    /// Also replace the block of `docs/benchmarks.md`.
    pub(crate) write_docs: bool,
}

impl Arguments {
    /// Whether this part is measured.
    pub(crate) fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--quick" => arguments.quick = true,
                "--all" => arguments.all = true,
                "--stored" => {
                    let stored = words.next().unwrap_or_default();
                    let stored = stored.parse().map_err(|_| format!("{stored} is no number\n\n{HELP}"))?;
                    arguments.stored = Some(stored);
                }
                "--only" => {
                    let part = words.next().unwrap_or_default();
                    let part = Part::named(&part).ok_or_else(|| format!("{part} is no part\n\n{HELP}"))?;
                    arguments.only = Some(part);
                }
                "--markdown" => arguments.markdown = true,
                "--write-docs" => arguments.write_docs = true,
                "--help" | "-h" => return Err(HELP.to_owned()),
                other => return Err(format!("{other} is not an argument\n\n{HELP}")),
            }
        }
        Ok(arguments)
    }
}
