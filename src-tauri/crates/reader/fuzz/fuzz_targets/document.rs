//! Whatever a document is, reading it ends with a message. The first byte chooses the name.
#![no_main]

use carat_reader::{Limits, Output, parse};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, document)) = bytes.split_first() else { return };
    let hint = ["a.txt", "a.md", "a.csv", "a.rs"][usize::from(first % 4)];
    let limits = Limits { unpacked: 16 * 1024 * 1024, ..Limits::default() };
    let mut frames = Vec::new();
    let mut output = Output::new(&mut frames, &limits);
    let read = parse(document.to_vec(), hint, &mut output);
    output.end(read).expect("memory takes all");
    assert!(!frames.is_empty());
});
