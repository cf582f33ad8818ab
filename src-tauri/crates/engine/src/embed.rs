//! An embedding is a text as numbers: texts that mean the same lie near each other.

use serde::{Deserialize, Serialize};

/// Texts to be embedded by a model that was loaded with [`crate::Purpose::Embed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbedRequest {
    /// The texts as the model is to see them; a prefix that its card asks for, such as `query: `, is the caller's.
    /// Each must fit [`crate::ModelFacts::context`] whole.
    pub texts: Vec<String>,
}

/// What an [`EmbedRequest`] came to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Embeddings {
    /// Numbers of one vector.
    pub dimensions: u32,
    /// One vector for each text, in the order of the texts: `texts.len()` × `dimensions`. Pooled over the text's tokens
    /// as the model's file says, by their mean where it says nothing, and of length 1, so that a dot product is the
    /// cosine of the angle.
    pub vectors: Vec<Vec<f32>>,
    /// Tokens of each text, those that the model adds included.
    pub tokens: Vec<u32>,
}
