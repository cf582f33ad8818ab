//! Finding what a question is answered from: all of it, the passages that fit, or everything part by part.

use carat_documents::{Documents, Hit, PASSAGES, Route, Spot, room, route};
use carat_engine::{CountRequest, Engine, Message, ModelFacts, Role};
use carat_store::{Chunk, Document, DocumentState};

use super::{Ground, Shown, Sources, Way, marked};
use crate::opening::Opening;
use crate::turn::Worker;
use crate::{ChatError, Result};

/// More characters than this many a token never fit, and are not even counted.
const MOST_CHARACTERS_A_TOKEN: u64 = 12;

impl Worker {
    /// What a question about documents is answered from; `None` for one about none.
    pub(crate) async fn ground(&self, opening: &Opening, facts: &ModelFacts) -> Result<Option<Ground>> {
        let (Some(documents), Some(sources)) = (&self.documents, &opening.sources) else { return Ok(None) };
        let all = ready(documents, sources).await?;
        if all.is_empty() {
            return Err(ChatError::NoDocuments);
        }
        let room = room(facts.context);
        let (text, tokens) = measured(&*self.engine, documents, &all, room).await?;
        let routed = route(&opening.text, tokens as usize, room as usize, sources.route);
        let fits = tokens <= room;
        match (routed.route, text) {
            // What was chosen and does not fit is read part by part instead.
            (Route::Whole, Some(text)) if fits => {
                let shown = every(documents, &all).await?;
                let ground = Ground { way: Way::Whole(text), shown, search: None, read: None };
                Ok(Some(ground))
            }
            (Route::Whole | Route::Everything, _) => self.read_all(documents, opening, &all, room).await.map(Some),
            (Route::Retrieval, _) => self.passages(documents, opening, &all, room).await.map(Some),
        }
    }

    /// The passages that fit the question best, as many as there is room for.
    async fn passages(&self, documents: &Documents, opening: &Opening, all: &[Document], room: u32) -> Result<Ground> {
        let sources = opening.sources.as_ref().map(|sources| sources.owner);
        let Some(owner) = sources else { return Err(ChatError::NoDocuments) };
        let found = documents.search(owner, &opening.text, PASSAGES as usize * 2).await?;
        let meant = found.into_iter().filter(|hit| all.iter().any(|document| document.id == hit.document));
        let mut shown: Vec<Shown> = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        let mut free = room / 2;
        for hit in meant.take(PASSAGES as usize) {
            let text = marked(&hit.document.to_string(), &titled(&hit), &hit.text);
            let tokens = self.count(&text).await?;
            if tokens > free {
                break;
            }
            free -= tokens;
            texts.push(text);
            shown.push(Shown { ordinal: hit.chunk.ordinal(), hit });
        }
        let search = documents.search_used(&opening.text);
        Ok(Ground { way: Way::Found(texts.join("\n\n")), shown, search: Some(search), read: None })
    }

    /// Tokens of a text in a prompt.
    pub(super) async fn count(&self, text: &str) -> Result<u32> {
        count(&*self.engine, text).await
    }
}

/// What the next question about these sources will most likely be answered from, as far as that can be known before it is
/// asked: all of them, where they fit.
pub(crate) async fn foreseen(
    engine: &dyn Engine,
    documents: &Documents,
    sources: &Sources,
    context: u32,
) -> Result<Option<Ground>> {
    let all = ready(documents, sources).await?;
    let room = room(context);
    let (text, tokens) = measured(engine, documents, &all, room).await?;
    let whole = text.filter(|_| !all.is_empty() && tokens <= room).map(Way::Whole);
    Ok(whole.map(|way| Ground { way, shown: Vec::new(), search: None, read: None }))
}

/// The documents that are meant and can be read from, without those that a person has removed.
async fn ready(documents: &Documents, sources: &Sources) -> Result<Vec<Document>> {
    let mut all = documents.visible(sources.owner).await?;
    if !sources.documents.is_empty() {
        all.retain(|document| sources.documents.contains(&document.id));
    }
    all.retain(|document| document.state == DocumentState::Ready);
    Ok(all)
}

/// All of the documents' text and how many tokens that is; no text where it is far too long.
async fn measured(
    engine: &dyn Engine,
    documents: &Documents,
    all: &[Document],
    room: u32,
) -> Result<(Option<String>, u32)> {
    let characters: u64 = all.iter().map(|document| document.characters).sum();
    if characters > u64::from(room) * MOST_CHARACTERS_A_TOKEN {
        return Ok((None, u32::MAX));
    }
    let text = whole(documents, all).await?;
    let tokens = count(engine, &text).await?;
    Ok((Some(text), tokens))
}

async fn count(engine: &dyn Engine, text: &str) -> Result<u32> {
    let messages = vec![Message::text(Role::User, text)];
    Ok(engine.count(CountRequest { messages, thinking: false, continue_last: false }).await?.tokens)
}

fn titled(hit: &Hit) -> String {
    let page = hit.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let context = if hit.context.is_empty() { String::new() } else { format!(" ({})", hit.context) };
    format!("{}{page}{context}", hit.name)
}

/// All documents between their marks.
async fn whole(documents: &Documents, all: &[Document]) -> Result<String> {
    let (store, all) = (documents.store().clone(), all.to_vec());
    let read = tokio::task::spawn_blocking(move || {
        let texts = all.iter().map(|document| {
            let text = store.document_text(document.number)?;
            Ok(marked(&document.id.to_string(), &document.name, &text))
        });
        texts.collect::<carat_store::Result<Vec<_>>>()
    });
    Ok(read.await.map_err(|_| ChatError::Fault)??.join("\n\n"))
}

/// Every passage, for an answer to be compared with.
pub(super) async fn every(documents: &Documents, all: &[Document]) -> Result<Vec<Shown>> {
    let mut shown = Vec::new();
    for document in all {
        let chunks = chunks_of(documents, document).await?;
        shown.extend(chunks.into_iter().map(|chunk| of_chunk(document, chunk)));
    }
    Ok(shown)
}

/// A document's passages, in order.
pub(super) async fn chunks_of(documents: &Documents, document: &Document) -> Result<Vec<Chunk>> {
    let (store, number, many) = (documents.store().clone(), document.number, document.chunks);
    let chunks = tokio::task::spawn_blocking(move || store.chunks_from(number, 0, many));
    Ok(chunks.await.map_err(|_| ChatError::Fault)??)
}

fn of_chunk(document: &Document, chunk: Chunk) -> Shown {
    let spot: Spot = serde_json::from_str(&chunk.place).unwrap_or_default();
    let characters = chunk.text.chars().count() as u64;
    let hit = Hit {
        chunk: chunk.id,
        document: document.id,
        source: document.path.clone(),
        name: document.name.clone(),
        page: spot.place.page.or(spot.place.slide),
        start: chunk.start,
        end: chunk.start + characters,
        text: chunk.text,
        context: chunk.context,
        spot,
        score: 0.0,
        lexical: 0.0,
        semantic: None,
    };
    Shown { ordinal: chunk.id.ordinal(), hit }
}
