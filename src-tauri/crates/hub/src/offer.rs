//! An offer is what a repository of the hub has for Carat: its GGUF files, each with its size and quantisation.

use std::path::Path;

use crate::catalogue::FilePart;
use crate::order::{as_wanted, folder_of, is_first, part_of, parts_of};
use crate::{Address, Hub, HubError, MAIN, RemoteFile, Repository, Wanted, WantedFile, bits_of, quantisation_of};

/// What a repository has for Carat.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The repository.
    pub repository: Repository,
    /// The commit that the files are of.
    pub revision: String,
    /// Whether the hub wants an account that its owner lets in, before it gives a file.
    pub gated: bool,
    /// What can be chosen: weights by how close they are to the original, then companions.
    pub choices: Vec<OfferedFile>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedFile {
    /// Its path in the repository; of a model in parts, the first.
    pub path: String,
    /// What it is.
    pub part: FilePart,
    /// How its weights are rounded, where its name tells.
    pub quantisation: Option<String>,
    /// Its size, all parts together.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal, where it is one file and the hub tells it.
    pub sha256: Option<String>,
    /// All files that it consists of.
    pub files: Vec<WantedFile>,
}

impl Offer {
    /// Asks the hub what a source has: `owner/name`, `owner/name:Q4_K_M`, or the web address of a repository or file.
    ///
    /// # Errors
    /// [`HubError::AddressWrong`]; [`HubError::FileUnknown`] where there is no model file, or not the one that was named;
    /// those of the hub.
    pub async fn of(hub: &Hub, source: &str) -> Result<Self, HubError> {
        let address: Address = source.parse()?;
        let asked = address.revision.clone().unwrap_or_else(|| MAIN.to_owned());
        let files = hub.tree(&address.repository, &asked).await?;
        let choices = choices(&files, address.file.as_deref());
        let Some(first) = choices.first() else {
            let path = address.file.unwrap_or_else(|| "*.gguf".to_owned());
            return Err(HubError::FileUnknown { repository: address.repository.to_string(), revision: asked, path });
        };
        // Everybody may list a gated repository; whether it gives a file is known when one is asked for.
        let (gated, told) = match hub.file(&address.repository, &asked, &first.path).await {
            Ok(file) => (false, file.commit),
            Err(error) if is_of_the_gate(&error) => (true, None),
            Err(error) => return Err(error),
        };
        let listed = files.iter().find_map(|file| file.commit.clone());
        let revision = told.or(listed).unwrap_or(asked);
        Ok(Self { repository: address.repository, revision, gated, choices })
    }

    /// The download of these choices, the weights first, into a folder of the repository below `own`.
    ///
    /// # Errors
    /// [`HubError::FileUnknown`] where a path is none of the choices.
    pub fn wanted(&self, paths: &[String], own: &Path) -> Result<Wanted, HubError> {
        let find = |path: &String| {
            let unknown = || HubError::FileUnknown {
                repository: self.repository.to_string(),
                revision: self.revision.clone(),
                path: path.clone(),
            };
            self.choices.iter().find(|choice| choice.path == *path).ok_or_else(unknown)
        };
        let mut chosen = paths.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        chosen.sort_by_key(|choice| choice.part != FilePart::Weights);
        let name = chosen.first().map_or_else(|| self.repository.to_string(), |choice| name_of(&choice.path));
        Ok(Wanted {
            key: format!("hub:{}", self.repository),
            name,
            folder: folder_of(own, &self.repository),
            repository: self.repository.clone(),
            revision: self.revision.clone(),
            files: chosen.into_iter().flat_map(|choice| choice.files.clone()).collect(),
        })
    }
}

/// A file's name for people.
fn name_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".gguf").unwrap_or(name).to_owned()
}

