//! Cold starts: the deployed programs, each in a process of its own under a Lambda Runtime API, beside a minimal
//! function.

mod binaries;
mod process;
mod stand_in;

use std::{error::Error, fs, path::Path, time::Duration};

use binaries::{Binary, HELLOS, Profile};
use process::{Function, Invocation, Start};
use stand_in::StandIn;

use crate::{
    arguments::Arguments,
    report::Table,
    stats::{Samples, millis},
};

/// The functions that clients wait for most.
const HOT: [&str; 2] = ["list-availability", "create-booking"];

const NOTE: &str = "Deployed programs, started again and again in turn, under a Lambda Runtime API on this machine; \
    DynamoDB and the rest over plain HTTP. “Init”: from the spawn to the first request for an event, against \
    `hello-runtime` in the same run (limit: 2 ×); “CPU”: processor time until then, which depends less on other \
    work of the machine. “First” is the first invocation with its processor time, of which a function of 128 MB \
    gets a fourteenth; “later” is a later one of the same process. An API function may have at most 5 MB zipped.";
const AS_DEPLOYED: &str = "Every API function in the deployed profile.";
const QUICK: &str = "Every API function in a profile that builds quickly (`--profile quick`) beside hellos of the \
    same profile: larger and slower than a deployed function. With `--all`, in the deployed profile.";

const COLUMNS: [&str; 11] = [
    "function",
    "zipped MB",
    "MB",
    "init p50 ms",
    "×",
    "CPU p50 ms",
    "×",
    "first p50 ms",
    "CPU p50 ms",
    "later p50 ms",
    "memory MB",
];

pub(crate) async fn measure(arguments: &Arguments, progress: impl Fn(&str)) -> Result<Vec<Table>, Box<dyn Error>> {
    let (starts, later) = if arguments.quick { (5, 10) } else { (30, 50) };
    let (profile, note) = if arguments.all { (Profile::Lambda, AS_DEPLOYED) } else { (Profile::Quick, QUICK) };
    progress("building what is deployed (infra/build.sh; minutes, if nothing is there yet)");
    let deployed = binaries::build(Profile::Lambda, &HOT.map(str::to_owned)).await?;
    progress("building every function of the API");
    let all = binaries::build(profile, &binaries::of_the_api()?).await?;
    let mut bench = Bench { stand_in: StandIn::open().await?, starts, later };
    progress("starting what is deployed");
    let invoked = bench.invoked(&deployed).await?;
    progress("starting every function of the API");
    let started = bench.started(&all, note).await?;
    bench.stand_in.close().await;
    Ok(vec![invoked, started])
}

struct Bench {
    stand_in: StandIn,
    starts: usize,
    later: usize,
}

/// Measurements of one program.
#[derive(Default)]
struct Figures {
    starts: Vec<Start>,
    first: Vec<Invocation>,
    later: Vec<Invocation>,
    memory: u64,
}

impl Bench {
    /// Starts programs and invokes them.
    async fn invoked(&mut self, binaries: &[Binary]) -> Result<Table, Box<dyn Error>> {
        let mut figures: Vec<Figures> = binaries.iter().map(|_| Figures::default()).collect();
        // The first round reads the programs from disk and isn't counted.
        for round in 0..=self.starts {
            for index in in_turn(binaries.len(), round) {
                let (binary, figures) = (&binaries[index], &mut figures[index]);
                let (mut function, start) = self.start(binary).await?;
                let first = self.invoke(&mut function, &binary.name).await?;
                if round > 0 {
                    figures.starts.push(start);
                    figures.first.push(first);
                }
                if round == self.starts {
                    for _ in 0..self.later {
                        figures.later.push(self.invoke(&mut function, &binary.name).await?);
                    }
                    figures.memory = function.most_memory().unwrap_or_default();
                }
            }
        }
        let mut table = Table::new("Cold start", NOTE, &COLUMNS);
        let least = figures.first().ok_or("there is nothing to compare with")?.started();
        for (binary, figures) in binaries.iter().zip(&figures) {
            let mut row = vec![binary.name.clone(), megabytes(binary.zipped), megabytes(binary.bytes)];
            row.extend(figures.started().cells(&least));
            let (first, cpu) = medians(&figures.first);
            row.extend([millis(first), or_unknown(cpu), millis(medians(&figures.later).0), megabytes(figures.memory)]);
            table.row(row);
        }
        Ok(table)
    }

