//! The hub knows models: which ones Carat recommends, which ones lie on this machine, and under which terms they come.
//!
//! It is also the one place that opens a connection, to fetch a model.
//! It knows neither the database nor the engine: paths go in, facts come out.

mod catalogue;
mod connections;
mod download;
mod downloads;
mod error;
mod html;
mod hub;
mod hub_error;
mod library;
mod licence;
mod program;
mod repository;
mod settings;
mod token;
mod verify;

pub use catalogue::{Catalogue, CatalogueModel, STARTER};
pub use connections::Connection;
pub use download::{
    Download, DownloadId, DownloadState, Leftovers, NextStep, ReadyFile, WaitReason, Wanted, WantedFile,
};
pub use downloads::Downloads;
pub use error::{Error, Result};
pub use hub::{Hub, RemoteFile};
pub use hub_error::HubError;
pub use library::{InstalledModel, Library, Origin};
pub use licence::{LicenceId, Terms};
pub use program::program_folder;
pub use repository::{Address, MAIN, PUBLIC_HUB, Repository};
pub use settings::{Proxy, Settings};
pub use token::TokenPlace;
pub use verify::{Verification, sha256_of, verify};
