//! The network is the one way out of Carat: every request is made here, after a look at the switch, and is noted.

mod answer;
mod client;
mod failure;
mod refusal;

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Method;
use reqwest::Url;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, RANGE};
use tokio::sync::watch;

pub(crate) use answer::Answer;
pub(crate) use refusal::{Asked, refusal};

use crate::connections::Connections;
use crate::pace::Pace;
use crate::token::TokenStore;
use crate::{HubError, Limits, Settings};

/// More hops than any hub needs.
const MOST_HOPS: usize = 8;

/// The way out. Clones are the same one.
#[derive(Debug, Clone)]
pub(crate) struct Network(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: Limits,
    /// The address that the environment names in place of the public hub.
    environment: Option<String>,
    setup: Mutex<Setup>,
    on: watch::Sender<bool>,
    pace: Arc<Pace>,
    connections: Connections,
    tokens: TokenStore,
}

/// What the settings come to.
#[derive(Debug, Clone)]
struct Setup {
    settings: Settings,
    endpoint: Url,
    client: reqwest::Client,
}

/// A request, but for its address.
#[derive(Debug, Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    /// The bytes that are asked for, both ends included; all where there is none.
    pub(crate) range: Option<(u64, u64)>,
    /// The reason, for the list of connections.
    pub(crate) why: &'a str,
}

impl Network {
    pub(crate) fn new(
        settings: Settings,
        limits: Limits,
        environment: Option<String>,
        connections: Connections,
        tokens: TokenStore,
    ) -> Result<Self, HubError> {
        let setup = Setup::new(settings, environment.as_deref(), &limits)?;
        let on = watch::Sender::new(setup.settings.network);
        let pace = Arc::new(Pace::new(setup.settings.speed_limit));
        let setup = Mutex::new(setup);
        Ok(Self(Arc::new(Inner { limits, environment, setup, on, pace, connections, tokens })))
    }

    /// Applies other settings, to what is running too.
    pub(crate) fn set(&self, settings: Settings) -> Result<(), HubError> {
        let setup = Setup::new(settings, self.0.environment.as_deref(), &self.0.limits)?;
        self.0.pace.set(setup.settings.speed_limit);
        let on = setup.settings.network;
        // The client goes with the old set-up, and with it the connections that it keeps for later.
        *self.setup() = setup;
        self.0.on.send_replace(on);
        Ok(())
    }

    pub(crate) fn settings(&self) -> Settings {
        self.setup().settings.clone()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.0.connections
    }

    pub(crate) fn tokens(&self) -> &TokenStore {
        &self.0.tokens
    }

    /// The switch, to wait for.
    pub(crate) fn switch(&self) -> watch::Receiver<bool> {
        self.0.on.subscribe()
    }

    /// An address on the hub, of these parts.
    pub(crate) fn on_hub<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.setup().endpoint.clone();
        // An address with a host always has a path; see `Setup::new`.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }

    /// Whether this address belongs to the hub itself: only then does it get the token.
    pub(crate) fn is_hub(&self, url: &Url) -> bool {
        url.origin() == self.setup().endpoint.origin()
    }

    /// Makes one request and follows no redirect.
    pub(crate) async fn ask(&self, url: &Url, request: &Request<'_>) -> Result<Answer, HubError> {
        let mut on = self.switch();
        if !*on.borrow_and_update() {
            return Err(HubError::NetworkOff);
        }
        let host = host_of(url);
        let mut call = self.setup().client.request(request.method.clone(), url.clone());
        // What arrives must be the file's own bytes: ranges of a compressed body are none of the file.
        call = call.header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some((first, last)) = request.range {
            call = call.header(RANGE, format!("bytes={first}-{last}"));
        }
        if let Some(value) = self.authorisation(url).await {
            call = call.header(AUTHORIZATION, value);
        }
        self.0.connections.request(&host, request.why);
        let stall = self.0.limits.stall;
        let answered = tokio::select! {
            answered = tokio::time::timeout(stall, call.send()) => answered,
            () = switched_off(&mut on) => return Err(HubError::NetworkOff),
        };
        match answered {
            Ok(Ok(response)) => Ok(Answer::new(response, url.clone(), request.why.to_owned(), self, on)),
            Ok(Err(error)) => Err(failure::of_request(&error, host)),
            Err(_) => {
                Err(HubError::ConnectionLost { host, detail: format!("no answer for {} s", stall.as_secs_f32()) })
            }
        }
    }

