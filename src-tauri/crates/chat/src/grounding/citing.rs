//! Citing: the markers in an answer are placed by comparing it with what the model was shown, never by the model.

use std::ops::Range;

use carat_documents::{CitedAnswer, Documents, Shown as Compared, Strength, cite, sentences};

use super::markers::{inside_code, is_inside, without_markers};
use super::{Ground, passages_event};
use crate::TurnEvent;
use crate::draft::Draft;
use crate::history;
use crate::opening::Opening;
use crate::turn::Worker;

/// Texts that are compared by meaning too; more would keep a person waiting for the markers.
const MOST_VECTORS: usize = 48;

impl Worker {
    /// Places the markers, and says where nothing supports the answer.
    pub(crate) async fn cite(&self, opening: &Opening, ground: &Ground, draft: &mut Draft) {
        let Some(documents) = &self.documents else { return };
        if history::has_block(draft.parts()) {
            return;
        }
        // One that found nothing may still make up a marker.
        let most = ground.shown.len().max(1);
        draft.texts_mut().for_each(|text| *text = without_markers(text, most));
        let answer = draft.answer();
        if answer.trim().is_empty() {
            return;
        }
        let vectors = Vectors::of(documents, &answer, ground).await;
        let shown: Vec<Compared<'_>> = ground.shown.iter().map(|shown| Compared::from(&shown.hit)).collect();
        let mut cited = cite(&opening.text, &answer, &shown, &|sentence, passage| vectors.nearness(sentence, passage));
        spare_code(draft, &mut cited, &answer);
        let (order, strong) = order_of(&cited);
        mark(draft, &cited, &order);
        let part = ground.part(&order, &strong);
        draft.replace_passages(part.clone());
        self.tell(passages_event(part)).await;
        if cited.unsupported {
            draft.put_unsupported();
            self.tell(TurnEvent::Unsupported).await;
        }
    }
}

/// Takes the citations from sentences that end inside code: a marker there would be part of it.
fn spare_code(draft: &mut Draft, cited: &mut CitedAnswer, answer: &str) {
    let mut before = 0;
    for text in draft.texts_mut() {
        let code = inside_code(text);
        let (from, to) = (before, before + text.len());
        before = to;
        for sentence in &mut cited.sentences {
            let end = end_of(&sentence.sentence, answer);
            if end > from && end <= to && is_inside(&code, end - from) {
                sentence.citations.clear();
            }
        }
    }
}

/// Where a sentence ends, without the space that follows it.
fn end_of(sentence: &Range<usize>, answer: &str) -> usize {
    sentence.start + answer.get(sentence.clone()).unwrap_or_default().trim_end().len()
}

/// The passages in the order in which they are first cited, and whether any sentence rests on each for sure.
fn order_of(cited: &CitedAnswer) -> (Vec<usize>, Vec<bool>) {
    let (mut order, mut strong): (Vec<usize>, Vec<bool>) = (Vec::new(), Vec::new());
    for citation in cited.sentences.iter().flat_map(|sentence| &sentence.citations) {
        let place = order.iter().position(|passage| *passage == citation.passage).unwrap_or_else(|| {
            order.push(citation.passage);
            strong.push(false);
            order.len() - 1
        });
        strong[place] |= citation.strength == Strength::Strong;
    }
    (order, strong)
}

/// Writes the markers into the answer's texts, which other parts may stand between.
fn mark(draft: &mut Draft, cited: &CitedAnswer, order: &[usize]) {
    let mut marks: Vec<(usize, String)> = Vec::new();
    let answer = draft.answer();
    for sentence in cited.sentences.iter().filter(|sentence| !sentence.citations.is_empty()) {
        let end = end_of(&sentence.sentence, &answer);
        let numbers = sentence.citations.iter().filter_map(|citation| {
            let place = order.iter().position(|passage| *passage == citation.passage)?;
            Some(format!(" [{}]", place + 1))
        });
        marks.push((end, numbers.collect()));
    }
    let mut before = 0;
    for text in draft.texts_mut() {
        let (from, to) = (before, before + text.len());
        before = to;
        for (at, mark) in marks.iter().rev().filter(|(at, _)| *at > from && *at <= to) {
            text.insert_str(at - from, mark);
        }
    }
}

/// Vectors of an answer's sentences and of what they are compared with, where an encoder knows the language.
struct Vectors {
    sentences: Vec<Option<Vec<f32>>>,
    passages: Vec<Option<Vec<f32>>>,
}

impl Vectors {
    async fn of(documents: &Documents, answer: &str, ground: &Ground) -> Self {
        let ranges = sentences(answer);
        let many = ranges.len() + ground.shown.len();
        if documents.encoder().is_none() || many > MOST_VECTORS {
            return Self { sentences: Vec::new(), passages: Vec::new() };
        }
        let (mut of_sentences, mut of_passages) = (Vec::new(), Vec::new());
        for range in ranges {
            let text = answer.get(range).unwrap_or_default();
            of_sentences.push(documents.question_vector(text).await.map(|(_, vector)| vector));
        }
        for shown in &ground.shown {
            of_passages.push(documents.question_vector(&shown.hit.text).await.map(|(_, vector)| vector));
        }
        Self { sentences: of_sentences, passages: of_passages }
    }

    fn nearness(&self, sentence: usize, passage: usize) -> Option<f32> {
        let (a, b) = (self.sentences.get(sentence)?.as_ref()?, self.passages.get(passage)?.as_ref()?);
        Some(a.iter().zip(b).map(|(a, b)| a * b).sum())
    }
}
