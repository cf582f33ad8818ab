//! `search` and `index_size`: from a hundred passages to a hundred thousand.

use std::time::Instant;

use anyhow::Result;
use carat_documents::Searcher;
use carat_figures::{Figure, Goal, Report};
use carat_store::{ChunkId, DocumentOwner, Home, Store, Vector};

use crate::{say, shelf};

/// Numbers of a vector, as the small encoder has them.
const DIMENSIONS: usize = 384;

/// Passages of one document.
const PASSAGES: usize = 500;

/// Searches a size.
const SEARCHES: usize = 200;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    for passages in [100, 1_000, 10_000, 100_000] {
        of_size(report, passages)?;
    }
    Ok(())
}

fn of_size(report: &mut Report, passages: usize) -> Result<()> {
    say(&format!("{passages} passages"));
    let folder = tempfile::tempdir()?;
    let home = Home::at(folder.path());
    let (store, _) = Store::open(&home)?;
    let empty = std::fs::metadata(home.database())?.len();
    let owner = DocumentOwner::Library(store.create_library("all")?.id);
    let mut words = Words::new();
    let texts: Vec<String> = (0..passages.div_ceil(PASSAGES))
        .map(|_| (0..PASSAGES.min(passages)).map(|_| words.sentence_of(130)).collect::<Vec<_>>().join("\n"))
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let documents = shelf::add(&store, owner, texts.iter().map(String::as_str))?;
    let mut chunks = 0;
    for document in &documents {
        chunks += document.chunks;
        let vector = |ordinal| Vector {
            chunk: ChunkId::of(document.number, ordinal),
            scale: 0.001,
            numbers: (0..DIMENSIONS).map(|_| (words.random() % 255) as u8 as i8).collect(),
        };
        let vectors: Vec<Vector> = (0..document.chunks).map(vector).collect();
        store.add_vectors(document.id, "bench", 0, document.chunks, &vectors)?;
    }
    store.purge_deleted(0)?;
    drop(store);
    let (store, _) = Store::open(&home)?;
    let size = std::fs::metadata(home.database())?.len() - empty;
    let searcher = Searcher::new(store);
    let query: Vec<f32> = (0..DIMENSIONS).map(|n| ((n % 7) as f32 - 3.0) / 40.0).collect();
    let cold = Instant::now();
    searcher.search(owner, "what is where", Some(("bench", &query)), 10)?;
    let first = cold.elapsed().as_secs_f64() * 1000.0;
    let mut samples = Vec::new();
    let before = processor_ms();
    for _ in 0..SEARCHES {
        let question = format!("what is the {} of {}?", words.word(), words.sentence_of(8));
        let begun = Instant::now();
        let hits = searcher.search(owner, &question, Some(("bench", &query)), 10)?;
        samples.push(begun.elapsed().as_secs_f64() * 1000.0);
        assert!(!hits.is_empty(), "something is found");
    }
    let processor = before.zip(processor_ms()).map(|(before, after)| (after - before) / SEARCHES as f64);
    samples.sort_by(f64::total_cmp);
    let middle = samples[samples.len() / 2];
    let p95 = samples[samples.len() * 95 / 100];
    let whole = passages == 100_000;
    let goal = whole.then_some(Goal::AtMost(60.0));
    let name = |what: &str| if whole { what.to_owned() } else { format!("{what}_{passages}") };
    report.add(Figure::absolute(name("search"), "ms (p95)", Some(p95), samples, goal));
    report.add(Figure::absolute(name("search_median"), "ms", Some(middle), Vec::new(), None));
    // What a search costs however busy the machine is.
    report.add(Figure::absolute(name("search_processor"), "ms of all cores", processor, Vec::new(), None));
    report.add(Figure::absolute(name("search_first"), "ms", Some(first), vec![first], None));
    // The text itself is stored too, and is no part of the index.
    let index = (size as f64 - bytes as f64) / bytes as f64;
    report.add(Figure::absolute(
        name("index_size"),
        "of the text",
        Some(index),
        vec![index],
        whole.then_some(Goal::AtMost(3.0)),
    ));
    report.note(&name("chunks"), chunks);
    Ok(())
}

/// Milliseconds that the cores have worked for this process, where the system tells.
fn processor_ms() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name may hold spaces, so fields are counted after it; the clock ticks a hundred times a second.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks * 10.0)
}

/// Words as common as they are in a language: the n-th one n times rarer than the first.
struct Words {
    state: u64,
}

impl Words {
    fn new() -> Self {
        Self { state: 0x9E37_79B9_7F4A_7C15 }
    }

    fn random(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 20] = [
            "ta", "re", "mi", "con", "so", "lu", "pe", "den", "ka", "vo", "sti", "nar", "gel", "bu", "fra", "ing",
            "ho", "zi", "wes", "ol",
        ];
        // The vocabulary grows with the text, as it does in life.
        let uniform = (self.random() % 1_000_000) as f64 / 1_000_000.0;
        let mut rank = (200_000f64.powf(uniform)) as usize;
        let mut word = String::new();
        while rank > 0 {
            word.push_str(SYLLABLES[rank % SYLLABLES.len()]);
            rank /= SYLLABLES.len();
        }
        word
    }

    fn sentence_of(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}
