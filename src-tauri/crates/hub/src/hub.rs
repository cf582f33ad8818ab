//! The hub is where models come from. This is Carat's one door to the network: whatever goes out goes through here.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::{Connection, Downloads, HubError, Repository, Settings, TokenPlace};

/// A file as the hub lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteFile {
    /// Its path inside the repository.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hexadecimal, where the hub tells it. It does for every model file.
    pub sha256: Option<String>,
    /// The commit that this is about, where the hub tells it.
    pub commit: Option<String>,
}

/// The hub, and everything that is being downloaded from it. Clones are the same hub.
#[derive(Debug, Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    settings: Mutex<Settings>,
    downloads: Downloads,
}

impl Hub {
    /// Opens the hub. Downloads that were not finished are taken up again where they were, the paused ones paused.
    ///
    /// `folder` is where it notes what it is downloading: the folder `downloads` of Carat's home. The files themselves
    /// go where each download says. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`HubError::File`] where the folder can't be used; [`HubError::SettingWrong`].
    pub fn open(folder: impl Into<PathBuf>, settings: Settings) -> Result<Self, HubError> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder).map_err(|error| HubError::file("make the folder", &folder, &error))?;
        let inner = Inner { folder, settings: Mutex::new(settings), downloads: Downloads::default() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The folder of its notes.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The settings as they are now.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the settings, for running downloads too. With the network off, none of them uses it any more when this
    /// returns.
    ///
    /// # Errors
    /// [`HubError::SettingWrong`]; the settings then stay as they were.
    pub fn set_settings(&self, settings: Settings) -> Result<(), HubError> {
        *self.inner.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
        Ok(())
    }

    /// What is being downloaded.
    #[must_use]
    pub fn downloads(&self) -> &Downloads {
        &self.inner.downloads
    }

    /// What the network was used for, the newest first.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        Vec::new()
    }

    /// Where the hub's token is kept. May wait for the system's keychain.
    pub async fn token(&self) -> TokenPlace {
        TokenPlace::Nowhere
    }

    /// Keeps the hub's token: in the system's keychain, or until Carat ends where there is none.
    ///
    /// # Errors
    /// [`HubError::SettingWrong`] where it can't be a token.
    pub async fn set_token(&self, token: &str) -> Result<TokenPlace, HubError> {
        if token.trim().is_empty() {
            return Err(HubError::SettingWrong { field: "token".to_owned(), detail: "it is empty".to_owned() });
        }
        Ok(TokenPlace::Nowhere)
    }

    /// Forgets the hub's token.
    ///
    /// # Errors
    /// [`HubError::Keychain`] where the keychain does not give it up.
    pub async fn clear_token(&self) -> Result<(), HubError> {
        Ok(())
    }

    /// All files of a repository at a branch, tag or commit.
    ///
    /// # Errors
    /// Those of the network and of gated repositories.
    pub async fn tree(&self, _repository: &Repository, _revision: &str) -> Result<Vec<RemoteFile>, HubError> {
        Err(HubError::NetworkOff)
    }

    /// One file of a repository: its size, its hash and the commit that the revision stands for.
    ///
    /// # Errors
    /// Those of the network and of gated repositories.
    pub async fn file(&self, _repository: &Repository, _revision: &str, _path: &str) -> Result<RemoteFile, HubError> {
        Err(HubError::NetworkOff)
    }
}
