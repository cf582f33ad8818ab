//! The log: one JSON object a line, one file a day, seven days kept, under the home's `logs/`.
//!
//! The worker's own lines arrive here too, through the supervisor. No prompt, answer or document enters it: ids and
//! lengths only. `CARAT_LOG` takes a filter such as `debug` or `carat_engine=trace`.

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// The files' names begin with this; the day follows.
pub(crate) const PREFIX: &str = "carat";

/// The files' names end with this.
pub(crate) const SUFFIX: &str = "jsonl";

/// Starts logging into a folder. Where that is not possible Carat runs without a log: a full disk must not keep it shut.
/// The guard writes what is left when it is dropped.
pub(crate) fn start(folder: &Path) -> Option<WorkerGuard> {
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(PREFIX)
        .filename_suffix(SUFFIX)
        .max_log_files(7)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let filter =
        EnvFilter::builder().with_env_var("CARAT_LOG").try_from_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(writer)
        .with_current_span(false)
        .with_span_list(false)
        .try_init()
        .ok()?;
    log_panics();
    Some(guard)
}

/// Logs where a panic happened. Its message stays out of the log: it may quote what a person wrote.
fn log_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a fault in Carat");
        before(panic);
    }));
}
