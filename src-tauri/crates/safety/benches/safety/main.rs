//! `cargo xtask bench safety`: what the filter costs a sentence.

#[path = "../decode.rs"]
mod decode;
#[path = "../encoder.rs"]
mod encoder;

use std::hint::black_box;
use std::time::Instant;

use carat_figures::{Figure, Goal, Report, median};
use carat_safety::{Asked, Screener, ScreeningSettings, Speaker};

/// Harmless sentences of usual lengths; what a sentence costs depends on its length alone.
const SENTENCES: [&str; 8] = [
    "The sky is blue because air scatters short waves of light more than long ones.",
    "First, preheat the oven to 180 degrees and line a tin with baking paper.",
    "In 1969 two people walked on the Moon, and about six hundred million watched them do it on television, many of them \
     in the middle of the night, in schools, shops and the houses of neighbours who had a set.",
    "Yes.",
    "You can use `cargo build --release` to compile the project with optimisations.",
    "However, the results of the study should be read with care, since only forty people took part.",
    "对不起，我不太明白您的意思，请您再说一遍。",
    "A good habit is to write down three things each evening that went well, and why they did.",
];

const ROUNDS: usize = 2500;
const SEMANTIC_ROUNDS: usize = 25;

#[tokio::main(flavor = "multi_thread")]
async fn main() -> std::io::Result<()> {
    let only_json = std::env::args().any(|argument| argument == "--json");
    let mut report = Report::new("safety");
    let screener = Screener::new(ScreeningSettings::default());
    let lexical = lexical(&screener);
    let p99 = percentile(&lexical, 0.99);
    let shown: Vec<f64> = [0.5, 0.9, 0.99, 0.999].iter().filter_map(|share| percentile(&lexical, *share)).collect();
    report.add(Figure::absolute("lexical_p99", "ms", p99, shown, Some(Goal::AtMost(0.1))));
    let rules = rules(&screener).await;
    report.add(Figure::absolute("lexical_and_rules_median", "ms", median(&rules), Vec::new(), None));
    // One thread, as while an answer is written on the others.
    let semantic = match encoder::start(Some(1)).await {
        Some(encoder) => {
            screener.set_encoder(Some(encoder));
            semantic(&screener).await
        }
        None => Vec::new(),
    };
    report.add(Figure::absolute("semantic_median", "ms", median(&semantic), semantic, Some(Goal::AtMost(20.0))));
    for figure in decode::figures().await {
        report.add(figure);
    }
    report.note("sentences", SENTENCES.map(|sentence| sentence.chars().count()).to_vec());
    report.print(&mut std::io::stdout().lock(), only_json)
}

/// The lexical step by itself.
fn lexical(screener: &Screener) -> Vec<f64> {
    let mut samples = Vec::with_capacity(ROUNDS * SENTENCES.len());
    for round in 0..ROUNDS + 10 {
        for sentence in SENTENCES {
            let began = Instant::now();
            black_box(screener.lexical_risk(black_box(sentence)));
            // The first rounds make tables and fill caches.
            if round >= 10 {
                samples.push(began.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    samples
}

/// All that happens to a sentence without an encoder: the step, the lists and forms, and the decision.
async fn rules(screener: &Screener) -> Vec<f64> {
    let asked = Asked::default();
    let mut samples = Vec::new();
    for _ in 0..ROUNDS / 10 {
        for sentence in SENTENCES {
            let began = Instant::now();
            black_box(screener.screen(Speaker::Model, &asked, sentence, None).await);
            samples.push(began.elapsed().as_secs_f64() * 1000.0);
        }
    }
    samples
}

/// The whole way of an English sentence with the encoder in its worker.
async fn semantic(screener: &Screener) -> Vec<f64> {
    let asked = Asked::default();
    let mut samples = Vec::new();
    for round in 0..SEMANTIC_ROUNDS + 2 {
        for sentence in SENTENCES.iter().filter(|sentence| sentence.is_ascii()) {
            let began = Instant::now();
            black_box(screener.screen(Speaker::Model, &asked, sentence, Some("en")).await);
            if round >= 2 {
                samples.push(began.elapsed().as_secs_f64() * 1000.0);
            }
        }
    }
    samples
}

fn percentile(samples: &[f64], share: f64) -> Option<f64> {
    let mut ordered = samples.to_vec();
    ordered.sort_by(f64::total_cmp);
    let last = ordered.len().checked_sub(1)?;
    Some(ordered[((last as f64) * share).round() as usize])
}
