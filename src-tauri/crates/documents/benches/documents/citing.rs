//! `cited_right` and `cited_absent`: does a true sentence get the passage that it stands in, and none once that passage
//! is taken away? The answer is the paragraph's sentence with XQuAD's answer in it; the passages are those that a search
//! finds, so those that are wrong are as near as can be.

use anyhow::Result;
use carat_documents::{Hit, Searcher, Shown, cite, sentences};
use carat_figures::{Figure, Goal, Report};
use carat_store::{DocumentOwner, Store};

use crate::recall::{LANGUAGES, Paragraph, paragraphs};
use crate::{say, shelf};

/// Every how many questions one is taken: neighbours ask for the same sentences.
const STEP: usize = 3;

/// Passages that a model is shown.
const SHOWN: usize = 6;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let (mut asked, mut right, mut strong, mut absent) = (0.0, 0.0, 0.0, 0.0);
    for language in LANGUAGES {
        let Some(paragraphs) = paragraphs(language)? else { return Ok(()) };
        let counts = of_language(&paragraphs)?;
        say(&format!("citing in {language}: right {:.3}, absent {:.3}", counts[1] / counts[0], counts[3] / counts[0]));
        asked += counts[0];
        right += counts[1];
        strong += counts[2];
        absent += counts[3];
    }
    let mut add = |name: &'static str, count: f64, goal| {
        report.add(Figure::absolute(name, "of 1", Some(count / asked), Vec::new(), goal));
    };
    add("cited_right", right, Some(Goal::AtLeast(0.95)));
    add("cited_right_strongly", strong, None);
    add("cited_absent", absent, Some(Goal::AtMost(0.05)));
    Ok(())
}

/// How many were asked, cited right, cited right and strongly, and cited although the passage was absent.
fn of_language(paragraphs: &[Paragraph]) -> Result<[f64; 4]> {
    let store = Store::in_memory()?;
    let owner = DocumentOwner::Library(store.create_library("all")?.id);
    shelf::add(&store, owner, paragraphs.iter().map(|paragraph| paragraph.context.as_str()))?;
    let searcher = Searcher::new(store);
    let mut counts = [0.0; 4];
    let asked =
        paragraphs.iter().enumerate().flat_map(|(n, paragraph)| paragraph.qas.iter().map(move |asked| (n, asked)));
    for (number, asked) in asked.step_by(STEP) {
        let context = &paragraphs[number].context;
        let Some(answer) = asked.answers.first() else { continue };
        let Some(at) = context.find(&answer.text) else { continue };
        let Some(range) = sentences(context).into_iter().find(|range| range.contains(&at)) else { continue };
        let sentence = context[range].trim();
        let hits = searcher.search(owner, &asked.question, None, SHOWN)?;
        let is_right = |hit: &Hit| hit.source == number.to_string() && hit.text.contains(sentence);
        let Some(place) = hits.iter().position(is_right) else { continue };
        counts[0] += 1.0;
        let shown: Vec<Shown<'_>> = hits.iter().map(Shown::from).collect();
        let cited = cite(&asked.question, sentence, &shown, &|_, _| None);
        let found = cited.sentences.iter().flat_map(|sentence| &sentence.citations).find(|one| one.passage == place);
        counts[1] += f64::from(u8::from(found.is_some()));
        counts[2] += f64::from(u8::from(found.is_some_and(|one| one.strength == carat_documents::Strength::Strong)));
        let without: Vec<Shown<'_>> =
            hits.iter().filter(|hit| hit.source != number.to_string()).map(Shown::from).collect();
        let cited = cite(&asked.question, sentence, &without, &|_, _| None);
        counts[3] += f64::from(u8::from(cited.sentences.iter().any(|sentence| !sentence.citations.is_empty())));
    }
    Ok(counts)
}
