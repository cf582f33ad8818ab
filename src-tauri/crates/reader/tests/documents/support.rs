//! What the tests share: reading through the program, and comparing words.

use std::fs::File;
use std::io::{Seek as _, Write as _};
use std::path::PathBuf;

use carat_reader::{Format, FromReader, Limits, Notice, Piece, ReadFailure, Reader};
use tokio_util::sync::CancellationToken;

/// The program of this build.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_carat-reader");

/// All that was said of a document.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) format: Option<Format>,
    pub(crate) parts: Option<u32>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) failure: Option<ReadFailure>,
    pub(crate) finished: bool,
}

impl Heard {
    /// The text of all pieces, a piece a line.
    pub(crate) fn text(&self) -> String {
        self.pieces.iter().map(|piece| format!("{}\n", piece.text)).collect()
    }
}

/// A file of the gold set.
pub(crate) fn gold(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/gold/files").join(name)
}

/// Reads a file of the gold set.
pub(crate) async fn read_gold(name: &str) -> Heard {
    read(File::open(gold(name)).expect("it is part of the gold set"), name, Limits::default()).await
}

/// Reads some bytes.
pub(crate) async fn read_bytes(bytes: &[u8], hint: &str, limits: Limits) -> Heard {
    let mut file = tempfile::tempfile().expect("a file for the test");
    file.write_all(bytes).expect("room for it");
    file.rewind().expect("it is a file");
    read(file, hint, limits).await
}

/// Reads a file.
pub(crate) async fn read(file: File, hint: &str, limits: Limits) -> Heard {
    let mut messages = Reader::new(PROGRAM, limits).read(file, hint, CancellationToken::new());
    let mut heard = Heard::default();
    while let Some(message) = messages.recv().await {
        assert!(!heard.finished && heard.failure.is_none(), "nothing comes after the last message");
        match message {
            FromReader::Started { format, parts, .. } => (heard.format, heard.parts) = (Some(format), parts),
            FromReader::Piece(piece) => heard.pieces.push(piece),
            FromReader::Notice(notice) => heard.notices.push(notice),
            FromReader::Progress { done, total } => assert!(done <= total),
            FromReader::Finished { .. } => heard.finished = true,
            FromReader::Failed(failure) => heard.failure = Some(failure),
        }
    }
    assert!(heard.finished || heard.failure.is_some(), "there is always a last message");
    heard
}

/// The texts of the gold set, in reading order.
pub(crate) fn expected(language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(gold("../expected.json")).expect("it is part of the gold set");
    let all: std::collections::HashMap<String, Vec<String>> = serde_json::from_str(&text).expect("it is JSON");
    all.get(language).expect("a language of the gold set").clone()
}

/// Words; each character of a script without spaces is one.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split(|char: char| char.is_whitespace() || matches!(char, '•' | '\u{200f}' | '\u{feff}')) {
        let mut open = String::new();
        for char in word.chars() {
            if matches!(char, '\u{e00}'..='\u{eff}' | '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}') {
                words.extend((!open.is_empty()).then(|| std::mem::take(&mut open)));
                words.push(char.to_string());
            } else {
                open.push(char);
            }
        }
        words.extend((!open.is_empty()).then_some(open));
    }
    words
}

/// How alike two texts are in their words and these' order, from 0 to 1: twice the longest common subsequence over
/// both lengths.
pub(crate) fn accuracy(expected: &str, got: &str) -> f64 {
    let (expected, got) = (words(expected), words(got));
    let mut row = vec![0_usize; got.len() + 1];
    for one in &expected {
        let mut corner = 0;
        for (at, other) in got.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if one == other { corner + 1 } else { above.max(row[at]) };
            corner = above;
        }
    }
    2.0 * row[got.len()] as f64 / (expected.len() + got.len()).max(1) as f64
}
