//! The log is what a worker wrote to stderr: passed on to tracing line by line, its end kept for error messages.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

/// Lines kept. ggml's last words and their surroundings are well within this.
const KEPT: usize = 40;

/// Bytes kept of one line; llama.cpp prints whole vocabularies' worth of dots without a line break.
const LINE: usize = 1024;

/// Lines that may belong to one quotation in a panic; beyond this the quotation mark was only an apostrophe.
const QUOTED_LINES: u32 = 20;

/// The kept lines, shared by the reader and whoever asks for them.
#[derive(Debug, Clone, Default)]
pub(super) struct Log(Arc<Mutex<VecDeque<String>>>);

impl Log {
    /// The kept lines, oldest first.
    pub(super) fn lines(&self) -> Vec<String> {
        self.lock().iter().cloned().collect()
    }

    /// Forgets everything, for a new worker.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// Reads to the end of the stream.
    pub(super) async fn read(self, mut stderr: impl AsyncBufRead + Unpin) {
        let (mut line, mut redaction) = (Vec::new(), Redaction::default());
        loop {
            let chunk = match stderr.fill_buf().await {
                Ok([]) | Err(_) => break,
                Ok(chunk) => chunk,
            };
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            line.extend_from_slice(&part[..part.len().min(LINE.saturating_sub(line.len()))]);
            let used = end.map_or(chunk.len(), |end| end + 1);
            stderr.consume(used);
            if end.is_some() {
                self.push(&line, &mut redaction);
                line.clear();
            }
        }
        self.push(&line, &mut redaction);
    }

    fn push(&self, line: &[u8], redaction: &mut Redaction) {
        let text = String::from_utf8_lossy(line);
        // Control characters would let a line forge others in a terminal or a log file.
        let text: String = text.trim().chars().filter(|character| !character.is_control()).collect();
        let Some(text) = redaction.apply(text).filter(|text| !text.is_empty()) else { return };
        tracing::debug!(target: "carat_engine_worker", "{text}");
        let mut lines = self.lock();
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(text);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts off what a panic quotes: Rust's own messages about bad string indices quote the string, which may be a
/// prompt. They put it between backticks, at the end of the line after the place, possibly over several lines.
#[derive(Debug, Default)]
struct Redaction {
    /// The next line is a panic's message.
    message: bool,
    /// Lines left that may belong to an open quotation.
    quoted: u32,
}

impl Redaction {
    fn apply(&mut self, line: String) -> Option<String> {
        if self.quoted > 0 {
            self.quoted = if line.contains('`') || line.starts_with("note: ") { 0 } else { self.quoted - 1 };
            return None;
        }
        if line.contains("panicked at ") {
            self.message = true;
            return Some(line);
        }
        if std::mem::take(&mut self.message)
            && let Some((before, quoted)) = line.split_once('`')
        {
            self.quoted = if quoted.contains('`') { 0 } else { QUOTED_LINES };
            return Some(format!("{before}…"));
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> Vec<String> {
        let log = Log::default();
        log.clone().read(bytes).await;
        log.lines()
    }

    #[tokio::test]
    async fn the_last_lines_are_kept_and_nothing_else() {
        let bytes: Vec<u8> = (0..1000).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
        let lines = read(&bytes).await;
        assert_eq!(lines.len(), KEPT);
        assert_eq!(lines.first().map(String::as_str), Some("line 960"));
        assert_eq!(lines.last().map(String::as_str), Some("line 999"));
    }

    #[tokio::test]
    async fn endless_lines_broken_text_and_escapes_are_harmless() {
        let mut bytes = vec![b'.'; 1_000_000];
        bytes.extend_from_slice(b"\n\xff\xfe\x1b[31mred\r\n\nlast without a break");
        let lines = read(&bytes).await;
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0].len(), LINE);
        assert_eq!(lines[1], "\u{fffd}\u{fffd}[31mred");
        assert_eq!(lines[2], "last without a break");
    }

    #[tokio::test]
    async fn what_a_panic_quotes_is_not_kept() {
        let log = "\
thread 'main' panicked at src/prompt.rs:10:5:
byte index 3 is not a char boundary; it is inside '密' (bytes 2..5) of `my
secret
diary`
after
thread 'main' panicked at src/prompt.rs:11:5:
plain reason
`later lines are the library's own`
";
        let lines = read(log.as_bytes()).await;
        let expected = [
            "thread 'main' panicked at src/prompt.rs:10:5:",
            "byte index 3 is not a char boundary; it is inside '密' (bytes 2..5) of …",
            "after",
            "thread 'main' panicked at src/prompt.rs:11:5:",
            "plain reason",
            "`later lines are the library's own`",
        ];
        assert_eq!(lines, expected);
    }
}
