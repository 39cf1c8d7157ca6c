//! What is logged, and how: a line is one JSON object.
//!
//! `timestamp` (RFC 3339) and `level` are where Lambda looks for them ("Log-level filtering", Lambda Developer Guide);
//! beside them are `message`, the fields of the line itself, and those of the invocation that it was said in, so that
//! every line tells function, request and booking ([`crate::Invocations`]).
//!
//! Crates of ours are heard at the level that is set; all others only when they warn, whatever is set: at `debug` the
//! AWS SDK says what it sends, and that is mail and bookings.

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

/// Crates of ours that functions share.
const SHARED: [&str; 13] = [
    "chat",
    "notify",
    "domain",
    "http_api",
    "invite",
    "links",
    "mail",
    "worker",
    "scheduling",
    "platform",
    "sms",
    "table",
    "texts",
];
/// Whose spans say what Lambda calls an invocation.
const RUNTIME: &str = "lambda_runtime";
/// Where the runtime repeats what a function ended with, which [`crate::Invocations`] has told, and told better.
const RUNTIME_REPEATS: &str = "lambda_runtime::layers::panic";

/// Which lines are written.
#[derive(Debug, Clone)]
pub struct Logging {
    level: Level,
    /// Crates of ours beside those that functions share.
    crates: BTreeSet<String>,
}

impl Logging {
    /// From this level on, of these crates (as `create_booking`) and those that functions share.
    pub fn new(level: Level, crates: impl IntoIterator<Item = String>) -> Self {
        Self { level, crates: crates.into_iter().collect() }
    }

    /// As [`Logging::new`], from the level that the setting `LOG_LEVEL` gives; `default` if it gives none.
    pub fn configured(config: &Config, default: Level, crates: impl IntoIterator<Item = String>) -> Self {
        let level = config.get("LOG_LEVEL").and_then(|level| level.parse().ok()).unwrap_or(default);
        Self::new(level, crates)
    }

    /// What writes the lines.
    pub fn subscriber<W>(self, writer: W) -> impl Subscriber + Send + Sync
    where
        W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
    {
        let level = self.level;
        let lines =
            Layer::<Registry>::default().fmt_fields(JsonFields::new()).event_format(LogLine).with_writer(writer);
        // The invocation's span is heard at every level: a warning, too, is to say where it comes from.
        let most = level.max(Level::INFO);
        Registry::default().with(lines).with(filter_fn(move |it| self.lets_pass(it)).with_max_level_hint(most))
    }

    /// Writes every line of this process, and what it panics of, from now on.
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
        // More talkative levels are greater.
        let most = if is_ours { self.level } else { self.level.min(Level::WARN) };
        *what.level() <= most && target != RUNTIME_REPEATS
    }
}

/// Every line of a deployed function goes to standard output, which Lambda hands to CloudWatch Logs.
pub(crate) fn start_function(name: &str) {
    Logging::configured(&Config::from_process(), Level::INFO, [name.to_owned()]).start(std::io::stdout);
}

/// A panic is a line like any other. What it says may quote what was being worked on, so only words that stand in the
/// source are told, and where.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let said = panic.payload().downcast_ref::<&'static str>().copied();
        let place = panic.location().map(ToString::to_string);
        tracing::error!(cause = said, place, "panicked");
    }));
}

/// An error with everything that caused it, for the log. What it quotes is left out: of an item or a message that
/// can't be read, serde quotes what it found, and that may be anybody's.
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

/// Writes an event as one JSON object.
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
    fn a_line_is_flat_and_tells_where_it_was_said() {
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
    fn others_are_heard_only_when_they_warn() {
        let say = || {
            tracing::debug!(target: "aws_smithy_runtime::client::orchestrator", "what is sent");
            tracing::info!(target: "mail_builder", "a name that begins like one of ours");
            tracing::warn!(target: "hyper", "heard");
            tracing::debug!(target: "mail::send", "heard");
            tracing::debug!(target: "mine", "heard");
            tracing::error!(target: "lambda_runtime::layers::panic", "told already");
            tracing::error!(target: "lambda_runtime::layers::api_client", "heard");
        };
        let heard = |level| said(level, say).iter().filter(|line| line["message"] == "heard").count();
        assert_eq!((said(Level::DEBUG, say).len(), heard(Level::DEBUG)), (4, 4));
        assert_eq!((said(Level::ERROR, say).len(), heard(Level::ERROR)), (1, 1));
    }

    #[test]
    fn a_panic_is_told_in_words_of_the_source_alone() {
        let logged = said(Level::INFO, || {
            let before = std::panic::take_hook();
            log_panics();
            let name = String::from("Ada");
            let of_somebody = std::panic::catch_unwind(|| panic!("{name} can't be served"));
            let of_nobody = std::panic::catch_unwind(|| panic!("it can't be"));
            std::panic::set_hook(before);
            assert!(of_somebody.is_err() && of_nobody.is_err());
        });
        let causes: Vec<Option<&str>> = logged.iter().map(|line| line["cause"].as_str()).collect();
        assert_eq!(causes, [None, Some("it can't be")]);
        assert!(logged.iter().all(|line| line["place"].as_str().unwrap().contains("logging.rs:")), "{logged:?}");
    }

    #[test]
    fn what_an_error_quotes_is_not_told() {
        let error = serde_json::from_str::<u32>(r#""say \"Ada\" twice""#).unwrap_err();
        assert_eq!(chain(&error), r#"invalid type: string "…", expected u32 at line 1 column 19"#);
    }

    #[test]
    fn all_that_functions_share_is_known() {
        let shared = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
        let names = shared.map(|it| it.unwrap().file_name().into_string().unwrap().replace('-', "_"));
        assert_eq!(names.collect::<BTreeSet<_>>(), SHARED.map(str::to_owned).into());
    }
}
