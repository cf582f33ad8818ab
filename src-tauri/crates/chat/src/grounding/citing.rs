//! Citing: the markers in an answer are placed by comparing it with what the model was shown, never by the model.

use carat_documents::{CitedAnswer, Documents, Shown as Compared, Strength, cite, sentences};

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
        draft.texts_mut().for_each(|text| *text = without_markers(text));
        let answer = draft.answer();
        if answer.trim().is_empty() {
            return;
        }
        let vectors = Vectors::of(documents, &answer, ground).await;
        let shown: Vec<Compared<'_>> =
            ground.shown.iter().map(|shown| Compared { context: &shown.hit.context, text: &shown.hit.text }).collect();
        let cited = cite(&opening.text, &answer, &shown, &|sentence, passage| vectors.nearness(sentence, passage));
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
        let text = answer.get(sentence.sentence.clone()).unwrap_or_default();
        let end = sentence.sentence.start + text.trim_end().len();
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

/// The text without `[1]` and the like that the model made up: what they would stand for, it does not know.
fn without_markers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        let inside = from[1..].find(']').map(|end| &from[1..=end]);
        let is_marker = inside.is_some_and(|inside| {
            !inside.is_empty()
                && inside.len() <= 8
                && inside.chars().all(|c| c.is_ascii_digit() || c == ',' || c == ' ')
        });
        // A link's text may be a number too.
        let link = inside.is_some_and(|inside| from[inside.len() + 2..].starts_with(['(', '[', ':']));
        // An index of code stands right after a name.
        let index = before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']'));
        match inside.filter(|_| is_marker && !link && !index) {
            Some(inside) => {
                kept.push_str(before.trim_end_matches(' '));
                rest = &from[inside.len() + 2..];
            }
            None => {
                kept.push_str(before);
                kept.push('[');
                rest = &from[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
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

#[cfg(test)]
mod tests {
    use super::without_markers;

    #[test]
    fn markers_that_a_model_made_up_go_and_links_stay() {
        assert_eq!(without_markers("It is so [1]. And [2, 3] so [x]."), "It is so. And so [x].");
        assert_eq!(
            without_markers("See [1](https://a.b) and a[0] = 1; [] 东京[12]。"),
            "See [1](https://a.b) and a[0] = 1; [] 东京。"
        );
        assert_eq!(without_markers("No [end"), "No [end");
    }
}
