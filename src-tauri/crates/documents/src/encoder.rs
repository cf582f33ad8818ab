//! An encoder turns text into vectors; each model has its own way to be asked, and languages that it knows.

use std::path::Path;
use std::sync::Arc;

use carat_engine::{EmbedRequest, Engine, LoadRequest, Purpose};

use crate::vector::{Small, small};
use crate::{DocumentError, Result};

/// The small encoder's file. It is the safety filter's too, so that one load serves both.
const SMALL: &str = "all-minilm-l6-v2-q8_0.gguf";

/// Characters that fit any model, even where each is several tokens.
const FITS: usize = 100;

/// The languages that a model knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// All that matter.
    All,
    /// These, by two letters.
    Only(&'static [&'static str]),
}

/// What is to be known of an encoder.
#[derive(Debug, Clone, PartialEq)]
pub struct EncoderKind {
    /// What its vectors are kept under: another name, other vectors.
    pub name: String,
    /// Numbers of a vector.
    pub dimensions: usize,
    /// What it knows.
    pub languages: Languages,
    /// What stands before a question.
    pub query_prefix: &'static str,
    /// What stands before a passage's headings. `None` where it was not trained with any.
    pub title_prefix: Option<&'static str>,
    /// What stands for headings where there are none.
    pub no_title: &'static str,
    /// What stands before a passage's text.
    pub text_prefix: &'static str,
    /// How sure a cosine must be before it supports an answer: models differ in what they call near.
    pub near: f32,
}

impl EncoderKind {
    /// The small English encoder that comes with Carat.
    #[must_use]
    pub fn all_minilm_l6_v2() -> Self {
        Self {
            name: "all-minilm-l6-v2".to_owned(),
            dimensions: 384,
            languages: Languages::Only(&["en"]),
            query_prefix: "",
            title_prefix: None,
            no_title: "",
            text_prefix: "",
            near: 0.5,
        }
    }

    /// Its name as its makers write it.
    #[must_use]
    pub fn title(&self) -> &str {
        match self.name.as_str() {
            "all-minilm-l6-v2" => "all-MiniLM-L6-v2",
            "embeddinggemma-300m" => "EmbeddingGemma",
            other => other,
        }
    }

    /// Whether a model of this id, or file of this name, is EmbeddingGemma.
    #[must_use]
    pub fn is_embedding_gemma(id: &str) -> bool {
        id.to_lowercase().replace(['-', '_'], "").contains("embeddinggemma")
    }

    /// EmbeddingGemma, of a hundred languages.
    #[must_use]
    pub fn embedding_gemma() -> Self {
        Self {
            name: "embeddinggemma-300m".to_owned(),
            dimensions: 768,
            languages: Languages::All,
            query_prefix: "task: search result | query: ",
            title_prefix: Some("title: "),
            no_title: "none",
            text_prefix: " | text: ",
            near: 0.5,
        }
    }

    /// Whether it knows this language. One that can't be told is taken for known.
    #[must_use]
    pub fn covers(&self, language: Option<&str>) -> bool {
        match (self.languages, language) {
            (Languages::All, _) | (Languages::Only(_), None) => true,
            (Languages::Only(known), Some(language)) => known.contains(&language),
        }
    }

    fn passage(&self, title: &str, text: &str) -> String {
        let text = text.trim();
        match self.title_prefix {
            Some(prefix) => {
                let title = if title.is_empty() { self.no_title } else { title };
                format!("{prefix}{title}{}{text}", self.text_prefix)
            }
            None => format!("{}{text}", self.text_prefix),
        }
    }
}

/// An encoder and the engine it runs on.
#[derive(Clone)]
pub struct Encoder {
    kind: Arc<EncoderKind>,
    engine: Arc<dyn Engine>,
    load: LoadRequest,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("kind", &self.kind.name).finish_non_exhaustive()
    }
}

impl Encoder {
    /// An encoder on an engine of its own or one shared with others that load the same file.
    #[must_use]
    pub fn new(kind: EncoderKind, engine: Arc<dyn Engine>, load: LoadRequest) -> Self {
        Self { kind: Arc::new(kind), engine, load }
    }

