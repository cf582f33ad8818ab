//! A pin is what the hub said of a file that the catalogue names without saying which one: its revision, path, size and
//! hash. Pins are recorded in the person's folder, so that a second download is the same file as the first.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Catalogue, FilePart};
use crate::replace::replace_shared;
use crate::{Error, Result};

/// What the hub said of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The commit.
    pub revision: String,
    /// The path in the repository.
    pub file: String,
    /// The size.
    pub bytes: u64,
    /// The SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// All pins, by `model/variant/part`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins {
    path: PathBuf,
    pins: BTreeMap<String, Pin>,
}

impl Pins {
    /// Reads the pins of a file. One that is missing or spoilt holds none: the hub is asked again.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let pins = fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { path: path.to_owned(), pins }
    }

    /// Records what the hub said, on disk too.
    ///
    /// # Errors
    /// [`Error::Unwritable`].
    pub fn record(&mut self, model: &str, variant: &str, part: FilePart, pin: Pin) -> Result<()> {
        self.pins.insert(key(model, variant, part), pin);
        let bytes = serde_json::to_vec_pretty(&self.pins).map_err(io::Error::other);
        let written = bytes.and_then(|bytes| replace_shared(&self.path, &bytes));
        written.map_err(|error| Error::unwritable(&self.path, &error))
    }

    /// The catalogue with what is recorded filled in. What the catalogue itself says is never replaced.
    #[must_use]
    pub fn fill(&self, mut catalogue: Catalogue) -> Catalogue {
        for model in &mut catalogue.models {
            for variant in &mut model.variants {
                for file in &mut variant.files {
                    let Some(pin) = self.pins.get(&key(&model.id, &variant.id, file.part)) else { continue };
                    let agrees = file.sha256.as_ref().is_none_or(|known| *known == pin.sha256)
                        && file.bytes.is_none_or(|known| known == pin.bytes)
                        && variant.revision.as_ref().is_none_or(|known| *known == pin.revision);
                    if file.unverified && agrees {
                        file.file.get_or_insert_with(|| pin.file.clone());
                        file.bytes = Some(pin.bytes);
                        file.sha256.get_or_insert_with(|| pin.sha256.clone());
                    }
                }
            }
        }
        catalogue
    }

    /// The pin of a file.
    #[must_use]
    pub fn get(&self, model: &str, variant: &str, part: FilePart) -> Option<&Pin> {
        self.pins.get(&key(model, variant, part))
    }
}

fn key(model: &str, variant: &str, part: FilePart) -> String {
    let part = match part {
        FilePart::Weights => "weights",
        FilePart::Projector => "projector",
        FilePart::Drafter => "drafter",
    };
    format!("{model}/{variant}/{part}")
}
