//! Encoding: passages get their vectors, in batches that are kept as they come, so that a stop loses the last one only.

use carat_store::{ChunkId, Document, Vector};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Adding, tell};
use crate::{DocumentError, Documents, Result};

/// Passages that are encoded at once: a second or two on a slow machine.
const BATCH: u32 = 32;

/// Gives a document's passages their vectors, from where a run before has stopped.
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
        documents.blocking(move |store| Ok(store.add_vectors(id, &name, through, &batch)?)).await?;
        done = through;
        tell(events, Adding::Encoding { done, total }).await;
    }
    tell(events, Adding::Indexed { vectors }).await;
    Ok(())
}
