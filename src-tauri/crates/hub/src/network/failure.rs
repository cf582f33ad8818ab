//! A failure is a request that brought no answer, or an answer that broke off: which of the errors it is.

use std::error::Error as _;
use std::io;

use crate::HubError;

/// The error of a request without an answer.
pub(crate) fn of_request(error: &reqwest::Error, host: String) -> HubError {
    let detail = words(error);
    if is_tls(error) {
        return HubError::Untrusted { host, detail };
    }
    if is_nonsense(error) {
        return HubError::Misbehaves { host, detail };
    }
    if error.is_connect() || error.is_timeout() {
        return HubError::Offline { host, detail };
    }
    HubError::ConnectionLost { host, detail }
}

/// The error of an answer that broke off.
pub(crate) fn of_body(error: &reqwest::Error, host: String) -> HubError {
    let detail = words(error);
    if is_nonsense(error) {
        return HubError::Misbehaves { host, detail };
    }
    HubError::ConnectionLost { host, detail }
}

/// The cause of an error, without the address, which may hold a signature.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let last = chain(error).last().map(ToString::to_string);
    last.unwrap_or_else(|| "no cause is known".to_owned())
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |error| (*error).source())
}

fn is_tls(error: &reqwest::Error) -> bool {
    chain(error).any(holds_tls)
}

/// An I/O error names what it holds not as its source.
fn holds_tls(cause: &(dyn std::error::Error + 'static)) -> bool {
    let held = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    cause.is::<rustls::Error>() || held.is_some_and(|held| holds_tls(held))
}

/// Whether what came is no HTTP, or more of it than is sane.
fn is_nonsense(error: &reqwest::Error) -> bool {
    chain(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse)
}
