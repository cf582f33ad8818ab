//! An embedder turns texts into vectors, as many at once as one computation holds.
//!
//! A text is never cut: models made for embeddings let every token see every other, so all of it must be in the same
//! computation. Texts of one request that fit together are computed together, each as a sequence of its own.

use std::collections::VecDeque;

use carat_engine::frames::FromWorker;
use carat_engine::{EmbedRequest, Embeddings, EngineError};
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::token::LlamaToken;

use crate::model::Model;
use crate::outbox::Outbox;
use crate::tokens::Tokenizer;

/// A loaded model that embeds, and what it has been asked for.
pub struct Embedder<'m> {
    context: LlamaContext<'m>,
    tokenizer: &'m Tokenizer<'m>,
    outbox: Outbox,
    batch: LlamaBatch<'m>,
    jobs: VecDeque<Job>,
    longest: usize,
    together: usize,
    dimensions: usize,
}

/// One request under way.
struct Job {
    id: u64,
    texts: Vec<Vec<LlamaToken>>,
    vectors: Vec<Vec<f32>>,
}

impl<'m> Embedder<'m> {
    /// An embedder with a model's context.
    #[must_use]
    pub fn new(model: &'m Model, context: LlamaContext<'m>, tokenizer: &'m Tokenizer<'m>, outbox: Outbox) -> Self {
        Self {
            context,
            tokenizer,
            outbox,
            batch: LlamaBatch::new(model.fit.ubatch as usize, 1),
            jobs: VecDeque::new(),
            longest: model.fit.ubatch as usize,
            together: model.fit.sequences as usize,
            dimensions: model.facts.dimensions.unwrap_or_default() as usize,
        }
    }

    /// The most tokens of one text.
    #[must_use]
    pub fn longest(&self) -> u32 {
        u32::try_from(self.longest).unwrap_or(u32::MAX)
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn idle(&self) -> bool {
        self.jobs.is_empty()
    }

    /// Takes a request in, or refuses it where one of its texts is too long.
    pub fn add(&mut self, id: u64, request: &EmbedRequest) {
        let texts: Vec<_> = request.texts.iter().map(|text| self.tokenizer.alone(text)).collect();
        match texts.iter().position(|text| text.len() > self.longest) {
            Some(at) => self.outbox.failed(
                id,
                EngineError::InputTooLong {
                    number: u32::try_from(at + 1).unwrap_or(u32::MAX),
                    needed: u32::try_from(texts[at].len()).unwrap_or(u32::MAX),
                    limit: self.longest(),
                },
            ),
            None => self.jobs.push_back(Job { id, texts, vectors: Vec::new() }),
        }
    }

    /// Forgets a request. An id that is not at work is one whose end has crossed this.
    pub fn cancel(&mut self, id: u64) {
        self.jobs.retain(|job| job.id != id);
    }

    /// Ends every request: the model goes away.
    pub fn abandon(&mut self, error: &EngineError) {
        for job in self.jobs.drain(..) {
            self.outbox.failed(job.id, error.clone());
        }
    }

    /// Computes one batch of the oldest request.
    pub fn step(&mut self) {
        let Some(mut job) = self.jobs.pop_front() else { return };
        if let Err(error) = self.compute(&mut job) {
            tracing::error!(id = job.id, code = error.code(), "embedding failed");
            return self.outbox.failed(job.id, error);
        }
        if job.vectors.len() < job.texts.len() {
            return self.jobs.push_front(job);
        }
        let tokens = job.texts.iter().map(|text| u32::try_from(text.len()).unwrap_or(u32::MAX)).collect();
        let dimensions = u32::try_from(self.dimensions).unwrap_or(u32::MAX);
        let embeddings = Embeddings { dimensions, vectors: job.vectors, tokens };
        self.outbox.send(&FromWorker::Embedded { id: job.id, embeddings });
    }

    /// Embeds as many of the job's next texts as fit together.
    fn compute(&mut self, job: &mut Job) -> Result<(), EngineError> {
        self.batch.clear();
        let from = job.vectors.len();
        let mut count = 0;
        for (sequence, text) in job.texts[from..].iter().take(self.together).enumerate() {
            if self.batch.n_tokens() as usize + text.len() > self.longest {
                break;
            }
            for (token, position) in text.iter().zip(0..) {
                self.batch.add(*token, position, &[sequence as i32], true).map_err(|error| failed(&error))?;
            }
            count += 1;
        }
        if self.batch.n_tokens() > 0 {
            self.context.clear_kv_cache();
            self.context.decode(&mut self.batch).map_err(|error| failed(&error))?;
        }
        for (sequence, text) in job.texts[from..from + count].iter().enumerate() {
            job.vectors.push(match text.is_empty() {
                // A model that adds no tokens of its own sees nothing in an empty text.
                true => vec![0.0; self.dimensions],
                false => {
                    let vector = self.context.embeddings_seq_ith(sequence as i32).map_err(|error| failed(&error))?;
                    unit(vector).ok_or_else(|| EngineError::Decode {
                        detail: "the model computed no number for a text".to_owned(),
                    })?
                }
            });
        }
        Ok(())
    }
}

fn failed(error: &dyn std::error::Error) -> EngineError {
    EngineError::Decode { detail: error.to_string() }
}

/// The vector at length 1; `None` where it has no direction.
fn unit(vector: &[f32]) -> Option<Vec<f32>> {
    let length = vector.iter().map(|number| f64::from(*number).powi(2)).sum::<f64>().sqrt();
    (length.is_finite() && length > 0.0)
        .then(|| vector.iter().map(|number| (f64::from(*number) / length) as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_of_length_one_or_none() {
        assert_eq!(unit(&[3.0, 4.0]).unwrap(), [0.6, 0.8]);
        assert_eq!(unit(&[1e-30, 0.0]).unwrap(), [1.0, 0.0], "however short it was");
        assert_eq!(unit(&[f32::MAX, f32::MAX]).unwrap().len(), 2, "or long");
        for broken in [[0.0, 0.0], [f32::NAN, 1.0], [f32::INFINITY, 1.0]] {
            assert_eq!(unit(&broken), None);
        }
    }
}
