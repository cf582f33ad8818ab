//! Libraries: sets of documents that a person asks again later.

use carat_store::{DocumentId, DocumentOwner, Library, LibraryId};

use crate::{Documents, Result};

impl Documents {
    /// All libraries by name.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn libraries(&self) -> Result<Vec<Library>> {
        self.blocking(|store| Ok(store.libraries()?)).await
    }

    /// Makes a library.
    ///
    /// # Errors
    /// Those of [`carat_store::Store::create_library`].
    pub async fn create_library(&self, name: &str) -> Result<Library> {
        let name = name.to_owned();
        self.blocking(move |store| Ok(store.create_library(&name)?)).await
    }

    /// The library of this name, made where there is none.
    ///
    /// # Errors
    /// Those of [`carat_store::Store::create_library`].
    pub async fn open_library(&self, name: &str) -> Result<Library> {
        let name = name.to_owned();
        self.blocking(move |store| match store.library_named(&name)? {
            Some(library) => Ok(library),
            None => Ok(store.create_library(&name)?),
        })
        .await
    }

    /// Gives a library another name.
    ///
    /// # Errors
    /// Those of [`carat_store::Store::rename_library`].
    pub async fn rename_library(&self, id: LibraryId, name: &str) -> Result<Library> {
        let name = name.to_owned();
        self.blocking(move |store| Ok(store.rename_library(id, &name)?)).await
    }

    /// Deletes a library. Gives the documents that went with it, since they belonged to nothing else.
    ///
    /// # Errors
    /// Those of [`carat_store::Store::delete_library`].
    pub async fn delete_library(&self, id: LibraryId) -> Result<Vec<DocumentId>> {
        self.blocking(move |store| Ok(store.delete_library(id)?)).await
    }

    /// The owners of all libraries, for [`Documents::resume`].
    ///
    /// # Errors
    /// Those of the store.
    pub async fn library_owners(&self) -> Result<Vec<DocumentOwner>> {
        Ok(self.libraries().await?.into_iter().map(|library| DocumentOwner::Library(library.id)).collect())
    }
}
