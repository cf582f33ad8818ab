//! What makes an entry of a catalogue sound. The schema in `models/` says the same for editors; a test compares the two.

use crate::catalogue::{CatalogueFile, CatalogueModel, FilePart, Variant};

/// What is wrong with an entry: the field and why. `known` are the ids that are taken.
pub(super) fn fault(model: &CatalogueModel, known: &[String]) -> Option<(String, String)> {
    let wrong = |field: &str, detail: &str| Some((field.to_owned(), detail.to_owned()));
    if !is_id(&model.id) {
        return wrong("id", "it must be small letters, digits, dots, dashes and underscores");
    }
    if known.contains(&model.id) {
        return wrong("id", "another model has this id");
    }
    if model.name.trim().is_empty() || model.name.len() > 200 {
        return wrong("name", "it must be 1 to 200 bytes long");
    }
    if model.parameters == 0 || model.active_parameters == Some(0) {
        return wrong("parameters", "it must not be 0");
    }
    if model.context < 256 {
        return wrong("context", "it must be at least 256 tokens");
    }
    if model.licence.is_empty() {
        return wrong("licence", "it must name a licence");
    }
    if model.modalities.is_empty() {
        return wrong("modalities", "it must name at least one");
    }
    if model.variants.is_empty() {
        return wrong("variants", "there must be at least one");
    }
    for (number, variant) in model.variants.iter().enumerate() {
        let found = fault_of_variant(variant).or_else(|| {
            model.variants[..number]
                .iter()
                .any(|other| other.id == variant.id)
                .then(|| ("id".to_owned(), "another variant has this id".to_owned()))
        });
        if let Some((field, detail)) = found {
            return Some((format!("variants[{number}].{field}"), detail));
        }
    }
    None
}

fn fault_of_variant(variant: &Variant) -> Option<(String, String)> {
    let wrong = |field: &str, detail: &str| Some((field.to_owned(), detail.to_owned()));
    if !is_id(&variant.id) {
        return wrong("id", "it must be small letters, digits, dots, dashes and underscores");
    }
    if variant.quantisation.is_empty() {
        return wrong("quantisation", "it must say how the weights are rounded");
    }
    if variant.repo.as_deref().is_some_and(|repo| !is_repo(repo)) {
        return wrong("repo", "it must be owner/name");
    }
    if variant.revision.as_deref().is_some_and(|revision| !is_hex(revision, 40)) {
        return wrong("revision", "it must be 40 hexadecimal digits; leave it out where it is not known");
    }
    if variant.files.first().is_none_or(|file| file.part != FilePart::Weights) {
        return wrong("files", "the first one must be the weights");
    }
    for (number, file) in variant.files.iter().enumerate() {
        if variant.files[..number].iter().any(|other| other.part == file.part) {
            return Some((format!("files[{number}].part"), "there is one already".to_owned()));
        }
        if let Some((field, detail)) = fault_of_file(file, variant) {
            return Some((format!("files[{number}].{field}"), detail));
        }
    }
    None
}

fn fault_of_file(file: &CatalogueFile, variant: &Variant) -> Option<(String, String)> {
    let wrong = |field: &str, detail: &str| Some((field.to_owned(), detail.to_owned()));
    if file.file.as_deref().is_some_and(|path| !is_gguf_path(path)) {
        return wrong("file", "it must be the path of a .gguf file in the repository");
    }
    if file.sha256.as_deref().is_some_and(|hash| !is_hex(hash, 64)) {
        return wrong("sha256", "it must be 64 hexadecimal digits in small letters");
    }
    if file.bytes == Some(0) {
        return wrong("bytes", "it must not be 0");
    }
    let pinned = variant.revision.is_some() || variant.repo.is_none();
    let complete = pinned && file.file.is_some() && file.bytes.is_some() && file.sha256.is_some();
    if complete == file.unverified {
        return wrong(
            "unverified",
            if complete {
                "everything is known: leave it out"
            } else {
                "revision, file, bytes or sha256 is missing: set it to true"
            },
        );
    }
    None
}

fn is_id(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ['.', '-', '_'].contains(&c);
    !text.is_empty() && text.len() <= 96 && text.chars().all(allowed) && !text.starts_with(['.', '-', '_'])
}

fn is_repo(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || ['.', '-', '_'].contains(&c);
    let name = |part: &str| !part.is_empty() && part.chars().all(allowed) && !part.starts_with('.');
    text.split_once('/').is_some_and(|(owner, repo)| name(owner) && name(repo))
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn is_gguf_path(text: &str) -> bool {
    let sound = |part: &str| !part.is_empty() && part != "." && part != "..";
    text.to_lowercase().ends_with(".gguf")
        && text.split('/').all(sound)
        && !text.contains(|c: char| c.is_control() || ['\\', ':'].contains(&c))
}
