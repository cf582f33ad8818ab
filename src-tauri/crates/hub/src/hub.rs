//! The hub is where models come from. This is Carat's one door to the network: whatever goes out goes through here.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::connections::Connections;
use crate::network::Network;
use crate::room::SystemRoom;
use crate::source::Place;
use crate::token::{SystemKeychain, TokenStore};
use crate::{Connection, Downloads, HubError, Keychain, Limits, Repository, Room, Settings, Token, TokenPlace};

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

/// What a hub takes from the machine it runs on. Tests give it their own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// How long it waits and how full a disk may become.
    pub limits: Limits,
    /// Tells how full the disks are.
    pub room: Arc<dyn Room>,
    /// Keeps the token.
    pub keychain: Arc<dyn Keychain>,
    /// The address of a mirror, where the person set none.
    pub endpoint: Option<String>,
    /// The token, where the keychain has none.
    pub token: Option<Token>,
}

impl Surroundings {
    /// This machine, with the variables `HF_ENDPOINT` and `HF_TOKEN`.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
        Self {
            limits: Limits::default(),
            room: Arc::new(SystemRoom),
            keychain: Arc::new(SystemKeychain),
            endpoint: variable("HF_ENDPOINT"),
            token: variable("HF_TOKEN").and_then(|text| Token::new(&text).ok()),
        }
    }
}

/// The hub, and everything that is being downloaded from it. Clones are the same hub.
#[derive(Debug, Clone)]
pub struct Hub {
    folder: PathBuf,
    network: Network,
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
        Self::open_in(Surroundings::of_this_machine(), folder, settings)
    }

    /// Opens the hub for what is wanted from now on alone: what was not finished is left to whoever opens it next.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn open_for_one(folder: impl Into<PathBuf>, settings: Settings) -> Result<Self, HubError> {
        Self::open_with(Surroundings::of_this_machine(), folder.into(), settings, false)
    }

    /// Opens the hub in other surroundings.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn open_in(
        surroundings: Surroundings,
        folder: impl Into<PathBuf>,
        settings: Settings,
    ) -> Result<Self, HubError> {
        Self::open_with(surroundings, folder.into(), settings, true)
    }

    fn open_with(
        surroundings: Surroundings,
        folder: PathBuf,
        settings: Settings,
        take_up: bool,
    ) -> Result<Self, HubError> {
        std::fs::create_dir_all(&folder).map_err(|error| HubError::file("make the folder", &folder, &error))?;
        let Surroundings { limits, room, keychain, endpoint, token } = surroundings;
        let connections = Connections::open(folder.join("connections.json"));
        let network = Network::new(settings, limits, endpoint, connections, TokenStore::new(keychain, token))?;
        let downloads = Downloads::open(network.clone(), room, folder.clone(), take_up)?;
        Ok(Self { folder, network, downloads })
    }

    /// The folder of its notes.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The settings as they are now.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.network.settings()
    }

    /// Changes the settings, for running downloads too. With the network off, those wait for it from now on.
    ///
    /// # Errors
    /// [`HubError::SettingWrong`]; the settings then stay as they were.
    pub fn set_settings(&self, settings: Settings) -> Result<(), HubError> {
        self.network.set(settings)?;
        self.downloads.start_next();
        Ok(())
    }

    /// What is being downloaded.
    #[must_use]
    pub fn downloads(&self) -> &Downloads {
        &self.downloads
    }

    /// What the network was used for, the newest first.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.network.connections().list()
    }

    /// Where the hub's token is kept. May wait for the system's keychain.
    pub async fn token(&self) -> TokenPlace {
        self.network.tokens().get().await.1
    }

    /// Keeps the hub's token: in the system's keychain, or until Carat ends where there is none.
    ///
    /// # Errors
    /// [`HubError::SettingWrong`] where it can't be a token.
    pub async fn set_token(&self, token: &str) -> Result<TokenPlace, HubError> {
        Ok(self.network.tokens().set(Token::new(token)?).await)
    }

    /// Forgets the hub's token.
    ///
    /// # Errors
    /// [`HubError::Keychain`] where the keychain does not give it up.
    pub async fn clear_token(&self) -> Result<(), HubError> {
        self.network.tokens().clear().await
    }

    /// All files of a repository at a branch, tag or commit.
    ///
    /// # Errors
    /// Those of the network and of gated repositories.
    pub async fn tree(&self, repository: &Repository, revision: &str) -> Result<Vec<RemoteFile>, HubError> {
        let why = repository.to_string();
        let listed = self.network.tree(Place { repository, revision, path: "", why: &why }).await;
        self.network.connections().save();
        listed
    }

    /// One file of a repository: its size, its hash and the commit that the revision stands for.
    ///
    /// # Errors
    /// Those of the network and of gated repositories; [`HubError::Unverifiable`] where the hub tells no hash.
    pub async fn file(&self, repository: &Repository, revision: &str, path: &str) -> Result<RemoteFile, HubError> {
        let why = repository.to_string();
        let located = self.network.locate(Place { repository, revision, path, why: &why }).await;
        self.network.connections().save();
        let located = located?;
        let (bytes, sha256) = (located.source.bytes, Some(located.source.sha256));
        Ok(RemoteFile { path: path.to_owned(), bytes, sha256, commit: located.commit })
    }

    /// Stops all downloads in good order, with everything that has arrived journalled. They go on at the next start.
    pub async fn close(&self) {
        self.downloads.close().await;
        self.network.connections().save();
    }
}
