//! Which encoder documents are searched with: EmbeddingGemma where the person has it, else the small one that lies beside
//! the programs.

use std::sync::Arc;

use carat_documents::{Encoder, EncoderKind};
use carat_engine::{Engine, LoadRequest, Purpose};
use tauri::{AppHandle, Manager};

use super::start;
use crate::models;
use crate::parts::Parts;

/// Takes the encoder that fits, again and again; with another one the documents get their vectors anew.
pub(super) async fn follow(app: &AppHandle) {
    let parts = app.state::<Parts>();
    let documents = &parts.desk.documents;
    let small = documents.encoder();
    let mut changes = parts.model_changes.watch();
    let mut now: Option<LoadRequest> = None;
    let mut begun = false;
    loop {
        let next = installed(&parts).await;
        let other = next != now;
        if other {
            tracing::info!(multilingual = next.is_some(), "the encoder of documents changes");
            documents.set_encoder(next.clone().map(|load| multilingual(&parts, load)).or_else(|| small.clone()));
            now = next;
        }
        if (other || !begun)
            && let Err(error) = start::go_on(app).await
        {
            tracing::warn!(code = error.code, "documents that were broken off could not go on");
        }
        begun = true;
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// EmbeddingGemma, in a worker of its own: the small one's serves the filter meanwhile.
fn multilingual(parts: &Parts, load: LoadRequest) -> Encoder {
    Encoder::new(EncoderKind::embedding_gemma(), Arc::clone(&parts.desk.engine) as Arc<dyn Engine>, load)
}

/// EmbeddingGemma as the person has it.
async fn installed(parts: &Parts) -> Option<LoadRequest> {
    let threads = parts.settings.now().threads;
    let found = parts
        .blocking(move |home, store| {
            let library = models::library(home, store);
            let mut usable = models::usable(&library, store)?.into_iter();
            let model = usable.find(|model| EncoderKind::is_embedding_gemma(&model.id));
            Ok(model.map(|model| LoadRequest {
                purpose: Purpose::Embed,
                threads,
                ..LoadRequest::new(model.id, model.path)
            }))
        })
        .await;
    found.inspect_err(|error| tracing::warn!(code = error.code, "encoders could not be looked for")).unwrap_or_default()
}
