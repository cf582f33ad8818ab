//! Encoding: passages get their vectors, in batches that are kept as they come, so that a stop loses the last one only.

use carat_store::{ChunkId, Document, Vector};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Adding, tell};
use crate::{DocumentError, Documents, Result};

/// Passages that are encoded at once: a second or two on a slow machine.
const BATCH: u32 = 32;

/// Gives a document's passages their vectors, from where a run before has stopped. It stops without an error where
/// another encoder has come meanwhile: its vectors would replace these at once.
pub(crate) async fn encode(
    documents: &Documents,
    document: &Document,
    events: &mpsc::Sender<Adding>,
    cancel: &CancellationToken,
) -> Result<()> {
    let Some(encoder) = documents.encoder() else { return Ok(()) };
    let name = encoder.kind().name.clone();
    let (id, number, total) = (document.id, document.number, document.chunks);
    let mut done = if document.encoder.as_ref() == Some(&name) { document.encoded } else { 0 };
    let mut vectors = 0;
    while done < total {
        if documents.encoder().is_none_or(|now| now.kind().name != name) {
            return Ok(());
        }
        let chunks = documents.blocking(move |store| Ok(store.chunks_from(number, done, BATCH)?)).await?;
        if chunks.is_empty() {
            break;
        }
        let through = done + u32::try_from(chunks.len()).unwrap_or(BATCH);
        let known: Vec<_> = chunks.iter().filter(|chunk| encoder.kind().covers(chunk.language.as_deref())).collect();
        let texts: Vec<(&str, &str)> =
            known.iter().map(|chunk| (chunk.context.as_str(), chunk.text.as_str())).collect();
        let encoded = if texts.is_empty() {
            Vec::new()
        } else {
            let one_at_a_time = async {
                let _batch = documents.batch().await;
                encoder.passages(&texts).await
            };
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(DocumentError::Cancelled),
                encoded = one_at_a_time => encoded?,
            }
        };
        let ids: Vec<ChunkId> = known.iter().map(|chunk| chunk.id).collect();
        let batch: Vec<Vector> = ids
            .into_iter()
            .zip(encoded)
            .map(|(chunk, small)| Vector { chunk, scale: small.scale, numbers: small.numbers })
            .collect();
        vectors += u32::try_from(batch.len()).unwrap_or_default();
        let name = name.clone();
        let added = documents.blocking(move |store| Ok(store.add_vectors(id, &name, done, through, &batch)?)).await?;
        if !added {
            // Somebody else has begun anew with another encoder.
            return Ok(());
        }
        done = through;
        tell(events, Adding::Encoding { done, total }).await;
    }
    tell(events, Adding::Indexed { vectors }).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use carat_engine::scripted::ScriptedEngine;
    use carat_engine::{LoadRequest, Purpose};
    use carat_store::{Begun, DocumentFacts, DocumentOwner, NewChunk, NewLink, Store};

    use super::*;
    use crate::closed::Closed;
    use crate::{Encoder, EncoderKind};

    fn encoder(name: &str) -> Encoder {
        let kind = EncoderKind { name: name.into(), dimensions: 64, ..EncoderKind::embedding_gemma() };
        let load = LoadRequest { purpose: Purpose::Embed, ..LoadRequest::new(name, "/models/encoder.gguf") };
        Encoder::new(kind, Arc::new(ScriptedEngine::new()), load)
    }

    /// A document of two batches and a bit, read and not encoded.
    fn document(store: &Store) -> Document {
        let owner = DocumentOwner::Library(store.create_library("all").expect("made").id);
        let link = NewLink { owner, path: "/a.txt".into(), name: "a.txt".into() };
        let (Begun::New(document) | Begun::Known(document)) = store.begin_document("aa", 1, &link).expect("begun");
        let chunk = |n: u32| NewChunk {
            start: u64::from(n),
            text: n.to_string(),
            context: String::new(),
            language: None,
            place: "{}".into(),
        };
        let chunks: Vec<NewChunk> = (0..2 * BATCH + 6).map(chunk).collect();
        store.add_chunks(document.id, &chunks).expect("added");
        let facts = DocumentFacts { format: "text".into(), parts: None, notices: serde_json::json!([]), characters: 9 };
        store.finish_document(document.id, &facts).expect("read");
        store.document(document.id).expect("there")
    }

    #[tokio::test]
    async fn an_encoder_stops_where_another_one_takes_its_place() {
        let store = Store::in_memory().expect("a store");
        let document = document(&store);
        let documents = Documents::new(store.clone(), Arc::new(Closed), Some(encoder("small")));
        let (events, mut told) = mpsc::channel(1);
        let cancel = CancellationToken::new();
        let replaced = async {
            told.recv().await.expect("a batch is told of");
            documents.set_encoder(Some(encoder("large")));
            while told.recv().await.is_some() {}
        };
        let encoded = async {
            encode(&documents, &document, &events, &cancel).await.expect("it stops without an error");
            drop(events);
        };
        tokio::join!(encoded, replaced);
        let now = store.document(document.id).expect("there");
        assert_eq!(now.encoder.as_deref(), Some("small"));
        assert!(now.encoded < now.chunks, "{} of {}", now.encoded, now.chunks);
        let (events, _) = mpsc::channel(1);
        encode(&documents, &now, &events, &cancel).await.expect("the other one begins anew");
        let now = store.document(document.id).expect("there");
        assert_eq!((now.encoder.as_deref(), now.encoded), (Some("large"), now.chunks));
        assert_eq!(store.vectors(now.number).expect("read").len(), now.chunks as usize, "none is missing");
    }
}
