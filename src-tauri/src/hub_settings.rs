//! The hub's settings as they follow from the person's.

use std::path::PathBuf;

use carat_hub::{Hub, HubError};

use crate::settings::{Network, Proxy};

/// What the hub is to do by these settings.
pub(crate) fn of(network: &Network) -> carat_hub::Settings {
    carat_hub::Settings {
        network: network.on,
        endpoint: network.mirror.clone().filter(|mirror| !mirror.trim().is_empty()),
        proxy: match &network.proxy {
            Proxy::System => carat_hub::Proxy::System,
            Proxy::Direct => carat_hub::Proxy::Direct,
            Proxy::Address { address } => carat_hub::Proxy::Address(address.clone()),
        },
        certificates: network.certificates.iter().map(PathBuf::from).collect(),
        speed_limit: network.speed_limit,
        ..carat_hub::Settings::default()
    }
}

/// Opens the hub. Settings that can't be used, such as a certificate that is gone, are no reason to keep Carat shut: the
/// network is off then, until the person corrects them.
pub(crate) fn open(folder: PathBuf, network: &Network) -> Result<Hub, HubError> {
    let settings = of(network);
    match Hub::open(&folder, settings) {
        Err(error @ HubError::SettingWrong { .. }) => {
            tracing::warn!(code = error.code(), "the network is off, for its settings can't be used");
            Hub::open(folder, carat_hub::Settings { network: false, ..carat_hub::Settings::default() })
        }
        opened => opened,
    }
}
