//! An order is a variant of the catalogue, made definite: from which commit, which files, of which size and hash. What the
//! catalogue leaves open the hub is asked for, once; what it says must hold.

mod choosing;

use std::path::Path;

use crate::catalogue::{CatalogueFile, CatalogueModel, FilePart, Pin, Pins, Variant};
use crate::{Hub, HubError, MAIN, RemoteFile, Repository, Wanted, WantedFile};
pub use choosing::part_of;
use choosing::{check, choose};
pub(crate) use choosing::{is_first, parts_of};

/// What is to be downloaded, and what the hub said on the way, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What is to be downloaded.
    pub wanted: Wanted,
    /// What the hub said of files that the catalogue leaves open.
    pub pins: Vec<(FilePart, Pin)>,
}

impl Order {
    /// Makes a variant definite. `folder` is the folder of the person's own models; the files get a folder of their
    /// repository in it. Asks the hub only where catalogue and pins leave something open.
    ///
    /// # Errors
    /// Those of the hub; [`HubError::FileUnknown`] where the repository has no such file; [`HubError::NotTheFile`] where it
    /// has another one than the catalogue says.
    pub async fn of(
        hub: &Hub,
        (model, variant): (&CatalogueModel, &Variant),
        parts: &[FilePart],
        pins: &Pins,
        folder: &Path,
    ) -> Result<Self, HubError> {
        let repository: Repository = variant.repo.clone().unwrap_or_default().parse()?;
        let recorded = |file: &CatalogueFile| pins.get(&model.id, &variant.id, file.part);
        let revision = variant
            .revision
            .clone()
            .or_else(|| variant.files.iter().find_map(recorded).map(|pin| pin.revision.clone()));
        let mut ordered = Ordered { revision: revision.clone(), files: Vec::new(), pins: Vec::new() };
        let mut listing = Listing {
            hub,
            repository: &repository,
            revision: revision.unwrap_or_else(|| MAIN.to_owned()),
            files: None,
        };
        for file in variant.files.iter().filter(|file| file.part == FilePart::Weights || parts.contains(&file.part)) {
            match (definite(file, variant), recorded(file)) {
                (Some(wanted), _) => ordered.files.push(wanted),
                (None, Some(pin)) => ordered.files.push(pinned(pin)),
                (None, None) => ordered.take(file, variant, &mut listing).await?,
            }
        }
        let wanted = Wanted {
            key: key(&model.id, &variant.id),
            name: format!("{} {}", model.name, variant.quantisation),
            folder: folder_of(folder, &repository),
            revision: ordered.revision.unwrap_or(listing.revision),
            repository,
            files: ordered.files,
        };
        Ok(Self { wanted, pins: ordered.pins })
    }
}

/// The key of a download that a variant is fetched with.
pub(crate) fn key(model: &str, variant: &str) -> String {
    format!("catalogue:{model}/{variant}")
}

/// The card and the variant that a key names.
#[must_use]
pub fn card_of(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix("catalogue:")?.split_once('/')
}

/// Where a repository's files are put: two repositories may have files of one name.
#[must_use]
pub fn folder_of(own: &Path, repository: &Repository) -> std::path::PathBuf {
    own.join(repository.owner()).join(repository.name())
}

struct Ordered {
    /// The commit, once it is known.
    revision: Option<String>,
    files: Vec<WantedFile>,
    pins: Vec<(FilePart, Pin)>,
}

/// A repository's files, asked for once.
struct Listing<'h> {
    hub: &'h Hub,
    repository: &'h Repository,
    revision: String,
    files: Option<Vec<RemoteFile>>,
}

impl Listing<'_> {
    async fn files(&mut self) -> Result<Vec<RemoteFile>, HubError> {
        if self.files.is_none() {
            self.files = Some(self.hub.tree(self.repository, &self.revision).await?);
        }
        Ok(self.files.clone().unwrap_or_default())
    }
}

