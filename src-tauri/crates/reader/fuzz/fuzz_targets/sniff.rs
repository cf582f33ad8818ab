//! The sniffer names any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|document: &[u8]| {
    assert!(!carat_reader::sniff_format(document).is_empty());
});
