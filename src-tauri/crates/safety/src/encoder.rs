//! An encoder turns texts into vectors by their meaning. Whoever composes Carat makes one of an engine's embeddings.

use std::future::Future;
use std::pin::Pin;

/// Numbers of a vector that the semantic step reads: those of all-MiniLM-L6-v2.
pub const DIMENSIONS: usize = 384;

/// Vectors on their way: one a text, in their order, each of length 1.
pub type Encoding<'a> = Pin<Box<dyn Future<Output = Result<Vec<Vec<f32>>, EncoderError>> + Send + 'a>>;

/// Why there are no vectors, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the sentence encoder gave no vectors: {0}")]
pub struct EncoderError(pub String);

/// Something that embeds texts with all-MiniLM-L6-v2. Shared by all turns; calls overlap.
pub trait Encoder: Send + Sync + 'static {
    /// Embeds texts: the mean over their tokens, of length 1, [`DIMENSIONS`] numbers each. Dropping the future cancels
    /// it.
    fn embed(&self, texts: Vec<String>) -> Encoding<'_>;
}
