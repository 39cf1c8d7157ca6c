//! A function in a process of its own, as Lambda starts it.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::process::{Child, Command};

use crate::runtime_api::{Happening, RuntimeApi};

/// Longer than any measurement takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Measurements of a start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// From the spawn until it asked for its first event.
    pub(crate) init: Duration,
    /// Processor time until then, where the kernel reports it.
    pub(crate) cpu: Option<Duration>,
}

/// Measurements of an invocation.
#[derive(Debug)]
pub(crate) struct Invocation {
    /// From the hand-over of the event to the answer.
    pub(crate) took: Duration,
    /// Processor time until the next event was asked for.
    pub(crate) cpu: Option<Duration>,
    /// The function's answer.
    pub(crate) answer: Value,
}

/// A running function. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Function {
    process: Child,
    api: RuntimeApi,
}

impl Function {
    /// Starts it and waits until it asks for an event.
    pub(crate) async fn start(
        program: &Path,
        environment: &BTreeMap<String, String>,
    ) -> Result<(Self, Start), Box<dyn Error>> {
        let api = RuntimeApi::open().await?;
        let mut command = Command::new(program);
        command.env_clear().envs(environment).env("AWS_LAMBDA_RUNTIME_API", api.address().to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
        let began = Instant::now();
        let process = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let mut function = Self { process, api };
        let asked = function.asked().await?;
        let cpu = function.cpu();
        Ok((function, Start { init: asked - began, cpu }))
    }

    /// Hands it an event and waits until it asks for another.
    pub(crate) async fn invoke(&mut self, event: &str) -> Result<Invocation, Box<dyn Error>> {
        let before = self.cpu();
        let began = self.api.hand_over(event);
        let (answered, body) = match self.happening().await? {
            Happening::Answered(at, body) => (at, body),
            Happening::NextRequested(_) => return Err("the function did not answer".into()),
        };
        self.asked().await?;
        let cpu = self.cpu().zip(before).map(|(after, before)| after.saturating_sub(before));
        Ok(Invocation { took: answered - began, cpu, answer: serde_json::from_slice(&body)? })
    }

    async fn asked(&mut self) -> Result<Instant, Box<dyn Error>> {
        match self.happening().await? {
            Happening::NextRequested(at) => Ok(at),
            Happening::Answered(..) => Err("the function answered nothing that was asked".into()),
        }
    }

    async fn happening(&mut self) -> Result<Happening, Box<dyn Error>> {
        tokio::select! {
            happening = self.api.next_happening() => happening,
            ended = self.process.wait() => Err(format!("the function ended: {}", ended?).into()),
            () = tokio::time::sleep(PATIENCE) => Err("the function did nothing for half a minute".into()),
        }
    }

    /// The running time of its threads. `stat` has hundredths of a second only.
    fn cpu(&self) -> Option<Duration> {
        let threads = fs::read_dir(format!("/proc/{}/task", self.process.id()?)).ok()?;
        let nanoseconds = threads.flatten().map(|thread| {
            let about = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            about.split_whitespace().next()?.parse::<u64>().ok()
        });
        nanoseconds.sum::<Option<u64>>().map(Duration::from_nanos)
    }

    /// Its peak memory, in bytes.
    pub(crate) fn most_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
    }
}