/// What can be chosen of a repository's files: all, or those that a path or a quantisation names.
fn choices(files: &[RemoteFile], named: Option<&str>) -> Vec<OfferedFile> {
    let firsts = files.iter().filter(|file| is_first(&file.path));
    let mut choices: Vec<OfferedFile> = firsts
        .filter_map(|first| {
            let part = part_of(&first.path)?;
            let parts = parts_of(files, first);
            Some(OfferedFile {
                path: first.path.clone(),
                part,
                quantisation: quantisation_of(&first.path),
                bytes: parts.iter().map(|file| file.bytes).sum(),
                sha256: first.sha256.clone().filter(|_| parts.len() == 1),
                files: parts.into_iter().map(as_wanted).collect(),
            })
        })
        .collect();
    if let Some(named) = named {
        let by_path = choices.iter().any(|choice| choice.path == named);
        choices.retain(|choice| {
            if by_path {
                choice.path == named
            } else {
                choice.quantisation.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(named))
            }
        });
    }
    let order = |choice: &OfferedFile| {
        let bits = choice.quantisation.as_deref().map_or(0.0, bits_of);
        (choice.part != FilePart::Weights, (bits * -100.0).round() as i64, choice.path.clone())
    };
    choices.sort_by_key(order);
    choices
}

fn is_of_the_gate(error: &HubError) -> bool {
    matches!(
        error,
        HubError::TokenMissing { .. }
            | HubError::TokenWrong { .. }
            | HubError::TermsNotAccepted { .. }
            | HubError::AccessRefused { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(path: &str, bytes: u64) -> RemoteFile {
        RemoteFile { path: path.to_owned(), bytes, sha256: Some("a".repeat(64)), commit: None }
    }

    fn repository() -> Vec<RemoteFile> {
        let files = [
            ("README.md", 1),
            ("m-Q4_K_M.gguf", 4),
            ("m-Q8_0.gguf", 8),
            ("m-BF16-00001-of-00002.gguf", 10),
            ("m-BF16-00002-of-00002.gguf", 6),
            ("mmproj-F16.gguf", 1),
            ("imatrix.gguf", 1),
        ];
        files.into_iter().map(|(path, bytes)| remote(path, bytes)).collect()
    }

    fn paths(named: Option<&str>) -> Vec<(String, u64)> {
        choices(&repository(), named).into_iter().map(|choice| (choice.path, choice.bytes)).collect()
    }

    #[test]
    fn weights_come_first_the_closest_to_the_original_before_and_parts_are_one_choice() {
        let expected =
            [("m-BF16-00001-of-00002.gguf", 16), ("m-Q8_0.gguf", 8), ("m-Q4_K_M.gguf", 4), ("mmproj-F16.gguf", 1)];
        assert_eq!(paths(None), expected.map(|(path, bytes)| (path.to_owned(), bytes)));
    }

    #[test]
    fn a_path_or_a_quantisation_narrows_the_choice() {
        assert_eq!(paths(Some("m-Q8_0.gguf")), [("m-Q8_0.gguf".to_owned(), 8)]);
        assert_eq!(paths(Some("q4_k_m")), [("m-Q4_K_M.gguf".to_owned(), 4)]);
        assert_eq!(paths(Some("Q2_K")), []);
    }

    #[test]
    fn what_is_wanted_has_the_weights_first_and_all_their_parts() {
        let offer = Offer {
            repository: "owner/name".parse().expect("a name"),
            revision: "c".repeat(40),
            gated: false,
            choices: choices(&repository(), None),
        };
        let wanted = offer
            .wanted(&["mmproj-F16.gguf".into(), "m-BF16-00001-of-00002.gguf".into()], Path::new("/own"))
            .expect("wanted");
        let files: Vec<&str> = wanted.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files, ["m-BF16-00001-of-00002.gguf", "m-BF16-00002-of-00002.gguf", "mmproj-F16.gguf"]);
        assert_eq!(wanted.folder, Path::new("/own/owner/name"));
        assert!(matches!(offer.wanted(&["other.gguf".into()], Path::new("/own")), Err(HubError::FileUnknown { .. })));
    }
}
