//! A model of the catalogue, the forms it can be had in, and the files of each form.

use serde::{Deserialize, Serialize};

use crate::{LicenceId, MemoryFormula};

/// One model of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueModel {
    /// Its name for good.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its family, such as `gemma-4`.
    pub family: String,
    /// What it is for.
    pub role: ModelRole,
    /// What it is good for.
    pub good_for: GoodFor,
    /// A sentence about it, in the language of whoever wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// False for a pretrained model.
    pub instruction_tuned: bool,
    /// Number of weights.
    pub parameters: u64,
    /// Those that each token is reckoned with, where they are fewer: of a mixture of experts, of nested models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_parameters: Option<u64>,
    /// What it takes in.
    pub modalities: Vec<Modality>,
    /// The context it was trained for, in tokens.
    pub context: u32,
    /// Its licence: an SPDX identifier, or `gemma` for the Gemma Terms of Use.
    pub licence: String,
    /// What its cache takes.
    pub memory: MemoryFormula,
    /// The forms it can be had in, the best first.
    pub variants: Vec<Variant>,
}

impl CatalogueModel {
    /// The terms to accept before it answers; `None` where there are none to accept.
    #[must_use]
    pub fn terms(&self) -> Option<LicenceId> {
        self.licence.parse().ok()
    }

    /// Its licence's name for people.
    #[must_use]
    pub fn licence_name(&self) -> &str {
        match self.licence.as_str() {
            "gemma" => "Gemma Terms of Use",
            "apache-2.0" => "Apache License 2.0",
            "mit" => "MIT License",
            other => other,
        }
    }

    /// The part of its weights that each token is reckoned with, from 0 to 1.
    #[must_use]
    pub fn active(&self) -> f64 {
        match self.active_parameters {
            #[allow(clippy::cast_precision_loss, reason = "numbers of weights are far below 2^52")]
            Some(active) if active < self.parameters => active as f64 / self.parameters as f64,
            _ => 1.0,
        }
    }
}

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelRole {
    /// It answers.
    Chat,
    /// It judges text.
    Guard,
    /// It finds passages.
    Embedding,
}

/// What a model is good for, in kinds that a window has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodFor {
    /// Very small: for trying Carat out.
    TryingOut,
    /// For machines with little memory.
    Light,
    /// For everyday questions.
    Everyday,
    /// For careful work.
    Careful,
    /// Strong and quick at once, for machines with much memory.
    QuickAndStrong,
    /// For the hardest questions.
    Hardest,
    /// Of an older generation, for those who need that very one.
    Older,
    /// Pretrained: it goes on with a text and does not answer.
    Completing,
    /// It judges text.
    Checking,
    /// It finds passages.
    Searching,
}

/// What a model takes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Text.
    Text,
    /// Pictures.
    Image,
    /// Sound.
    Audio,
}

/// One form in which a model can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name within the model.
    pub id: String,
    /// How its weights are rounded, such as `Q4_0`.
    pub quantisation: String,
    /// Whether the model was trained with that rounding.
    #[serde(default)]
    pub quantisation_aware: bool,
    /// Its repository at the hub; `None` for what set-up brings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// The commit that its files are of, 40 hexadecimal digits; `None` where the hub has to be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Whether the hub asks for an account and its owner's permission.
    pub gated: bool,
    /// Its files, the weights first.
    pub files: Vec<CatalogueFile>,
}

impl Variant {
    /// The file of the weights.
    #[must_use]
    pub fn weights(&self) -> Option<&CatalogueFile> {
        self.part(FilePart::Weights)
    }

    /// The file that is this part.
    #[must_use]
    pub fn part(&self, part: FilePart) -> Option<&CatalogueFile> {
        self.files.iter().find(|file| file.part == part)
    }
}

/// What a file of a model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilePart {
    /// The model itself.
    Weights,
    /// What lets it see and hear (an mmproj file).
    Projector,
    /// What lets it answer faster (a drafter).
    Drafter,
}

/// One file of a variant. What is `None` is not known and is asked of the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueFile {
    /// What it is.
    pub part: FilePart,
    /// Set where anything below, or the variant's revision, is not known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
    /// Its path in the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Its SHA-256 in lower-case hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Its size, rounded, where only that is known: for the fit, never for the download.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about_bytes: Option<u64>,
    /// Its quantisation, where it is another one than the variant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantisation: Option<String>,
}

impl CatalogueFile {
    /// Its name without the folders of the repository.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.file.as_deref().and_then(|path| path.rsplit('/').next())
    }
}