impl Ordered {
    /// Finds the file that the catalogue leaves open and takes it, all parts of it.
    async fn take(
        &mut self,
        file: &CatalogueFile,
        variant: &Variant,
        listing: &mut Listing<'_>,
    ) -> Result<(), HubError> {
        let files = listing.files().await?;
        let Some(found) = choose(&files, file, variant) else {
            // Of a companion that the repository does not have the weights can do without.
            if file.part != FilePart::Weights && file.file.is_none() {
                return Ok(());
            }
            let path = file.file.clone().unwrap_or_else(|| format!("*{}*.gguf", variant.quantisation));
            return Err(HubError::FileUnknown {
                repository: listing.repository.to_string(),
                revision: listing.revision.clone(),
                path,
            });
        };
        check(found, file)?;
        if self.revision.is_none() {
            // A branch moves; the commit it stands for now is what counts from here on.
            let commit = match &found.commit {
                Some(commit) => Some(commit.clone()),
                None => listing.hub.file(listing.repository, &listing.revision, &found.path).await?.commit,
            };
            self.revision = Some(commit.unwrap_or_else(|| listing.revision.clone()));
        }
        let parts = parts_of(&files, found);
        if let ([whole], Some(revision), Some(sha256)) = (&parts[..], &self.revision, &found.sha256) {
            self.pins.push((
                file.part,
                Pin {
                    revision: revision.clone(),
                    file: whole.path.clone(),
                    bytes: whole.bytes,
                    sha256: sha256.clone(),
                },
            ));
        }
        self.files.extend(parts.into_iter().map(as_wanted));
        Ok(())
    }
}

pub(crate) fn as_wanted(file: &RemoteFile) -> WantedFile {
    WantedFile {
        path: file.path.clone(),
        save_as: file.path.clone(),
        bytes: Some(file.bytes),
        sha256: file.sha256.clone(),
    }
}

fn definite(file: &CatalogueFile, variant: &Variant) -> Option<WantedFile> {
    variant.revision.as_ref()?;
    let path = file.file.clone()?;
    Some(WantedFile { save_as: path.clone(), path, bytes: Some(file.bytes?), sha256: Some(file.sha256.clone()?) })
}

fn pinned(pin: &Pin) -> WantedFile {
    WantedFile {
        path: pin.file.clone(),
        save_as: pin.file.clone(),
        bytes: Some(pin.bytes),
        sha256: Some(pin.sha256.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    #[test]
    fn a_key_names_its_card_and_variant() {
        assert_eq!(card_of(&key("gemma-4-e2b-it", "qat-q4_0")), Some(("gemma-4-e2b-it", "qat-q4_0")));
        assert_eq!(card_of("hub:owner/name"), None);
    }

    #[tokio::test]
    async fn what_the_catalogue_knows_wholly_is_ordered_without_asking_the_hub() {
        let scratch = tempfile::tempdir().expect("a folder");
        let off = crate::Settings { network: false, ..crate::Settings::default() };
        let hub = Hub::open(scratch.path(), off).expect("a hub");
        let pins = Pins::read(&scratch.path().join("none"));
        let card = Catalogue::embedded().variant("gemma-4-e2b-it", "qat-q4_0").expect("it is known");
        let order = Order::of(&hub, card, &[FilePart::Projector], &pins, Path::new("/models")).await.expect("an order");
        assert_eq!(order.wanted.folder, Path::new("/models/google/gemma-4-E2B-it-qat-q4_0-gguf"));
        assert_eq!(order.wanted.revision, "675cff42a74c774d6cb76f76d8eacb49b48c9b93");
        assert_eq!(order.wanted.files.len(), 2);
        assert!(
            order.pins.is_empty()
                && order.wanted.files.iter().all(|file| file.sha256.is_some() && file.bytes.is_some())
        );
        let open = Catalogue::embedded().variant("gemma-2-27b-it", "q4_k_m").expect("it is known");
        let refused = Order::of(&hub, open, &[], &pins, Path::new("/models")).await.expect_err("the hub must be asked");
        assert_eq!(refused, HubError::NetworkOff);
    }
}
