//! The outbox writes frames to the app, whole, from whichever thread has one.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use carat_engine::frames::{FromWorker, write_frame};
use carat_engine::{EngineError, GenerateEvent};

/// A shared writer of frames. Clones write to the same place.
#[derive(Debug, Clone)]
pub struct Outbox {
    frames: Arc<Mutex<BufWriter<File>>>,
}

impl Outbox {
    /// An outbox on the frame descriptor.
    #[must_use]
    pub fn new(frames: File) -> Self {
        Self { frames: Arc::new(Mutex::new(BufWriter::new(frames))) }
    }

    /// Sends one frame. Ends the process where nobody reads any more: without the app the worker has no purpose.
    pub fn send(&self, frame: &FromWorker) {
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = write_frame(&mut *frames, frame).and_then(|()| frames.flush()) {
            leave(&error);
        }
    }

    /// Sends one event of an answer.
    pub fn event(&self, id: u64, event: GenerateEvent) {
        self.send(&FromWorker::Event { id, event });
    }

    /// Tells that a request other than an answer failed.
    pub fn failed(&self, id: u64, error: EngineError) {
        tracing::warn!(id, code = error.code(), "request failed");
        self.send(&FromWorker::Failed { id, error });
    }
}

fn leave(error: &io::Error) -> ! {
    tracing::info!(%error, "nobody reads the frames any more");
    exit(0)
}

/// Ends the process at once, whatever its threads are doing.
///
/// `std::process::exit` would run llama.cpp's destructors while another thread is decoding, which may crash or hang.
#[expect(unsafe_code, reason = "_exit has no safe interface in the standard library")]
pub fn exit(code: i32) -> ! {
    #[cfg(unix)]
    // SAFETY: _exit takes an integer and never returns.
    unsafe {
        libc::_exit(code)
    }
    #[cfg(not(unix))]
    std::process::exit(code)
}
