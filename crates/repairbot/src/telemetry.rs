//! Logs: what is written, how it looks, and that nothing personal gets into it.
//!
//! Every line passes through [`repairbot_core::pii::mask`] on its way out, whoever wrote it; panics
//! too. Logs go to the standard error output: the standard output belongs to the command line.

pub mod faults;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use repairbot_core::pii::mask;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::config::{Log, LogFormat, LogLevel};

/// Libraries that tell more than anyone wants to read, and how much of it is kept.
const QUIET: [&str; 6] =
    ["sqlx=warn", "sea_orm=warn", "sea_orm_migration=warn", "hyper=warn", "reqwest=warn", "rustls=warn"];

/// Logging has been set up in this process before.
#[derive(Debug, thiserror::Error)]
#[error("logging is set up already")]
pub struct AlreadySetUp;

/// Sets up the logs of this process.
///
/// # Errors
/// [`AlreadySetUp`]
pub fn init(log: Log) -> Result<(), AlreadySetUp> {
    set_up(subscriber(log, io::stderr))
}

/// The same, and errors are handed to [`faults::report`] with what was logged before them.
///
/// # Errors
/// [`AlreadySetUp`]
pub fn init_reporting(log: Log) -> Result<(), AlreadySetUp> {
    set_up(subscriber(log, io::stderr).with(faults::layers()))
}

fn set_up(subscriber: impl Subscriber + Send + Sync) -> Result<(), AlreadySetUp> {
    tracing::subscriber::set_global_default(subscriber).map_err(|_| AlreadySetUp)?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic: {}", panic.payload_as_str().unwrap_or("without a text"));
    }));
    Ok(())
}

/// What writes log lines of this look to `writer`, masked.
pub fn subscriber<W>(log: Log, writer: W) -> impl Subscriber + for<'a> LookupSpan<'a> + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let level = match log.level {
        LogLevel::Trace => LevelFilter::TRACE,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
    };
    let quiet =
        QUIET.iter().filter(|_| level > LevelFilter::WARN).filter_map(|directive| directive.parse().ok());
    let base = EnvFilter::new(level.to_string());
    let filter = quiet.fold(base, EnvFilter::add_directive);
    let writer = Masking { writer, format: log.format };
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
    let lines: Box<dyn Layer<_> + Send + Sync> = match log.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(filter).with(lines)
}

/// Masks every line before it is written.
struct Masking<W> {
    writer: W,
    format: LogFormat,
}

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Masking<W> {
    type Writer = MaskedLine<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        MaskedLine { writer: self.writer.make_writer(), format: self.format, line: Vec::new() }
    }
}

/// One event on its way out: gathered whole, because a phone must not be cut in two, written at the end.
struct MaskedLine<W: Write> {
    writer: W,
    format: LogFormat,
    line: Vec<u8>,
}

impl<W: Write> Write for MaskedLine<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.line.is_empty() {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&self.line);
        let masked = match self.format {
            LogFormat::Text => mask_text(&line),
            LogFormat::Json => mask_json(&line),
        };
        self.line.clear();
        self.writer.write_all(masked.as_bytes())?;
        self.writer.flush()
    }
}

impl<W: Write> Drop for MaskedLine<W> {
    fn drop(&mut self) {
        // A log that can't be written has nowhere to complain.
        let _ = self.flush();
    }
}

/// All but the time at the start, whose digits are no phone.
fn mask_text(line: &str) -> String {
    let (time, rest) = line.split_once(' ').unwrap_or(("", line));
    let (rest, end) = rest.strip_suffix('\n').map_or((rest, ""), |rest| (rest, "\n"));
    let space = if time.is_empty() { "" } else { " " };
    format!("{time}{space}{}{end}", mask(rest))
}

/// All values but those tracing itself writes, one by one, so that the line stays JSON.
fn mask_json(line: &str) -> String {
    let Ok(serde_json::Value::Object(mut object)) = serde_json::from_str(line) else {
        return mask(line);
    };
    for part in ["fields", "span", "spans"] {
        if let Some(part) = object.get_mut(part) {
            mask_value(part);
        }
    }
    format!("{}\n", serde_json::Value::Object(object))
}

