//! A document of any kind: the first byte chooses the name, the rest is the content.
#![no_main]

use carat_reader::{Limits, Output, parse};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = ["a.txt", "a.md", "a.csv", "a.rs", "a.html", "a.eml", "a.rtf", "a"];

fuzz_target!(|data: &[u8]| {
    let Some((name, document)) = data.split_first() else { return };
    let limits = Limits { file: 1 << 20, unpacked: 4 << 20, ..Limits::default() };
    let mut said = Vec::new();
    let mut output = Output::new(&mut said, &limits);
    let ended = parse(document.to_vec(), NAMES[usize::from(*name) % NAMES.len()], &mut output);
    // Whatever the document was, there is a last word.
    output.end(ended).expect("memory takes what is written");
    assert!(!said.is_empty());
});
