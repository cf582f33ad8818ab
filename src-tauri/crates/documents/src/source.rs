//! A source reads the text out of an open file: `carat-reader` in the app, a list of messages in tests.

use std::fs::File;

use carat_reader::{FromReader, Reader};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Something that reads documents.
pub trait Source: Send + Sync + 'static {
    /// Reads an open document. `hint` is its name. The last message is `Finished` or `Failed`; after `cancel` there is
    /// none. Called within a runtime of tokio.
    fn read(&self, document: File, hint: &str, cancel: CancellationToken) -> mpsc::Receiver<FromReader>;
}

impl Source for Reader {
    fn read(&self, document: File, hint: &str, cancel: CancellationToken) -> mpsc::Receiver<FromReader> {
        Self::read(self, document, hint, cancel)
    }
}
