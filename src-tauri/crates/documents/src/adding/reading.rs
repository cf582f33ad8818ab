//! Reading: the reader's messages become passages in the store.

use std::fs::File;

use carat_reader::{Format, FromReader, Notice, Piece, PieceKind, Place, ReadFailure};
use carat_store::{DocumentFacts, DocumentId, NewChunk};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Adding, tell};
use crate::chunk::Chunker;
use crate::{DocumentError, Documents, Result};

/// Reads a file into the store.
pub(super) async fn read(
    documents: &Documents,
    id: DocumentId,
    file: File,
    hint: &str,
    events: &mpsc::Sender<Adding>,
    cancel: &CancellationToken,
) -> Result<()> {
    let mut messages = documents.source().read(file, hint, cancel.child_token());
    let mut passages = Passages::default();
    let mut facts = Facts::default();
    loop {
        let message = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(DocumentError::Cancelled),
            message = messages.recv() => message,
        };
        match message {
            None if cancel.is_cancelled() => return Err(DocumentError::Cancelled),
            // It went without a last word.
            None => return Err(ReadFailure::Crashed.into()),
            Some(FromReader::Started { format, parts, .. }) => {
                facts.format = Some(format);
                facts.parts = parts;
                tell(events, Adding::Started { document: id, format, parts }).await;
            }
            Some(FromReader::Piece(piece)) => {
                passages.push(documents, id, &piece).await?;
            }
            Some(FromReader::Progress { done, total }) => {
                facts.parts = facts.parts.or(Some(total));
                tell(events, Adding::Progress { done, total }).await;
            }
            Some(FromReader::Notice(notice)) => {
                facts.notices.push(notice.clone());
                tell(events, Adding::Notice { notice }).await;
            }
            Some(FromReader::Finished { .. }) => return finish(documents, id, passages, facts, events).await,
            Some(FromReader::Failed(failure)) => return Err(failure.into()),
        }
    }
}

/// Takes pasted text as paragraphs.
pub(super) async fn read_text(
    documents: &Documents,
    id: DocumentId,
    text: &str,
    events: &mpsc::Sender<Adding>,
) -> Result<()> {
    if text.trim().is_empty() {
        return Err(ReadFailure::Empty.into());
    }
    tell(events, Adding::Started { document: id, format: Format::Text, parts: None }).await;
    let mut passages = Passages::default();
    for paragraph in text.replace("\r\n", "\n").split("\n\n") {
        let text = paragraph.trim_matches('\n').to_owned();
        let piece = Piece { kind: PieceKind::Paragraph, text, place: Place::default(), words: Vec::new() };
        passages.push(documents, id, &piece).await?;
    }
    finish(documents, id, passages, Facts { format: Some(Format::Text), ..Facts::default() }, events).await
}

/// Passages that are kept in one transaction. Fewer make many transactions; more are a while not searchable.
const BATCH: usize = 64;

/// The passages of a document on their way into the store.
#[derive(Default)]
struct Passages {
    chunker: Chunker,
    /// Made and not kept yet.
    waiting: Vec<NewChunk>,
    /// How many of those before read like orders to an assistant.
    orders: u32,
}

impl Passages {
    /// Takes a piece, and keeps the passages that are ready once there are enough of them.
    async fn push(&mut self, documents: &Documents, id: DocumentId, piece: &Piece) -> Result<()> {
        self.chunker.push(piece);
        self.waiting.extend(self.chunker.take());
        if self.waiting.len() < BATCH {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.waiting);
        self.orders += documents.orders_in(&batch);
        documents.blocking(move |store| Ok(store.add_chunks(id, &batch)?)).await
    }
}

/// What the reader told beside the text.
#[derive(Default)]
struct Facts {
    format: Option<Format>,
    parts: Option<u32>,
    notices: Vec<Notice>,
}

async fn finish(
    documents: &Documents,
    id: DocumentId,
    passages: Passages,
    mut facts: Facts,
    events: &mpsc::Sender<Adding>,
) -> Result<()> {
    let Passages { chunker, mut waiting, orders } = passages;
    let (last, characters) = chunker.finish();
    waiting.extend(last);
    let orders = orders + documents.orders_in(&waiting);
    if orders > 0 {
        let notice = Notice::Orders { passages: orders };
        facts.notices.push(notice.clone());
        tell(events, Adding::Notice { notice }).await;
    }
    let format = facts.format.and_then(|format| serde_json::to_value(format).ok());
    let facts = DocumentFacts {
        format: format.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default(),
        parts: facts.parts,
        notices: serde_json::to_value(facts.notices).unwrap_or_default(),
        characters,
    };
    let kept = documents.blocking(move |store| {
        store.add_chunks(id, &waiting)?;
        Ok(store.finish_document(id, &facts)?)
    });
    kept.await
}
