//! A source for tests of what comes after reading: it reads nothing.

use std::fs::File;

use carat_reader::FromReader;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::Source;

/// Nothing is read here.
pub(crate) struct Closed;

impl Source for Closed {
    fn read(&self, _: File, _: &str, _: CancellationToken) -> mpsc::Receiver<FromReader> {
        mpsc::channel(1).1
    }
}
