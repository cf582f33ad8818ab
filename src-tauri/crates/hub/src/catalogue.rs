//! The catalogue is the list of models that Carat knows by name, size and hash. It is part of the program.

use serde::Deserialize;

use crate::LicenceId;

/// The id of the model that set-up brings.
pub const STARTER: &str = "starter";

const EMBEDDED: &str = include_str!("../../../../models/catalog.json");

/// The models Carat knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Catalogue {
    /// In the order they are shown.
    pub models: Vec<CatalogueModel>,
}

/// One model of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CatalogueModel {
    /// Its name for good.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The name of its file.
    pub file: String,
    /// The size of its file.
    pub bytes: u64,
    /// The SHA-256 of its file in lower-case hexadecimal.
    pub sha256: String,
    /// The licence to accept before it answers; `None` where there is none to accept.
    pub licence: Option<LicenceId>,
}

impl Catalogue {
    /// The catalogue of this version of Carat.
    #[must_use]
    pub fn embedded() -> Self {
        // It is part of the program, and a test reads it.
        serde_json::from_str(EMBEDDED).unwrap_or_default()
    }

    /// The model with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&CatalogueModel> {
        self.models.iter().find(|model| model.id == id)
    }

    /// The model that a file of this name and size is.
    #[must_use]
    pub fn recognise(&self, file: &str, bytes: u64) -> Option<&CatalogueModel> {
        self.models.iter().find(|model| model.bytes == bytes && model.file.eq_ignore_ascii_case(file))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_embedded_catalogue_can_be_read_and_has_the_starter() {
        let catalogue: Catalogue = serde_json::from_str(EMBEDDED).expect("a valid catalogue");
        let starter = catalogue.find(STARTER).expect("the starter");
        assert_eq!((starter.bytes, starter.licence), (253_113_024, Some(LicenceId::Gemma)));
    }

    #[test]
    fn every_entry_can_be_checked_and_none_stands_twice() {
        let catalogue = Catalogue::embedded();
        let mut ids = HashSet::new();
        for model in &catalogue.models {
            assert!(ids.insert(&model.id), "{} stands twice", model.id);
            let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            assert!(model.sha256.len() == 64 && model.sha256.chars().all(hexadecimal), "the hash of {}", model.id);
            assert!(
                model.bytes > 0 && model.file.ends_with(".gguf") && !model.file.contains(['/', '\\']),
                "{}",
                model.id
            );
        }
    }
}
