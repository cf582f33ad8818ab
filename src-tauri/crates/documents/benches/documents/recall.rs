//! `recall_<lang>`: is the best passage of the right paragraph? XQuAD's questions, beside plain BM25 on the same.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use carat_documents::{Documents, Source};
use carat_figures::{Figure, Report};
use carat_reader::FromReader;
use carat_store::{DocumentOwner, Store};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::bm25::Bm25;
use crate::encoder::Encoding;
use crate::{say, shelf};

pub(crate) const LANGUAGES: [&str; 10] = ["en", "zh", "es", "vi", "th", "de", "tr", "ar", "ru", "hi"];

/// What recall is to gain over plain BM25: English by vectors, the others on average; none may lose.
const GAIN: f64 = 0.02;

#[derive(Deserialize)]
struct Set {
    data: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    paragraphs: Vec<Paragraph>,
}

/// A paragraph with what is asked of it.
#[derive(Deserialize)]
pub(crate) struct Paragraph {
    pub(crate) context: String,
    pub(crate) qas: Vec<Asked>,
}

/// A question with its answers.
#[derive(Deserialize)]
pub(crate) struct Asked {
    pub(crate) question: String,
    pub(crate) answers: Vec<Answer>,
}

/// An answer, word for word from the paragraph.
#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) text: String,
}

/// The paragraphs of a language; `None` where the environment names no folder.
pub(crate) fn paragraphs(language: &str) -> Result<Option<Vec<Paragraph>>> {
    let Some(folder) = std::env::var_os("CARAT_RETRIEVAL").map(PathBuf::from) else {
        say("CARAT_RETRIEVAL is not set, so questions are left out");
        return Ok(None);
    };
    let path = folder.join(format!("xquad-dev.{language}.json"));
    let text = std::fs::read_to_string(&path).with_context(|| format!("{} is missing", path.display()))?;
    let set: Set = serde_json::from_str(&text)?;
    Ok(Some(set.data.into_iter().flat_map(|article| article.paragraphs).collect()))
}

/// Nothing is read from files here.
struct NoSource;

impl Source for NoSource {
    fn read(&self, _: std::fs::File, _: &str, _: CancellationToken) -> mpsc::Receiver<FromReader> {
        mpsc::channel(1).1
    }
}

pub(crate) fn measure(report: &mut Report, encoding: Option<&Encoding>) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut gains = Vec::new();
    let (mut questions, mut misrouted) = (0.0, 0.0);
    let only = std::env::var("CARAT_BENCH_LANGUAGES").ok();
    for language in LANGUAGES.into_iter().filter(|l| only.as_deref().is_none_or(|only| only.contains(l))) {
        let Some(paragraphs) = paragraphs(language)? else { return Ok(()) };
        for asked in paragraphs.iter().flat_map(|paragraph| &paragraph.qas) {
            questions += 1.0;
            if let Some(task) = carat_documents::task(&asked.question) {
                misrouted += 1.0;
                if std::env::var_os("CARAT_BENCH_SHOW").is_some() {
                    say(&format!("{task:?}: {}", asked.question));
                }
            }
        }
        let runtime = encoding.map_or(&runtime, Encoding::runtime);
        let (ours, plain) = runtime.block_on(of_language(&paragraphs, encoding))?;
        say(&format!("recall_{language}: {ours:.4} beside {plain:.4}"));
        if language != "en" {
            gains.push(ours - plain);
        }
        let name = format!("recall_{language}");
        report.add(Figure::beside(name, "of 1", vec![ours], "plain BM25", vec![plain]));
    }
    let mean = gains.iter().sum::<f64>() / gains.len() as f64;
    let goal = Some(carat_figures::Goal::AtLeast(GAIN));
    report.add(Figure::absolute("recall_gain_of_nine", "of 1", Some(mean), gains, goal));
    // Questions for one fact that would be answered by reading everything.
    let share = Some(misrouted / questions);
    report.add(Figure::absolute("misrouted", "of 1", share, Vec::new(), Some(carat_figures::Goal::AtMost(0.01))));
    report.note(
        "plain_bm25",
        "unicode61 words, k1 1.2, b 0.75, Lucene's rarity; zh and th: characters and pairs of them",
    );
    Ok(())
}

/// Recall at 1: Carat's and plain BM25's.
async fn of_language(paragraphs: &[Paragraph], encoding: Option<&Encoding>) -> Result<(f64, f64)> {
    let store = Store::in_memory()?;
    let owner = DocumentOwner::Library(store.create_library("all")?.id);
    let texts = || paragraphs.iter().map(|paragraph| paragraph.context.as_str());
    shelf::add(&store, owner, texts())?;
    let encoder = encoding.map(|encoding| encoding.encoder().clone());
    let documents = Documents::new(store, Arc::new(NoSource), encoder);
    documents.resume(&[owner], &CancellationToken::new()).await?;
    let plain = Bm25::new(texts());
    let (mut asked, mut ours, mut theirs) = (0.0, 0.0, 0.0);
    for (number, paragraph) in paragraphs.iter().enumerate() {
        for asked_here in &paragraph.qas {
            asked += 1.0;
            let hits = documents.search(owner, &asked_here.question, 1).await?;
            if hits.first().is_some_and(|hit| hit.source == number.to_string()) {
                ours += 1.0;
            }
            if plain.best(&asked_here.question) == number {
                theirs += 1.0;
            }
        }
    }
    Ok((ours / asked, theirs / asked))
}