fn mask_value(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => *text = mask(text),
        serde_json::Value::Number(number) => {
            let text = number.to_string();
            let masked = mask(&text);
            if masked != text {
                *value = masked.into();
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(mask_value),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(mask_value),
        serde_json::Value::Null | serde_json::Value::Bool(_) => {}
    }
}

/// What a test logged, from [`capture`] on, in its own thread (a multi-threaded runtime's other
/// threads take part through [`Capture::dispatch`]).
pub struct Capture {
    caught: Arc<Caught>,
    dispatch: Dispatch,
    _until_dropped: DefaultGuard,
}

#[derive(Default)]
struct Caught {
    lines: Mutex<Vec<u8>>,
    errors: Mutex<Vec<String>>,
}

impl Capture {
    /// The ERROR events so far, masked. A test that went well has none.
    #[must_use]
    pub fn errors(&self) -> Vec<String> {
        self.caught.errors.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every line from DEBUG up, as the log would carry it.
    #[must_use]
    pub fn lines(&self) -> String {
        let lines = self.caught.lines.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&lines).into_owned()
    }

    /// For futures that run in other threads: `future.with_subscriber(capture.dispatch())`.
    #[must_use]
    pub fn dispatch(&self) -> Dispatch {
        self.dispatch.clone()
    }
}

/// Catches what the current thread logs, instead of writing it, until the handle is dropped. For tests.
#[must_use]
pub fn capture() -> Capture {
    let caught = Arc::new(Caught::default());
    let log = Log { level: LogLevel::Debug, format: LogFormat::Text };
    let subscriber = subscriber(log, CaughtLines(Arc::clone(&caught))).with(CountErrors(Arc::clone(&caught)));
    let dispatch = Dispatch::new(subscriber);
    let guard = tracing::dispatcher::set_default(&dispatch);
    Capture { caught, dispatch, _until_dropped: guard }
}

struct CaughtLines(Arc<Caught>);

impl<'a> MakeWriter<'a> for CaughtLines {
    type Writer = CaughtLine<'a>;

    fn make_writer(&'a self) -> Self::Writer {
        CaughtLine(&self.0)
    }
}

struct CaughtLine<'a>(&'a Caught);

impl Write for CaughtLine<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct CountErrors(Arc<Caught>);

impl<S: Subscriber> Layer<S> for CountErrors {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            let mut text = event.metadata().target().to_owned();
            event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                text.push_str(&format!(" {field}={value:?}"));
            });
            self.0.errors.lock().unwrap_or_else(PoisonError::into_inner).push(mask(&text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &str = "+79991234567";

    fn logged(format: LogFormat, events: impl FnOnce()) -> String {
        let caught = Arc::new(Caught::default());
        let log = Log { level: LogLevel::Info, format };
        tracing::subscriber::with_default(subscriber(log, CaughtLines(Arc::clone(&caught))), events);
        String::from_utf8(caught.lines.lock().unwrap().clone()).unwrap()
    }

    fn personal() {
        let _span = tracing::info_span!("update", client = PHONE).entered();
        tracing::info!(phone = PHONE, number = 79_991_234_567_u64, "a call from {PHONE}");
    }

    #[test]
    fn text_lines_are_masked_wherever_the_phone_stands() {
        let line = logged(LogFormat::Text, personal);
        assert!(!line.contains("1234567"), "{line}");
        assert!(line.contains("+79*******"), "{line}");
        assert!(line.ends_with('\n'), "{line}");
    }

    #[test]
    fn json_lines_are_masked_and_stay_json() {
        let line = logged(LogFormat::Json, personal);
        assert!(!line.contains("1234567"), "{line}");
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(json["fields"]["phone"], "+79*******");
        assert_eq!(json["span"]["client"], "+79*******");
        assert_eq!(json["level"], "INFO");
    }

    #[test]
    fn the_time_is_left_alone() {
        for format in [LogFormat::Text, LogFormat::Json] {
            let line = logged(format, || tracing::info!("x"));
            let year = line.find("20").unwrap();
            assert!(line[year..].starts_with(|c: char| c.is_ascii_digit()) && !line.contains('*'), "{line}");
        }
    }

    #[test]
    fn the_level_decides_and_libraries_are_quiet() {
        let line = logged(LogFormat::Text, || {
            tracing::debug!("too small");
            tracing::info!(target: "sqlx::query", "a statement");
            tracing::warn!(target: "sqlx::query", "a slow statement");
        });
        assert!(line.contains("a slow statement") && line.lines().count() == 1, "{line}");
    }

    #[test]
    fn capture_tells_errors_from_the_rest_and_masks_them() {
        let capture = capture();
        tracing::info!("all is well");
        assert!(capture.errors().is_empty());
        tracing::error!(phone = PHONE, "it broke");
        assert_eq!(capture.errors().len(), 1);
        assert!(!capture.errors()[0].contains(PHONE));
        assert!(capture.lines().contains("all is well"));
    }

    #[test]
    fn captures_do_not_hear_each_other() {
        let here = capture();
        std::thread::spawn(|| {
            let there = capture();
            tracing::error!("over there");
            assert_eq!(there.errors().len(), 1);
        })
        .join()
        .unwrap();
        assert!(here.errors().is_empty());
    }
}
