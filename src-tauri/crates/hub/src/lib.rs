//! The hub knows models: which ones Carat recommends, which ones lie on this machine, and under which terms they come.
//!
//! It is also the one place that may open a connection, to fetch a model; so far it opens none.
//! It knows neither the database nor the engine: paths go in, facts come out.

mod catalogue;
mod error;
mod html;
mod library;
mod licence;
mod program;
mod verify;

pub use catalogue::{Catalogue, CatalogueModel, STARTER};
pub use error::{Error, Result};
pub use library::{InstalledModel, Library, Origin};
pub use licence::{LicenceId, Terms};
pub use program::program_folder;
pub use verify::{Verification, sha256_of, verify};