    /// Makes a request and follows its redirects, at most to web addresses that are as well protected as the first.
    pub(crate) async fn follow(&self, url: &Url, request: &Request<'_>) -> Result<Answer, HubError> {
        let mut seen = vec![url.clone()];
        loop {
            let url = seen[seen.len() - 1].clone();
            let answer = self.ask(&url, request).await?;
            let Some(next) = redirect(&url, &answer)? else { return Ok(answer) };
            check_hop(&seen, &next)?;
            seen.push(next);
        }
    }

    async fn authorisation(&self, url: &Url) -> Option<HeaderValue> {
        if !self.is_hub(url) || !is_private(url) {
            return None;
        }
        let (token, _) = self.0.tokens.get().await;
        let mut value = HeaderValue::from_str(&format!("Bearer {}", token?.reveal())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    fn setup(&self) -> std::sync::MutexGuard<'_, Setup> {
        self.0.setup.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Setup {
    fn new(mut settings: Settings, environment: Option<&str>, limits: &Limits) -> Result<Self, HubError> {
        settings.parallel_ranges = settings.parallel_ranges.clamp(1, 16);
        settings.downloads_at_once = settings.downloads_at_once.clamp(1, 8);
        let named = settings.endpoint.as_deref().filter(|named| !named.trim().is_empty()).or(environment);
        let endpoint = client::endpoint(named.unwrap_or(crate::PUBLIC_HUB))?;
        let client = client::build(&settings, limits)?;
        Ok(Self { settings, endpoint, client })
    }
}

/// Where an answer sends on to; `None` where it does not.
pub(crate) fn redirect(url: &Url, answer: &Answer) -> Result<Option<Url>, HubError> {
    if !answer.status().is_redirection() || answer.status().as_u16() == 304 {
        return Ok(None);
    }
    let refused = |detail: String| HubError::RedirectRefused { host: host_of(url), detail };
    let location = answer.header("location").ok_or_else(|| refused("it names none".to_owned()))?;
    let next = url.join(location).map_err(|error| refused(error.to_string()))?;
    match (url.scheme(), next.scheme()) {
        ("https", "https") | ("http", "http" | "https") if next.has_host() => Ok(Some(next)),
        ("https", "http") => Err(refused("from https to http".to_owned())),
        (_, scheme) => Err(refused(format!("{scheme}:"))),
    }
}

/// Refuses circles and endless chains.
pub(crate) fn check_hop(seen: &[Url], next: &Url) -> Result<(), HubError> {
    let host = host_of(next);
    if seen.contains(next) {
        return Err(HubError::RedirectRefused { host, detail: "in a circle".to_owned() });
    }
    if seen.len() > MOST_HOPS {
        return Err(HubError::RedirectRefused { host, detail: format!("more than {MOST_HOPS} times") });
    }
    Ok(())
}

/// The host for people: with its port where that is not the usual one.
pub(crate) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Ends when the switch is off.
async fn switched_off(on: &mut watch::Receiver<bool>) {
    // An error says that the network itself is gone, which ends what runs as well.
    let _ = on.wait_for(|on| !on).await;
}

/// Whether nobody on the way can read what is sent: encrypted, or not leaving this machine.
fn is_private(url: &Url) -> bool {
    let is_own = match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    };
    url.scheme() == "https" || is_own
}
