//! The hub knows models: which ones Carat recommends, which ones lie on this machine, and under which terms they come.
//!
//! It is also the one place that opens a connection, to fetch a model.
//! It knows neither the database nor the engine: paths go in, facts come out.

mod advice;
mod catalogue;
mod checked;
mod connections;
mod download;
mod downloads;
mod elsewhere;
mod error;
mod fit;
mod header;
mod html;
mod hub;
mod hub_error;
mod installed;
mod library;
mod licence;
mod limits;
mod machine;
mod memory;
mod moving;
mod network;
mod offer;
mod order;
mod pace;
mod places;
mod program;
mod quantisation;
mod removal;
mod replace;
mod repository;
mod room;
mod settings;
mod source;
mod token;
mod transfer;
mod verify;

pub use advice::Advice;
pub use catalogue::{
    Catalogue, CatalogueFile, CatalogueModel, FilePart, GoodFor, Known, Modality, ModelRole, Pin, Pins, STARTER,
    Variant,
};
pub use checked::Checked;
pub use connections::Connection;
pub use download::{
    Download, DownloadId, DownloadState, Leftovers, NextStep, ReadyFile, WaitReason, Wanted, WantedFile,
};
pub use downloads::Downloads;
pub use elsewhere::Elsewhere;
pub use error::{Error, Result};
pub use fit::{Fit, FitReason, FitWord, Needs, SEQUENCES, USUAL_CONTEXT};
pub use header::Header;
pub use hub::{Hub, RemoteFile, Surroundings};
pub use hub_error::HubError;
pub use installed::{InstalledModel, Origin, own_id};
pub use library::Library;
pub use licence::{LicenceId, Terms};
pub use limits::Limits;
pub use machine::{Gpu, Machine, ReadingSpeed, disk_free, disk_total};
pub use memory::MemoryFormula;
pub use moving::Moving;
pub use offer::{Offer, OfferedFile};
pub use order::{Order, card_of, folder_of, part_of};
pub use places::Places;
pub use program::program_folder;
pub use quantisation::{bits_of, quantisation_of};
pub use removal::Companion;
pub use repository::{Address, MAIN, PUBLIC_HUB, Repository};
pub use room::{Room, SystemRoom};
pub use settings::{Proxy, Settings};
pub use token::{Keychain, SystemKeychain, Token, TokenPlace};
pub use verify::{Verification, sha256_of, verify};
