//! Five hundred damaged documents of every format: each is read or refused, in time, in its memory, and nothing crashes
//! who asked.

use std::time::{Duration, Instant};

use carat_reader::{Limits, ReadFailure};

use crate::support::{gold, read_bytes};

/// The files that are damaged.
const FILES: [&str; 22] = [
    "en-one.pdf",
    "ja-two.pdf",
    "ar-office.pdf",
    "hidden.pdf",
    "turned.pdf",
    "en.docx",
    "ja.doc",
    "slides.pptx",
    "slides.ppt",
    "slides.odp",
    "en.xlsx",
    "zh.xls",
    "ru.ods",
    "hi.odt",
    "ar.epub",
    "zh.html",
    "ru.md",
    "ja.rtf",
    "hi.eml",
    "en.csv",
    "ja-shift-jis.txt",
    "ja-utf-16.txt",
];

/// How many there are.
const COUNT: u64 = 500;

/// Numbers that are the same on every run (splitmix64).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// A document damaged in one of six ways.
fn damage(mut bytes: Vec<u8>, seeded: &mut Seeded) -> Vec<u8> {
    match seeded.below(6) {
        0 => {
            for _ in 0..=seeded.below(20) {
                let at = seeded.below(bytes.len());
                bytes[at] = seeded.next() as u8;
            }
        }
        1 => bytes.truncate(seeded.below(bytes.len())),
        2 => {
            let (start, length) = (seeded.below(bytes.len()), seeded.below(2000));
            bytes.drain(start..(start + length).min(bytes.len()));
        }
        3 => {
            let (start, length) = (seeded.below(bytes.len()), seeded.below(2000));
            let copy = bytes[start..(start + length).min(bytes.len())].to_vec();
            let at = seeded.below(bytes.len());
            bytes.splice(at..at, copy);
        }
        4 => {
            // Numbers become others: lengths, offsets, counts.
            for byte in bytes.iter_mut().filter(|byte| byte.is_ascii_digit()) {
                if seeded.below(50) == 0 {
                    *byte = b'0' + seeded.below(10) as u8;
                }
            }
        }
        _ => {
            let (start, length) = (seeded.below(bytes.len()), seeded.below(300));
            let end = (start + length).min(bytes.len());
            bytes[start..end].fill([0, 0xff, b'{', b'<', b' '][seeded.below(5)]);
        }
    }
    bytes
}

#[tokio::test]
async fn five_hundred_damaged_documents_are_read_or_refused() {
    let limits = Limits { memory: 512 * 1024 * 1024, ..Limits::default() };
    let (mut read, mut slow, mut crashed, mut hungry) = (0, Vec::new(), Vec::new(), Vec::new());
    for number in 0..COUNT {
        let mut seeded = Seeded(number);
        let name = FILES[number as usize % FILES.len()];
        let whole = std::fs::read(gold(name)).expect("it is part of the gold set");
        let bytes = damage(whole, &mut seeded);
        let began = Instant::now();
        let heard = read_bytes(&bytes, name, limits.clone()).await;
        if began.elapsed() > limits.silence + Duration::from_secs(2) {
            slow.push((number, name, began.elapsed()));
        }
        match heard.failure {
            None => read += 1,
            Some(ReadFailure::TooSlow { .. }) => slow.push((number, name, began.elapsed())),
            Some(ReadFailure::TooMuchMemory { .. }) => hungry.push((number, name)),
            Some(ReadFailure::Crashed) => crashed.push((number, name)),
            Some(_) => {}
        }
    }
    println!("{read} of {COUNT} read; slow {slow:?}; hungry {hungry:?}; crashed {crashed:?}");
    assert!(slow.iter().all(|(.., took)| *took < limits.silence + Duration::from_secs(2)), "ended in time: {slow:?}");
    // The reader may die of a document, that is what it is for; but hardly ever.
    assert!(slow.len() + hungry.len() + crashed.len() <= 5, "slow {slow:?}, hungry {hungry:?}, crashed {crashed:?}");
    assert!(read >= 100, "a little damage leaves most of a document: {read}");
}
