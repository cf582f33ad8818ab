//! A bar shows on standard error how far long work is, where a person watches; scripts get lines of JSON instead.

use std::io::Read;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of bytes. With JSON, and where standard error is no terminal, nothing is drawn.
#[derive(Debug, Clone)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(json: bool, what: &'static str, total: Option<u64>) -> Self {
        let bar = if json { ProgressBar::hidden() } else { ProgressBar::new(0) };
        let style = "{msg:10} {wide_bar} {bytes}/{total_bytes}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_message(what);
        Self(bar)
    }

    pub(super) fn set(&self, done: u64) {
        self.0.set_position(done);
    }

    pub(super) fn set_total(&self, total: u64) {
        self.0.set_length(total);
    }

    /// Says what is going on now.
    pub(super) fn say(&self, words: String) {
        self.0.set_message(words);
    }

    /// A reader that moves the bar on.
    pub(super) fn reading<R: Read>(&self, reader: R) -> impl Read + use<R> {
        self.0.wrap_read(reader)
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