    /// The small encoder that lies in `models` beside the programs, where set-up or a package puts it; `None` where it
    /// does not. `threads` as for a load.
    #[must_use]
    pub fn beside(programs: &Path, engine: Arc<dyn Engine>, threads: Option<u32>) -> Option<Self> {
        let file = programs.join("models").join(SMALL);
        let load = LoadRequest { purpose: Purpose::Embed, threads, ..LoadRequest::new(SMALL, &file) };
        file.is_file().then(|| Self::new(EncoderKind::all_minilm_l6_v2(), engine, load))
    }

    /// What is to be known of it.
    #[must_use]
    pub fn kind(&self) -> &EncoderKind {
        &self.kind
    }

    /// The vector of a question.
    ///
    /// # Errors
    /// [`DocumentError::Encoder`].
    pub async fn query(&self, text: &str) -> Result<Vec<f32>> {
        let vectors = self.texts(vec![format!("{}{}", self.kind.query_prefix, text.trim())]).await?;
        vectors.into_iter().next().ok_or_else(|| failed("It gave no vector."))
    }

    /// The vectors of passages, each a title (or nothing) and a text.
    pub(crate) async fn passages(&self, passages: &[(&str, &str)]) -> Result<Vec<Small>> {
        let texts = passages.iter().map(|(title, text)| self.kind.passage(title, text)).collect();
        match self.texts(texts).await {
            Ok(vectors) => Ok(vectors.iter().map(|vector| small(vector)).collect()),
            // One that is too long for the model must not keep the others from their vectors.
            Err(_) => {
                let mut vectors = Vec::with_capacity(passages.len());
                for (title, text) in passages {
                    vectors.push(self.halves(title, text).await?);
                }
                Ok(vectors)
            }
        }
    }

    /// A passage's vector; where the model can't take it in whole, the mean of those of its pieces.
    async fn halves(&self, title: &str, text: &str) -> Result<Small> {
        let mut mean = vec![0f32; self.kind.dimensions];
        let mut left = vec![text];
        while let Some(piece) = left.pop() {
            match self.texts(vec![self.kind.passage(title, piece)]).await {
                Ok(vectors) => {
                    let vector = vectors.first().ok_or_else(|| failed("It gave no vector."))?;
                    mean.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
                }
                Err(error) => {
                    let length = piece.chars().count();
                    // So few characters fit any model: it is not their length.
                    if length < FITS {
                        return Err(error);
                    }
                    let middle = piece.char_indices().nth(length / 2).map_or(0, |(at, _)| at);
                    let (first, second) = piece.split_at(middle);
                    left.extend([second, first]);
                }
            }
        }
        let length = mean.iter().map(|number| number * number).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        mean.iter_mut().for_each(|number| *number /= length);
        Ok(small(&mean))
    }

    async fn texts(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>> {
        let asked = texts.len();
        // This does nothing where the model is loaded already.
        self.engine.load(self.load.clone()).await.map_err(|error| failed(&error.to_string()))?;
        let vectors = self.engine.embed(EmbedRequest { texts }).await;
        let vectors = vectors.map_err(|error| failed(&error.to_string()))?.vectors;
        if vectors.len() != asked || vectors.iter().any(|vector| vector.len() != self.kind.dimensions) {
            return Err(failed(&format!("{} is another model than it is taken for.", self.load.model)));
        }
        Ok(vectors)
    }
}

fn failed(detail: &str) -> DocumentError {
    DocumentError::Encoder { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_is_asked_in_its_own_way() {
        let gemma = EncoderKind::embedding_gemma();
        assert_eq!(gemma.passage("", " Ships sail. "), "title: none | text: Ships sail.");
        assert_eq!(gemma.passage("Sea", "Ships sail."), "title: Sea | text: Ships sail.");
        assert_eq!(EncoderKind::all_minilm_l6_v2().passage("Sea", "Ships sail."), "Ships sail.");
    }

    #[test]
    fn embedding_gemma_is_known_by_its_id_and_by_its_file() {
        for id in ["embeddinggemma-300m/qat-q8_0", "EmbeddingGemma_300M-Q8_0.gguf"] {
            assert!(EncoderKind::is_embedding_gemma(id), "{id}");
        }
        assert!(!EncoderKind::is_embedding_gemma("gemma-3-270m"));
    }

    #[test]
    fn an_english_encoder_leaves_other_languages_alone() {
        let small = EncoderKind::all_minilm_l6_v2();
        assert!(small.covers(Some("en")) && !small.covers(Some("zh")) && small.covers(None));
        assert!(EncoderKind::embedding_gemma().covers(Some("zh")));
    }
}
