//! The machine of the measurements, and whether it was quiet.

use std::{fmt, fs};

#[derive(Debug)]
pub(crate) struct Machine {
    processor: String,
    cores: usize,
    load: Option<f64>,
}

/// Other work on the machine spoils times.
const QUIET: f64 = 0.3;

impl Machine {
    pub(crate) fn look() -> Self {
        let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let name = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let load = fs::read_to_string("/proc/loadavg").ok();
        let machine = Self {
            processor: name.map_or("unknown processor", |(_, name)| name.trim()).to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            load: load.and_then(|load| load.split_whitespace().next()?.parse().ok()),
        };
        if let Some(load) = machine.noise() {
            eprintln!("The machine is busy (load {load:.1}): times will be worse than they could be.");
        }
        machine
    }

    fn noise(&self) -> Option<f64> {
        self.load.filter(|load| *load > QUIET)
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cores of {}, shared by the system and the load", self.cores, self.processor)?;
        match self.noise() {
            Some(load) => write!(f, "; the machine was busy with other things when this began (load {load:.1})"),
            None => Ok(()),
        }
    }
}
