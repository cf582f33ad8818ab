//! The HTTP client as the settings want it: TLS by rustls with the system's certificates and the person's own, the
//! proxy, and no redirect followed behind our back.

use std::fs;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Url};

use crate::{HubError, Limits, Proxy, Settings};

/// Which program asks, without anything about the person or the machine.
const NAME: &str = concat!("carat/", env!("CARGO_PKG_VERSION"));

/// The address of the hub or a mirror of it.
pub(crate) fn endpoint(text: &str) -> Result<Url, HubError> {
    let wrong = |detail: String| HubError::SettingWrong { field: "endpoint".to_owned(), detail };
    let text = text.trim();
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url = Url::parse(&text).map_err(|error| wrong(format!("{text}: {error}")))?;
    if !["http", "https"].contains(&url.scheme()) || !url.has_host() {
        return Err(wrong(format!("{text} is no web address")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it holds a name or password".to_owned()));
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The client for these settings.
pub(crate) fn build(settings: &Settings, limits: &Limits) -> Result<Client, HubError> {
    // The first one wins; another part of the program that installed one has installed the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(NAME)
        .redirect(Policy::none())
        // Ranges run in parallel over connections of their own; HTTP/2 would put them all into one.
        .http1_only()
        .connect_timeout(limits.connect)
        .pool_max_idle_per_host(settings.parallel_ranges * settings.downloads_at_once)
        .tcp_nodelay(true);
    builder = match &settings.proxy {
        Proxy::System => builder,
        Proxy::Direct => builder.no_proxy(),
        Proxy::Address(address) => {
            let wrong = |error: reqwest::Error| wrong("proxy", format!("{address}: {error}"));
            builder.no_proxy().proxy(reqwest::Proxy::all(address.trim()).map_err(wrong)?)
        }
    };
    for path in &settings.certificates {
        let wrong = |detail: String| wrong("certificates", format!("{}: {detail}", path.display()));
        let pem = fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| wrong(error.to_string()))?;
        if certificates.is_empty() {
            return Err(wrong("it holds no certificate in PEM".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(|error| wrong("certificates", super::failure::words(&error)))
}

fn wrong(field: &str, detail: String) -> HubError {
    HubError::SettingWrong { field: field.to_owned(), detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_a_web_address_without_secrets() {
        assert_eq!(endpoint(" hf-mirror.com ").map(String::from), Ok("https://hf-mirror.com/".to_owned()));
        assert_eq!(endpoint("http://a.test/b?c").map(String::from), Ok("http://a.test/b".to_owned()));
        for text in ["", "file:///etc", "ftp://a.test", "https://", "https://me:secret@a.test"] {
            assert!(endpoint(text).is_err(), "{text}");
        }
    }
}
