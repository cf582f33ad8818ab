//! The log goes to standard error, one plain line an event, where the supervisor reads it.
//!
//! It holds ids, lengths and llama.cpp's own messages, never a prompt or an answer.
//! The last complaints of llama.cpp are kept here as well, because its calls report a failure without its cause.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use llama_cpp_2::{LogOptions, send_logs_to_tracing};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The target under which the binding reports llama.cpp's messages.
const LLAMA: &str = "llama-cpp-2";

/// What is logged unless `CARAT_ENGINE_LOG` says otherwise: llama.cpp prints hundreds of lines a load at `info`.
const FILTER: &str = "info,llama-cpp-2=warn,llama_cpp_2=warn";

/// How many complaints are kept: a failed load writes three or four.
const KEPT: usize = 8;

/// The layers that llama.cpp has put on graphics devices in its last load; [`NOBODY`] where it told of none.
static OFFLOADED: AtomicU32 = AtomicU32::new(NOBODY);

const NOBODY: u32 = u32::MAX;

static COMPLAINTS: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// Starts logging, llama.cpp's included.
pub fn start() {
    let filter = EnvFilter::try_from_env("CARAT_ENGINE_LOG").unwrap_or_else(|_| EnvFilter::new(FILTER));
    let lines = tracing_subscriber::fmt::layer().event_format(PlainLine).with_writer(std::io::stderr).with_ansi(false);
    let told = filter_fn(|metadata| metadata.target() == LLAMA && *metadata.level() <= Level::INFO);
    // A second start, as in tests, leaves the first one's subscriber where it is.
    let _ = tracing_subscriber::registry().with(Told.with_filter(told)).with(lines.with_filter(filter)).try_init();
    send_logs_to_tracing(LogOptions::default());
}

/// Forgets earlier complaints, so that those of the next call stand alone.
pub fn clear_complaints() {
    OFFLOADED.store(NOBODY, Ordering::Relaxed);
    COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// What llama.cpp complained of since the last [`clear_complaints`], oldest first.
#[must_use]
pub fn complaints() -> Vec<String> {
    COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

/// How many layers llama.cpp said that it has put on graphics devices since the last [`clear_complaints`].
#[must_use]
pub fn offloaded() -> Option<u32> {
    Some(OFFLOADED.load(Ordering::Relaxed)).filter(|layers| *layers != NOBODY)
}

/// The number in `offloaded 19/19 layers to GPU`; llama.cpp tells it nowhere else.
fn layers_in(line: &str) -> Option<u32> {
    let (_, rest) = line.split_once("offloaded ")?;
    let (layers, rest) = rest.split_once('/')?;
    rest.contains("layers to GPU").then(|| layers.parse().ok()).flatten()
}

/// Keeps llama.cpp's errors, and where it puts the layers.
struct Told;

impl<S: Subscriber> Layer<S> for Told {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line::default();
        event.record(&mut line);
        if let Some(layers) = layers_in(&line.message) {
            OFFLOADED.store(layers, Ordering::Relaxed);
        }
        if *event.metadata().level() > Level::ERROR {
            return;
        }
        let mut complaints = COMPLAINTS.lock().unwrap_or_else(PoisonError::into_inner);
        if complaints.len() == KEPT {
            complaints.pop_front();
        }
        complaints.push_back(line.message.trim().to_owned());
    }
}

/// `LEVEL target: message field=value`, whatever the message holds on one line.
struct PlainLine;

impl<S, N> FormatEvent<S, N> for PlainLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Line::default();
        event.record(&mut line);
        let text =
            format!("{} {}: {}{}", event.metadata().level(), event.metadata().target(), line.message, line.fields);
        writeln!(writer, "{}", text.replace(['\n', '\r'], " ").trim_end())
    }
}

/// An event's message and its other fields.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.fields.push_str(&format!(" {}={value:?}", field.name()));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message = value.to_owned();
        } else {
            self.fields.push_str(&format!(" {}={value}", field.name()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layers_are_those_of_the_line_that_names_them() {
        assert_eq!(layers_in("load_tensors: offloaded 17/19 layers to GPU\n"), Some(17));
        assert_eq!(layers_in("load_tensors: offloading 18 repeating layers to GPU"), None);
        assert_eq!(layers_in("offloaded x/19 layers to GPU"), None);
    }
}
