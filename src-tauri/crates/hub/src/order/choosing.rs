//! Choosing is finding the file that the catalogue means among those of a repository.

use crate::catalogue::{CatalogueFile, FilePart, Variant};
use crate::installed::{is_companion, part};
use crate::{HubError, RemoteFile, quantisation_of};

/// The file that is meant: the one with the known hash, else the one with the known path, else by part and quantisation.
pub(super) fn choose<'f>(files: &'f [RemoteFile], file: &CatalogueFile, variant: &Variant) -> Option<&'f RemoteFile> {
    let by_hash = file.sha256.as_ref().and_then(|hash| files.iter().find(|found| found.sha256.as_ref() == Some(hash)));
    let by_path = || file.file.as_ref().and_then(|path| files.iter().find(|found| found.path == *path));
    by_hash.or_else(by_path).or_else(|| {
        if file.sha256.is_some() || file.file.is_some() {
            return None;
        }
        let fits = |found: &&RemoteFile| part_of(&found.path) == Some(file.part) && is_first(&found.path);
        let wanted =
            file.quantisation.as_deref().or((file.part == FilePart::Weights).then_some(variant.quantisation.as_str()));
        let rank = |found: &&RemoteFile| {
            let quantisation = quantisation_of(&found.path).unwrap_or_default();
            // Where none is asked for, half precision is what everything runs.
            let order = ["F16", "BF16", "Q8_0", "F32"].iter().position(|known| *known == quantisation).unwrap_or(9);
            (order, found.path.len(), found.path.clone())
        };
        let of_it =
            |found: &&RemoteFile| wanted.is_none_or(|wanted| quantisation_of(&found.path).as_deref() == Some(wanted));
        files.iter().filter(fits).filter(of_it).min_by_key(rank)
    })
}

/// What a file of a repository is, by its name; `None` for what is no model file.
#[must_use]
pub fn part_of(path: &str) -> Option<FilePart> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if !name.ends_with(".gguf") || name.contains("imatrix") {
        return None;
    }
    Some(match (is_companion(&name), name.contains("mmproj")) {
        (true, true) => FilePart::Projector,
        (true, false) => FilePart::Drafter,
        (false, _) => FilePart::Weights,
    })
}

/// Not the second or a later part of a model in parts.
pub(crate) fn is_first(path: &str) -> bool {
    part(&path.to_lowercase()).is_none_or(|(_, number, _)| number == 1)
}

/// The files of a model whose first file is this.
pub(crate) fn parts_of<'f>(files: &'f [RemoteFile], first: &'f RemoteFile) -> Vec<&'f RemoteFile> {
    let lower = first.path.to_lowercase();
    match part(&lower) {
        Some((name, 1, count)) => {
            let is_part = |found: &&RemoteFile| {
                let other = found.path.to_lowercase();
                part(&other).is_some_and(|(other, _, of)| other == name && of == count)
            };
            let mut parts: Vec<&RemoteFile> = files.iter().filter(is_part).collect();
            parts.sort_by(|one, other| one.path.cmp(&other.path));
            parts
        }
        _ => vec![first],
    }
}

/// The hub's file must be the one that the catalogue describes, as far as it does.
pub(super) fn check(found: &RemoteFile, file: &CatalogueFile) -> Result<(), HubError> {
    let differs = |expected: String, found_as: String| {
        Err(HubError::NotTheFile { path: found.path.clone(), expected, found: found_as })
    };
    match (&file.sha256, &found.sha256) {
        (Some(expected), Some(hash)) if expected != hash => return differs(expected.clone(), hash.clone()),
        _ => {}
    }
    match file.bytes {
        Some(expected) if expected != found.bytes => {
            differs(format!("{expected} bytes"), format!("{} bytes", found.bytes))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    fn remote(path: &str, bytes: u64, hash: char) -> RemoteFile {
        RemoteFile { path: path.to_owned(), bytes, sha256: Some(hash.to_string().repeat(64)), commit: None }
    }

    fn open(part: FilePart) -> CatalogueFile {
        CatalogueFile {
            part,
            unverified: true,
            file: None,
            bytes: None,
            sha256: None,
            about_bytes: None,
            quantisation: None,
        }
    }

    fn repository() -> Vec<RemoteFile> {
        [
            "README.md",
            "m-Q4_K_M.gguf",
            "m-Q8_0.gguf",
            "sub/m-Q4_K_M-long.gguf",
            "mmproj-BF16.gguf",
            "mmproj-F16.gguf",
            "mtp-m.gguf",
            "m-BF16-00002-of-00002.gguf",
            "m-BF16-00001-of-00002.gguf",
            "m.imatrix.gguf",
        ]
        .iter()
        .zip('a'..)
        .map(|(path, hash)| remote(path, 10, hash))
        .collect()
    }

    fn variant(quantisation: &str) -> Variant {
        Variant { quantisation: quantisation.to_owned(), ..Catalogue::embedded().models[0].variants[0].clone() }
    }

    fn chosen(file: &CatalogueFile, quantisation: &str) -> Option<String> {
        choose(&repository(), file, &variant(quantisation)).map(|found| found.path.clone())
    }

    #[test]
    fn a_file_that_is_left_open_is_found_by_part_and_quantisation() {
        assert_eq!(chosen(&open(FilePart::Weights), "Q4_K_M").as_deref(), Some("m-Q4_K_M.gguf"));
        assert_eq!(chosen(&open(FilePart::Weights), "BF16").as_deref(), Some("m-BF16-00001-of-00002.gguf"));
        assert_eq!(chosen(&open(FilePart::Weights), "Q2_K"), None, "another quantisation is not taken instead");
        assert_eq!(chosen(&open(FilePart::Projector), "Q4_K_M").as_deref(), Some("mmproj-F16.gguf"));
        assert_eq!(chosen(&open(FilePart::Drafter), "Q4_K_M").as_deref(), Some("mtp-m.gguf"));
    }

    #[test]
    fn a_known_hash_or_path_leaves_no_choice() {
        let by_hash = CatalogueFile { sha256: Some("c".repeat(64)), ..open(FilePart::Weights) };
        assert_eq!(chosen(&by_hash, "Q4_K_M").as_deref(), Some("m-Q8_0.gguf"));
        let gone = CatalogueFile { sha256: Some("0".repeat(64)), ..open(FilePart::Weights) };
        assert_eq!(chosen(&gone, "Q4_K_M"), None);
        let named = CatalogueFile {
            file: Some("m-Q4_K_M.gguf".into()),
            sha256: Some("0".repeat(64)),
            ..open(FilePart::Weights)
        };
        let found = remote("m-Q4_K_M.gguf", 10, 'b');
        assert!(matches!(check(&found, &named), Err(HubError::NotTheFile { .. })), "another hash than the catalogue's");
        let sized = CatalogueFile { bytes: Some(11), ..open(FilePart::Weights) };
        assert!(matches!(check(&found, &sized), Err(HubError::NotTheFile { .. })));
    }

    #[test]
    fn a_model_in_parts_comes_with_all_of_them_in_order() {
        let files = repository();
        let first = files.iter().find(|file| file.path.contains("00001")).expect("it is there");
        let paths: Vec<&str> = parts_of(&files, first).iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["m-BF16-00001-of-00002.gguf", "m-BF16-00002-of-00002.gguf"]);
    }
}
