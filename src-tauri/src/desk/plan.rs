//! A plan says beforehand how a question will be answered from documents, so that the person can choose otherwise.

use carat_documents::{PASSAGES, Route, room, route};
use carat_engine::{EngineStatus, ModelFacts};
use carat_store::{Document, DocumentState};

use crate::wire::{DocumentUnit, RoutePlan, SearchUsed, format_of};

/// Characters of a token, more or less. The turn itself counts; here a person waits for the next key.
const CHARACTERS_A_TOKEN: u64 = 4;

/// The context that is counted with while no model is loaded.
const USUAL_CONTEXT: u32 = 8192;

/// The model that will answer, as far as a plan needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answering {
    context: u32,
    pretrained: bool,
}

impl Answering {
    /// The model that is loaded; while there is none, one of the context that the person set.
    pub(crate) fn new(status: &EngineStatus, set: Option<u32>) -> Self {
        match status {
            EngineStatus::Ready { facts, .. } | EngineStatus::Generating { facts, .. } => Self::of(facts),
            _ => Self { context: set.unwrap_or(USUAL_CONTEXT), pretrained: false },
        }
    }

    fn of(facts: &ModelFacts) -> Self {
        Self { context: facts.context, pretrained: !facts.instruction_tuned }
    }
}

/// How a question will be answered from documents; `None` where none of them can be asked.
pub(crate) fn plan(
    question: &str,
    documents: &[Document],
    chosen: Option<Route>,
    model: Answering,
    search: SearchUsed,
) -> Option<RoutePlan> {
    let documents: Vec<&Document> =
        documents.iter().filter(|document| document.state == DocumentState::Ready).collect();
    if documents.is_empty() {
        return None;
    }
    let characters: u64 = documents.iter().map(|document| document.characters).sum();
    let all = u32::try_from(characters.div_ceil(CHARACTERS_A_TOKEN)).unwrap_or(u32::MAX);
    let room = room(model.context);
    let routed = route(question, all as usize, room as usize, chosen);
    let of: u32 = documents.iter().map(|document| document.chunks).fold(0, u32::saturating_add);
    let unit = unit_of(&documents);
    let passages = if routed.route == Route::Retrieval { of.min(PASSAGES) } else { of };
    let tokens = match routed.route {
        Route::Whole => all,
        // Part by part, each as large as there is room.
        Route::Everything => all.min(room),
        Route::Retrieval => {
            u32::try_from(u64::from(all) * u64::from(passages) / u64::from(of.max(1))).unwrap_or(u32::MAX).min(room / 2)
        }
    };
    Some(RoutePlan {
        way: routed.route.into(),
        why: routed.reason.into(),
        parts: documents.iter().map(|document| parts_of(document, unit)).fold(0, u32::saturating_add),
        unit,
        passages,
        of,
        tokens,
        pretrained: model.pretrained,
        search,
    })
}

/// What the parts of documents are called: by their format where all have the same.
fn unit_of(documents: &[&Document]) -> DocumentUnit {
    let mut units = documents.iter().map(|document| DocumentUnit::from(format_of(document)));
    let first = units.next().unwrap_or(DocumentUnit::Parts);
    if units.all(|unit| unit == first) { first } else { DocumentUnit::Parts }
}

fn parts_of(document: &Document, unit: DocumentUnit) -> u32 {
    let parts = if unit == DocumentUnit::Parts { Some(document.chunks) } else { document.parts };
    parts.unwrap_or(document.chunks).max(1)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::wire::{Way, WayReason};

    fn document(format: &str, parts: u32, characters: u64, chunks: u32) -> Document {
        Document {
            id: Uuid::from_u128(1).into(),
            number: 1,
            sha256: String::new(),
            bytes: characters,
            format: Some(format.into()),
            parts: Some(parts),
            state: DocumentState::Ready,
            error: None,
            notices: serde_json::json!([]),
            characters,
            chunks,
            encoder: None,
            encoded: 0,
            path: String::new(),
            name: String::new(),
            added: 0,
        }
    }

    fn used() -> SearchUsed {
        SearchUsed { encoder: None, covers_language: false }
    }

    const MODEL: Answering = Answering { context: 4096, pretrained: true };

    #[test]
    fn a_small_document_goes_in_whole_and_a_large_one_by_its_passages() {
        let small = plan("What is the rent?", &[document("pdf", 4, 4000, 5)], None, MODEL, used()).expect("a plan");
        assert_eq!((small.way, small.why, small.tokens, small.passages), (Way::Whole, WayReason::Fits, 1000, 5));
        assert_eq!((small.parts, small.unit), (4, DocumentUnit::Pages));
        let large =
            plan("What is the rent?", &[document("pdf", 400, 400_000, 500)], None, MODEL, used()).expect("a plan");
        assert_eq!((large.way, large.why, large.passages), (Way::Search, WayReason::TooLarge, 8));
        assert_eq!((large.of, large.tokens), (500, 1536), "no more than half of the room");
        let all = plan("Summarise it.", &[document("pdf", 400, 400_000, 500)], None, MODEL, used()).expect("a plan");
        assert_eq!((all.way, all.why, all.tokens), (Way::Everything, WayReason::AsksForAll, 3072));
    }

    #[test]
    fn what_the_person_chose_goes_before_all_and_mixed_documents_have_parts() {
        let documents = [document("pdf", 4, 4000, 5), document("slides", 9, 400, 2)];
        let chosen = plan("Hm?", &documents, Some(Route::Retrieval), MODEL, used()).expect("a plan");
        assert_eq!((chosen.way, chosen.why), (Way::Search, WayReason::Chosen));
        assert_eq!((chosen.parts, chosen.unit), (7, DocumentUnit::Parts));
        assert!(chosen.pretrained);
    }

    #[test]
    fn documents_that_can_not_be_read_make_no_plan() {
        let failed = Document { state: DocumentState::Failed, ..document("pdf", 4, 4000, 5) };
        assert_eq!(plan("Hm?", &[failed], None, MODEL, used()), None);
        assert_eq!(plan("Hm?", &[], None, MODEL, used()), None);
    }
}
