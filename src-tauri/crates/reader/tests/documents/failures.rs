//! What can't be read says why, each in its own way.

use std::time::{Duration, Instant};

use carat_reader::{FromReader, Limits, ReadFailure, Reader};
use tokio_util::sync::CancellationToken;

use crate::support::{PROGRAM, gold, read_bytes, read_gold};

async fn failure(bytes: &[u8], hint: &str) -> ReadFailure {
    let heard = read_bytes(bytes, hint, Limits::default()).await;
    heard.failure.clone().unwrap_or_else(|| panic!("it can't be read, yet there is {}", heard.text()))
}

#[tokio::test]
async fn an_encrypted_file_says_so_and_one_protected_against_changes_is_read() {
    assert_eq!(read_gold("password.pdf").await.failure, Some(ReadFailure::Encrypted));
    assert_eq!(read_gold("protected.pdf").await.text(), "Everyone sees this sentence.\n");
}

#[tokio::test]
async fn an_empty_file_says_so() {
    assert_eq!(failure(b"", "x.pdf").await, ReadFailure::Empty);
    assert_eq!(failure(b" \r\n\t ", "x.txt").await, ReadFailure::Empty);
    assert_eq!(failure(b"<html><body> </body></html>", "x.html").await, ReadFailure::Empty);
}

#[tokio::test]
async fn a_damaged_file_says_so() {
    for name in ["en.docx", "en.xlsx", "en.odt", "en.epub"] {
        let whole = std::fs::read(gold(name)).expect("it is part of the gold set");
        let cut = failure(&whole[..whole.len() / 2], name).await;
        assert!(matches!(cut, ReadFailure::Damaged { .. }), "{name} cut in half: {cut:?}");
    }
    let nothing = failure(b"%PDF-1.7\nand nothing else", "x.pdf").await;
    assert!(matches!(nothing, ReadFailure::Damaged { .. }), "{nothing:?}");
}

#[tokio::test]
async fn what_is_no_document_is_named() {
    for (bytes, kind) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "picture"),
        (b"\x7fELF\x02\x01\x01", "program"),
        (b"\x00\x01\x02\x03\x00\x00\x05\x06\x07\x00", "binary data"),
    ] {
        assert_eq!(failure(bytes, "x.txt").await, ReadFailure::Unknown { kind: kind.to_owned() });
    }
}

#[tokio::test]
async fn a_large_file_names_the_limit() {
    let limits = Limits { file: 1024 * 1024, ..Limits::default() };
    let heard = read_bytes(&vec![b'a'; 2 * 1024 * 1024], "x.txt", limits).await;
    assert_eq!(heard.failure, Some(ReadFailure::TooLarge { limit: 1 }));
}

#[tokio::test]
async fn a_silent_reader_is_ended() {
    // A pipe that nobody writes to: the program waits for the document for ever.
    let (ours, theirs) = std::io::pipe().expect("a pipe");
    let limits = Limits { silence: Duration::from_millis(300), ..Limits::default() };
    let document = std::fs::File::from(std::os::fd::OwnedFd::from(ours));
    let began = Instant::now();
    let mut messages = Reader::new(PROGRAM, limits).read(document, "x.txt", CancellationToken::new());
    assert!(matches!(messages.recv().await, Some(FromReader::Failed(ReadFailure::TooSlow { .. }))));
    assert!(began.elapsed() < Duration::from_secs(5));
    drop(theirs);
}

#[tokio::test]
async fn more_memory_than_allowed_says_so() {
    let limits = Limits { memory: 160 * 1024 * 1024, ..Limits::default() };
    let heard = read_bytes(&b"word ".repeat(60 * 1024 * 1024 / 5), "x.md", limits).await;
    assert_eq!(heard.failure, Some(ReadFailure::TooMuchMemory { megabytes: 160 }));
}

#[tokio::test]
async fn a_missing_program_is_a_failure_and_cancelling_is_none() {
    let file = || std::fs::File::open(gold("en-one.pdf")).expect("it is part of the gold set");
    let reader = Reader::new("there/is/no/such/program", Limits::default());
    let mut messages = reader.read(file(), "", CancellationToken::new());
    assert_eq!(messages.recv().await, Some(FromReader::Failed(ReadFailure::Crashed)));
    let cancel = CancellationToken::new();
    cancel.cancel();
    let mut messages = Reader::new(PROGRAM, Limits::default()).read(file(), "", cancel);
    assert_eq!(messages.recv().await, None, "who cancels waits for no last word");
}
