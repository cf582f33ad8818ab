//! `carat models`: what is here, what can be had, fetching, adding, verifying and deleting, through the same hub crate as
//! in the app.

mod change;
mod progress;
mod pull;
mod view;

use std::path::PathBuf;

use carat_hub::{Advice, Hub, HubError, Library, Machine, Places, Proxy, ReadingSpeed, Settings, USUAL_CONTEXT};
use carat_store::{Home, Store};
use serde::Deserialize;

use crate::args::ModelsCommand;
use crate::exit::{Exit, Failure};
use crate::output::{Output, concluded};

/// The settings of the app, in the store.
const SETTINGS: &str = "settings";

/// The paths of the model files that the app links to, in the store.
const LINKED: &str = "linked_models";

/// How fast this machine reads weights, in the store.
const SPEED: &str = "reading_speed";

/// What of the app's settings counts here, too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AppSettings {
    context: Option<u32>,
    network: AppNetwork,
}

/// The app's settings of the network.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct AppNetwork {
    on: bool,
    mirror: Option<String>,
    proxy: AppProxy,
    certificates: Vec<PathBuf>,
    speed_limit: Option<u64>,
}

impl Default for AppNetwork {
    fn default() -> Self {
        Self { on: true, mirror: None, proxy: AppProxy::System, certificates: Vec::new(), speed_limit: None }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum AppProxy {
    #[default]
    System,
    Direct,
    Address {
        address: String,
    },
}

/// What the commands work with.
struct Here {
    store: Store,
    places: Places,
    settings: AppSettings,
}

impl Here {
    /// Opens the store. Blocks.
    fn open() -> Result<Self, Failure> {
        let home = Home::find()?;
        let (store, _) = Store::open(&home)?;
        let settings = store.setting(SETTINGS).ok().flatten().unwrap_or_default();
        Ok(Self { places: Places::of(home.root()), store, settings })
    }

    fn library(&self) -> Library {
        self.places.library(self.linked())
    }

    fn linked(&self) -> Vec<PathBuf> {
        self.store.setting(LINKED).ok().flatten().unwrap_or_default()
    }

    /// What fits are reckoned with. Without a worker nobody knows of GPUs; the app does.
    fn advice(&self) -> Advice {
        let speed: ReadingSpeed = self.store.setting(SPEED).ok().flatten().unwrap_or_default();
        let context = self.settings.context.unwrap_or(USUAL_CONTEXT);
        Advice { machine: Machine::now(Vec::new()), speed: speed.or_tested(), context }
    }

    /// The hub, by the app's settings. It takes nothing up that the app left unfinished.
    fn hub(&self) -> Result<Hub, Failure> {
        let network = &self.settings.network;
        let settings = Settings {
            network: network.on,
            endpoint: network.mirror.clone().filter(|mirror| !mirror.trim().is_empty()),
            proxy: match &network.proxy {
                AppProxy::System => Proxy::System,
                AppProxy::Direct => Proxy::Direct,
                AppProxy::Address { address } => Proxy::Address(address.clone()),
            },
            certificates: network.certificates.clone(),
            speed_limit: network.speed_limit,
            ..Settings::default()
        };
        Ok(Hub::open_for_one(self.places.downloads(), settings)?)
    }
}

/// Does what was asked and says how it ended.
pub(crate) async fn run(command: ModelsCommand) -> Exit {
    let json = command.json();
    let mut output = Output::new(json);
    let ended = match command {
        ModelsCommand::Pull(args) => pull::run(args, &mut output).await,
        other => tokio::task::spawn_blocking(move || {
            let here = Here::open()?;
            let mut output = Output::new(json);
            match other {
                ModelsCommand::List(args) => view::list(&here, &args, &mut output),
                ModelsCommand::Show(args) => view::show(&here, &args.model, &mut output),
                ModelsCommand::Where(args) => view::place(&here, args.model.as_deref(), &mut output),
                ModelsCommand::Import(args) => change::import(&here, &args, &mut output),
                ModelsCommand::Verify(args) => change::verify(&here, &args.model, json, &mut output),
                ModelsCommand::Remove(args) => change::remove(&here, &args.model, &mut output),
                ModelsCommand::Pull(_) => Ok(Exit::Answered),
            }
        })
        .await
        .unwrap_or_else(|_| Err(Failure::other("fault", "A fault in Carat ended it. Try again.".to_owned()))),
    };
    concluded(ended, &mut output)
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        let exit = match error {
            HubError::AddressWrong { .. } => Exit::Usage,
            HubError::File { .. } | HubError::InTheWay { .. } | HubError::DiskFull { .. } => Exit::Other,
            _ => Exit::Download,
        };
        Self { exit, code: error.code().to_owned(), message: error.to_string(), args: error.args() }
    }
}
