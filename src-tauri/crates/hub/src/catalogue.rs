//! The catalogue is the list of models that Carat knows by name: where to get each, what its files must be, what it
//! needs and under which licence it comes. Most of it is part of the program; a file of the person's extends it.

mod check;
mod model;
mod own;
mod pins;

use std::sync::LazyLock;

use serde::Deserialize;

use crate::LicenceId;

pub use model::{CatalogueFile, CatalogueModel, FilePart, GoodFor, Modality, ModelRole, Variant};
pub use pins::{Pin, Pins};

/// The id of the model that set-up brings.
pub const STARTER: &str = "starter";

/// The format of catalogue files that this version reads.
const VERSION: u32 = 2;

const EMBEDDED: &str = include_str!("../../../../models/catalog.json");

/// The models Carat knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// In the order they are shown.
    pub models: Vec<CatalogueModel>,
}

/// A catalogue file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<M> {
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    version: u32,
    models: Vec<M>,
}

/// A file of the catalogue and what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'c> {
    /// The model.
    pub model: &'c CatalogueModel,
    /// The form of it.
    pub variant: &'c Variant,
    /// The file.
    pub file: &'c CatalogueFile,
}

impl Catalogue {
    /// The catalogue of this version of Carat.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            // It is part of the program, and a test reads it.
            let written = serde_json::from_str::<Written<CatalogueModel>>(EMBEDDED);
            written.map(|written| Catalogue { models: written.models }).unwrap_or_default()
        });
        &CATALOGUE
    }

    /// The model with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&CatalogueModel> {
        self.models.iter().find(|model| model.id == id)
    }

    /// The variant of a model.
    #[must_use]
    pub fn variant(&self, model: &str, variant: &str) -> Option<(&CatalogueModel, &Variant)> {
        let model = self.find(model)?;
        Some((model, model.variants.iter().find(|known| known.id == variant)?))
    }

    /// What a file of this name and size is. A name alone tells nothing: other models bear it too.
    #[must_use]
    pub fn recognise(&self, file: &str, bytes: u64) -> Option<Known<'_>> {
        self.files().find(|known| {
            known.file.bytes == Some(bytes) && known.file.name().is_some_and(|name| name.eq_ignore_ascii_case(file))
        })
    }

    /// What a file with this SHA-256, in lower-case hexadecimal, is.
    #[must_use]
    pub fn with_hash(&self, sha256: &str) -> Option<Known<'_>> {
        self.files().find(|known| known.file.sha256.as_deref() == Some(sha256))
    }

    /// The model that a repository holds a form of, as its name tells.
    #[must_use]
    pub fn relative(&self, repo: &str) -> Option<&CatalogueModel> {
        let name = repo.to_lowercase();
        let of_it = |model: &&CatalogueModel| {
            name.contains(&model.id) || model.variants.iter().any(|form| form.repo.as_deref() == Some(repo))
        };
        self.models.iter().filter(of_it).max_by_key(|model| model.id.len())
    }

    /// The terms of a repository's models, as far as its name tells; what its files say of themselves counts later.
    #[must_use]
    pub fn terms_of(&self, repo: &str) -> Option<LicenceId> {
        let name = repo.to_lowercase();
        match self.relative(repo) {
            Some(model) => model.terms(),
            None => (name.contains("gemma") && !name.contains("gemma-4-") && !name.contains("gemma4"))
                .then_some(LicenceId::Gemma),
        }
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = Known<'_>> {
        self.models.iter().flat_map(|model| {
            let variants = model.variants.iter();
            variants.flat_map(move |variant| variant.files.iter().map(move |file| Known { model, variant, file }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_catalogue_can_be_read_and_has_the_starter() {
        let written: Written<CatalogueModel> = serde_json::from_str(EMBEDDED).expect("a valid catalogue");
        assert_eq!(written.version, VERSION);
        let starter = Catalogue::embedded().find(STARTER).expect("the starter");
        assert_eq!(starter.terms(), Some(LicenceId::Gemma));
        assert_eq!(starter.variants[0].weights().and_then(|file| file.bytes), Some(253_113_024));
    }

    #[test]
    fn every_entry_of_the_embedded_catalogue_is_sound() {
        let mut known = Vec::new();
        for model in &Catalogue::embedded().models {
            assert_eq!(check::fault(model, &known), None);
            known.push(model.id.clone());
        }
    }

    #[test]
    fn every_gemma_that_a_person_may_want_is_there() {
        let catalogue = Catalogue::embedded();
        for id in [
            "gemma-4-e2b-it",
            "gemma-4-e4b-it",
            "gemma-4-12b-it",
            "gemma-4-26b-a4b-it",
            "gemma-4-31b-it",
            "gemma-3n-e2b-it",
            "gemma-3n-e4b-it",
            "gemma-3-270m-it",
            "gemma-3-1b-it",
            "gemma-3-4b-it",
            "gemma-3-12b-it",
            "gemma-3-27b-it",
            "gemma-2-2b-it",
            "gemma-2-9b-it",
            "gemma-2-27b-it",
            "gemma-2b",
            "gemma-2b-it",
            "gemma-7b",
            "gemma-7b-it",
            "embeddinggemma-300m",
            "shieldgemma-2b",
            "qwen3guard-gen-0.6b",
        ] {
            assert!(catalogue.find(id).is_some(), "{id} is missing");
        }
        assert!(catalogue.models[..5].iter().all(|model| model.family == "gemma-4"), "Gemma 4 comes first");
    }

    #[test]
    fn what_needs_no_terms_is_what_stands_under_a_free_licence() {
        for model in &Catalogue::embedded().models {
            assert_eq!(model.terms().is_none(), model.licence == "apache-2.0", "{}", model.id);
        }
    }

    #[test]
    fn a_repository_tells_by_its_name_which_model_and_terms_it_holds() {
        let catalogue = Catalogue::embedded();
        let relative = |repo| catalogue.relative(repo).map(|model| model.id.as_str());
        assert_eq!(relative("somebody/Gemma-3-4B-it-abliterated-GGUF"), Some("gemma-3-4b-it"));
        assert_eq!(relative("bartowski/google_gemma-3-12b-it-qat-GGUF"), Some("gemma-3-12b-it"));
        assert_eq!(relative("somebody/other"), None);
        assert_eq!(catalogue.terms_of("somebody/medgemma-4b"), Some(LicenceId::Gemma));
        assert_eq!(catalogue.terms_of("somebody/gemma-4-e9b"), None);
        assert_eq!(catalogue.terms_of("somebody/qwen"), None);
    }

    #[test]
    fn a_file_is_recognised_by_name_and_size_or_by_its_hash_and_not_by_its_name_alone() {
        let catalogue = Catalogue::embedded();
        let known = catalogue.recognise("GEMMA-4-E2B_q4_0-it.gguf", 3_349_516_256).expect("it is known");
        assert_eq!((known.model.id.as_str(), known.variant.id.as_str()), ("gemma-4-e2b-it", "qat-q4_0"));
        assert_eq!(catalogue.recognise("gemma-4-E2B_q4_0-it.gguf", 1), None);
        let hash = known.file.sha256.clone().expect("a hash");
        assert_eq!(catalogue.with_hash(&hash).map(|known| known.model.id.as_str()), Some("gemma-4-e2b-it"));
    }
}
