//! Log format and filters: a line is one JSON object.
//!
//! `timestamp` (RFC 3339) and `level` follow Lambda's names ("Log-level filtering", Lambda Developer Guide); beside
//! them are `message`, the line's own fields, and those of its invocation, so that every line has function, request and
//! booking ([`crate::Invocations`]).
//!
//! Our crates log at the configured level; all others only warnings, at any level: at `debug` the AWS SDK logs its
//! requests, which contain mail and bookings.

use std::collections::BTreeSet;

use chrono::SecondsFormat;
use serde_json::{Map, Value};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::{
    filter::filter_fn,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields, Layer, MakeWriter,
        format::{JsonFields, Writer},
    },
    layer::SubscriberExt,
    registry::{LookupSpan, Registry, Scope},
    util::SubscriberInitExt,
};

use crate::{Clock, Config};

/// Our shared crates.
const SHARED: [&str; 19] = [
    "chat",
    "domain",
    "exports",
    "http_api",
    "invite",
    "jobs",
    "links",
    "mail",
    "notify",
    "numbers",
    "platform",
    "protection",
    "scheduling",
    "selling",
    "sms",
    "staff_actions",
    "table",
    "texts",
    "worker",
];
/// The crate of the spans with Lambda's invocation ids.
const RUNTIME: &str = "lambda_runtime";
/// The runtime's repetition of a function's error, which [`crate::Invocations`] has logged in more detail.
const RUNTIME_REPEATS: &str = "lambda_runtime::layers::panic";

/// Filter of the log lines.
#[derive(Debug, Clone)]
pub struct Logging {
    level: Level,
    /// Our crates, apart from the shared ones.
    crates: BTreeSet<String>,
}

impl Logging {
    /// Logs these crates (as `create_booking`) and the shared ones from this level on.
    pub fn new(level: Level, crates: impl IntoIterator<Item = String>) -> Self {
        Self { level, crates: crates.into_iter().collect() }
    }

    /// As [`Logging::new`], at the level in the setting `LOG_LEVEL` or the `default`.
    pub fn configured(config: &Config, default: Level, crates: impl IntoIterator<Item = String>) -> Self {
        let level = config.get("LOG_LEVEL").and_then(|level| level.parse().ok()).unwrap_or(default);
        Self::new(level, crates)
    }

    /// The subscriber that writes the lines.
    pub fn subscriber<W>(self, writer: W) -> impl Subscriber + Send + Sync
    where
        W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
    {
        let level = self.level;
        let lines =
            Layer::<Registry>::default().fmt_fields(JsonFields::new()).event_format(LogLine).with_writer(writer);
        // The invocation's span is enabled at every level: a warning needs its context too.
        let most = level.max(Level::INFO);
        Registry::default().with(lines).with(filter_fn(move |it| self.lets_pass(it)).with_max_level_hint(most))
    }

    /// Writes all lines and panics of this process from now on.
    ///
    /// Calling it twice is harmless: the first one stays.
    pub fn start<W>(self, writer: W)
    where
        W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
    {
        if self.subscriber(writer).try_init().is_ok() {
            log_panics();
        }
    }

    fn lets_pass(&self, what: &Metadata<'_>) -> bool {
        let target = what.target();
        let name = target.split("::").next().unwrap_or(target);
        let is_ours = SHARED.contains(&name) || self.crates.contains(name);
        if what.is_span() {
            return is_ours || name == RUNTIME;
        }
        // More verbose levels are greater.
        let most = if is_ours { self.level } else { self.level.min(Level::WARN) };
        *what.level() <= most && target != RUNTIME_REPEATS
    }
}

/// Logs a deployed function to standard output, which Lambda hands to CloudWatch Logs.
pub(crate) fn start_function(name: &str) {
    Logging::configured(&Config::from_process(), Level::INFO, [name.to_owned()]).start(std::io::stdout);
}

/// Logs panics as ordinary lines. A panic's message may quote the data at hand, so only literal messages from the
/// source are logged, with their location.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let said = panic.payload().downcast_ref::<&'static str>().copied();
        let place = panic.location().map(ToString::to_string);
        tracing::error!(cause = said, place, "panicked");
    }));
}

/// Formats an error with its chain of causes for the log. Quoted data is left out: on malformed items or messages,
/// serde quotes the input, which may be personal.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = unquoted(&error.to_string());
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&unquoted(&cause.to_string()));
        source = cause.source();
    }
    text
}

