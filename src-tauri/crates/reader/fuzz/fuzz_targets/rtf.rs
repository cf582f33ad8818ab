//! The RTF stripper ends on any bytes, and its text is no longer than they could make it.
#![no_main]

libfuzzer_sys::fuzz_target!(|document: &[u8]| {
    if let Ok(text) = carat_reader::rtf_text(document) {
        assert!(text.len() <= document.len() * 4 + 64);
    }
});
