//! Documents in a store, made the way the app makes them.

use anyhow::{Result, bail};
use carat_documents::Chunker;
use carat_reader::{Piece, PieceKind, Place};
use carat_store::{Begun, Document, DocumentFacts, DocumentOwner, NewLink, Store};

/// Adds texts, each a document of its own with one paragraph a line; the paths are their numbers.
pub(crate) fn add<'t>(
    store: &Store,
    owner: DocumentOwner,
    texts: impl Iterator<Item = &'t str>,
) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for (number, text) in texts.enumerate() {
        let link = NewLink { owner, path: number.to_string(), name: number.to_string() };
        let Begun::New(document) = store.begin_document(&format!("{owner:?} {number}"), text.len() as u64, &link)?
        else {
            bail!("a text is there twice");
        };
        let mut chunker = Chunker::default();
        for text in text.lines() {
            let text = text.to_owned();
            chunker.push(&Piece { kind: PieceKind::Paragraph, text, place: Place::default(), words: Vec::new() });
        }
        let (chunks, characters) = chunker.finish();
        store.add_chunks(document.id, &chunks)?;
        let format = "text".to_owned();
        let facts = DocumentFacts { format, parts: None, notices: serde_json::json!([]), characters };
        store.finish_document(document.id, &facts)?;
        documents.push(store.document(document.id)?);
    }
    Ok(documents)
}
