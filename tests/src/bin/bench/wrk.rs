//! `wrk`, where it is installed: it takes far less of the two cores than a loop of ours.

use std::{io, path::Path, process::Stdio, time::Duration};

use tokio::process::Command;

use crate::load::LoadResult;

/// Writes the result of a run as one line: microseconds, and every kind of error. `wrk` counts an answer of 400 and
/// above as one.
const SCRIPT: &str = r#"
done = function(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(95), latency:percentile(99),
        e.connect + e.read + e.write + e.status + e.timeout))
end
"#;

pub(crate) async fn is_installed() -> bool {
    let asked = Command::new("wrk").arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.await.is_ok()
}

/// Requests one address over so many connections for so long.
pub(crate) async fn run(
    folder: &Path,
    url: &str,
    header: Option<&str>,
    connections: usize,
    for_each: Duration,
) -> io::Result<LoadResult> {
    let script = folder.join("wrk.lua");
    std::fs::write(&script, SCRIPT)?;
    let mut command = Command::new("wrk");
    command.args(["-t", "1", "-c", &connections.to_string(), "-d", &format!("{}s", for_each.as_secs())]);
    command.arg("-s").arg(script);
    if let Some(header) = header {
        command.args(["-H", header]);
    }
    let output = command.arg(url).output().await?;
    let text = String::from_utf8_lossy(&output.stdout);
    let result = text.lines().find_map(|line| line.strip_prefix("RESULT ")).unwrap_or_default();
    let numbers: Vec<u64> = result.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [answers, took, p50, p95, p99, errors] = numbers[..] else {
        return Err(io::Error::other(format!("wrk said something else than expected: {text}")));
    };
    Ok(LoadResult {
        connections,
        answers: answers as usize,
        per_second: answers as f64 / Duration::from_micros(took).as_secs_f64(),
        p50: Duration::from_micros(p50),
        p95: Duration::from_micros(p95),
        p99: Duration::from_micros(p99),
        errors: errors as usize,
    })
}