fn unquoted(text: &str) -> String {
    match (text.find('"'), text.rfind('"')) {
        (Some(first), Some(last)) if first < last => format!("{}\"…\"{}", &text[..first], &text[last + 1..]),
        _ => text.to_owned(),
    }
}

struct LogLine;

impl<S> FormatEvent<S, JsonFields> for LogLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> std::fmt::Result {
        let mut line = Map::new();
        for span in context.event_scope().into_iter().flat_map(Scope::from_root) {
            if let Some(fields) = span.extensions().get::<FormattedFields<JsonFields>>() {
                line.extend(members(fields));
            }
        }
        let mut own = String::new();
        context.field_format().format_fields(Writer::new(&mut own), event)?;
        line.extend(members(&own));
        #[allow(
            clippy::disallowed_methods,
            reason = "a log line carries the machine's time, for whoever compares logs"
        )]
        let now = Clock::system().now().to_rfc3339_opts(SecondsFormat::Millis, true);
        line.insert("timestamp".to_owned(), now.into());
        line.insert("level".to_owned(), event.metadata().level().as_str().into());
        writeln!(writer, "{}", Value::Object(line))
    }
}

fn members(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn said(level: Level, say: impl FnOnce()) -> Vec<Value> {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = Logging::new(level, ["mine".to_owned()]).subscriber(move || writer.clone());
        tracing::subscriber::with_default(subscriber, say);
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn line_is_flat_with_span_fields() {
        let lines = said(Level::WARN, || {
            let outer = tracing::info_span!("invocation", function = "f", reference = tracing::field::Empty);
            let _outer = outer.enter();
            outer.record("reference", "VLT-1");
            let _inner = tracing::info_span!("message", tries = 2).entered();
            tracing::error!(cause = "\"so\"", tries = 3, "failed");
        });
        assert_eq!(lines.len(), 1);
        let line = lines[0].as_object().unwrap();
        let names: Vec<&str> = line.keys().map(String::as_str).collect();
        assert_eq!(names, ["cause", "function", "level", "message", "reference", "timestamp", "tries"]);
        assert_eq!((&line["level"], &line["message"], &line["tries"]), (&"ERROR".into(), &"failed".into(), &3.into()));
        assert_eq!((&line["function"], &line["reference"]), (&"f".into(), &"VLT-1".into()));
        chrono::DateTime::parse_from_rfc3339(line["timestamp"].as_str().unwrap()).unwrap();
    }

    #[test]
    fn foreign_crates_only_log_warnings() {
        let say = || {
            tracing::debug!(target: "aws_smithy_runtime::client::orchestrator", "what is sent");
            tracing::info!(target: "mail_builder", "a name that begins like one of ours");
            tracing::warn!(target: "hyper", "heard");
            tracing::debug!(target: "mail::send", "heard");
            tracing::debug!(target: "mine", "heard");
            tracing::error!(target: "lambda_runtime::layers::panic", "logged already");
            tracing::error!(target: "lambda_runtime::layers::api_client", "heard");
        };
        let heard = |level| said(level, say).iter().filter(|line| line["message"] == "heard").count();
        assert_eq!((said(Level::DEBUG, say).len(), heard(Level::DEBUG)), (4, 4));
        assert_eq!((said(Level::ERROR, say).len(), heard(Level::ERROR)), (1, 1));
    }

    #[test]
    fn panic_logs_only_literal_messages() {
        let lines = said(Level::INFO, || {
            let before = std::panic::take_hook();
            log_panics();
            let name = String::from("Ada");
            let with_name = std::panic::catch_unwind(|| panic!("{name} can't be served"));
            let without_name = std::panic::catch_unwind(|| panic!("it can't be"));
            std::panic::set_hook(before);
            assert!(with_name.is_err() && without_name.is_err());
        });
        let causes: Vec<Option<&str>> = lines.iter().map(|line| line["cause"].as_str()).collect();
        assert_eq!(causes, [None, Some("it can't be")]);
        assert!(lines.iter().all(|line| line["place"].as_str().unwrap().contains("logging.rs:")), "{lines:?}");
    }

    #[test]
    fn quoted_input_is_not_logged() {
        let error = serde_json::from_str::<u32>(r#""say \"Ada\" twice""#).unwrap_err();
        assert_eq!(chain(&error), r#"invalid type: string "…", expected u32 at line 1 column 19"#);
    }

    #[test]
    fn shared_crates_are_listed() {
        let shared = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
        let names = shared.map(|it| it.unwrap().file_name().into_string().unwrap().replace('-', "_"));
        assert_eq!(names.collect::<BTreeSet<_>>(), SHARED.map(str::to_owned).into());
    }
}
