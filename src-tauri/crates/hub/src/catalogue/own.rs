//! The person's own catalogue file, which extends the one of the program. A bad entry is named and left out; the others
//! count.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::{Catalogue, CatalogueModel, VERSION, Written, check};
use crate::Error;

/// More than any catalogue that a person writes.
const LIMIT: u64 = 8 * 1024 * 1024;

impl Catalogue {
    /// The catalogue of this version of Carat with the entries of `file`, where there is one, after it; and what is
    /// wrong with that file.
    #[must_use]
    pub fn with_own(file: &Path) -> (Self, Vec<Error>) {
        let mut catalogue = Self::embedded().clone();
        let faults = match read(file) {
            Ok(entries) => catalogue.extend(entries, file),
            Err(fault) => fault.into_iter().collect(),
        };
        (catalogue, faults)
    }

    fn extend(&mut self, entries: Vec<Value>, file: &Path) -> Vec<Error> {
        let mut faults = Vec::new();
        let mut known: Vec<String> = self.models.iter().map(|model| model.id.clone()).collect();
        for (number, entry) in entries.into_iter().enumerate() {
            let name = entry["id"].as_str().map_or_else(|| format!("number {}", number + 1), str::to_owned);
            let fault = |field: String, detail: String| Error::CatalogueEntry {
                path: file.to_owned(),
                entry: name.clone(),
                field,
                detail,
            };
            match serde_json::from_value::<CatalogueModel>(entry) {
                Err(error) => faults.push(fault("format".to_owned(), error.to_string())),
                Ok(model) => match check::fault(&model, &known) {
                    Some((field, detail)) => faults.push(fault(field, detail)),
                    None => {
                        known.push(model.id.clone());
                        self.models.push(model);
                    }
                },
            }
        }
        faults
    }
}

/// The entries of a catalogue file; nothing where there is no file.
fn read(file: &Path) -> Result<Vec<Value>, Option<Error>> {
    let size = match fs::metadata(file) {
        Ok(facts) => facts.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(None),
        Err(error) => return Err(Some(Error::unreadable(file, &error))),
    };
    let fault = |detail: String| Some(Error::CatalogueFile { path: file.to_owned(), detail });
    if size > LIMIT {
        return Err(fault(format!("it is larger than {} MB", LIMIT >> 20)));
    }
    let bytes = fs::read(file).map_err(|error| Some(Error::unreadable(file, &error)))?;
    let written: Written<Value> = serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))?;
    if written.version != VERSION {
        return Err(fault(format!("its version is {}, and this Carat reads {VERSION}", written.version)));
    }
    Ok(written.models)
}