    /// Only starts programs.
    async fn started(&self, binaries: &[Binary], note: &str) -> Result<Table, Box<dyn Error>> {
        let mut starts: Vec<Vec<Start>> = binaries.iter().map(|_| Vec::new()).collect();
        for round in 0..=self.starts {
            for index in in_turn(binaries.len(), round) {
                let (_, start) = self.start(&binaries[index]).await?;
                if round > 0 {
                    starts[index].push(start);
                }
            }
        }
        let columns = ["function", "zipped MB", "init p50 ms", "×", "CPU p50 ms", "×"];
        let mut table = Table::new("Cold start of all", note, &columns);
        let starts: Vec<Started> = starts.iter().map(|starts| Started::of(starts)).collect();
        let least = starts.first().ok_or("there is nothing to compare with")?;
        for (binary, started) in binaries.iter().zip(&starts) {
            let row = [binary.name.clone(), megabytes(binary.zipped)];
            table.row(row.into_iter().chain(started.cells(least)).collect());
        }
        Ok(table)
    }

    async fn start(&self, binary: &Binary) -> Result<(Function, Start), Box<dyn Error>> {
        let environment = self.stand_in.environment(&binary.name);
        let started = Function::start(&binary.path, &environment).await;
        started.map_err(|error| format!("{}: {error}", binary.name).into())
    }

    /// Invokes the function once and checks the result.
    async fn invoke(&mut self, function: &mut Function, name: &str) -> Result<Invocation, Box<dyn Error>> {
        // A hello has no dependencies.
        let event = sample(if HELLOS.contains(&name) { "health" } else { name })?;
        let event = if name == "create-booking" { self.stand_in.booking(&event)? } else { event };
        let invocation = function.invoke(&event).await.map_err(|error| format!("{name}: {error}"))?;
        let status = invocation.answer["statusCode"].as_u64();
        if name != "hello-runtime" && !matches!(status, Some(200 | 201)) {
            return Err(format!("{name} answered {}", invocation.answer).into());
        }
        self.stand_in.settle().await?;
        Ok(invocation)
    }
}

/// Each once, in every round another first: none is always the one after the program that leaves most behind.
fn in_turn(count: usize, round: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |index| (index + round) % count)
}

fn sample(function: &str) -> Result<String, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../events/{function}.json"));
    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The median start.
#[derive(Clone, Copy)]
struct Started {
    init: Duration,
    cpu: Option<Duration>,
}

impl Started {
    fn of(starts: &[Start]) -> Self {
        Self {
            init: median(starts.iter().map(|start| start.init)),
            cpu: starts.iter().map(|start| start.cpu).collect::<Option<Vec<_>>>().map(|cpu| median(cpu.into_iter())),
        }
    }

    /// Init and processor time, each with its ratio to the minimal one.
    fn cells(&self, least: &Self) -> [String; 4] {
        let times = |one: Duration, least: Duration| format!("{:.2}", one.as_secs_f64() / least.as_secs_f64());
        let cpu = self.cpu.zip(least.cpu).map_or_else(|| UNKNOWN.to_owned(), |(one, least)| times(one, least));
        [millis(self.init), times(self.init, least.init), or_unknown(self.cpu), cpu]
    }
}

impl Figures {
    fn started(&self) -> Started {
        Started::of(&self.starts)
    }
}

/// Durations of invocations, and their processor time.
fn medians(invocations: &[Invocation]) -> (Duration, Option<Duration>) {
    let cpu = invocations.iter().map(|it| it.cpu).collect::<Option<Vec<_>>>();
    (median(invocations.iter().map(|it| it.took)), cpu.map(|cpu| median(cpu.into_iter())))
}

fn median(samples: impl Iterator<Item = Duration>) -> Duration {
    Samples::new(samples.collect()).percentile(50)
}

const UNKNOWN: &str = "–";

fn or_unknown(duration: Option<Duration>) -> String {
    duration.map_or_else(|| UNKNOWN.to_owned(), millis)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1_000_000.0)
}
