//! The fixture hub: a server that answers as the real one does and, on command, as badly as any. Tests, benchmarks and
//! the example `fixture_hub` share it; no program that is shipped holds it.
//!
//! There are two hosts, as there are in life: the hub, which knows repositories and sends on, and the storage, which
//! holds bytes and takes signatures for a while.

#![allow(dead_code, unreachable_pub, reason = "each user of this module uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod answers;
mod content;
mod fault;
mod hub_host;
mod pace;
mod storage_host;
mod tls;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use content::Content;
pub use fault::{Fault, Host};
pub use tls::Authority;

use pace::Pace;

/// A running fixture hub. It ends when it is dropped.
#[derive(Debug)]
pub struct FixtureHub {
    /// The address of the hub.
    pub endpoint: String,
    state: Arc<State>,
    tasks: Vec<JoinHandle<()>>,
}

/// What a request was.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Which host it came to.
    pub host: Host,
    /// `GET` or `HEAD`.
    pub method: String,
    /// Its path, without the query.
    pub path: String,
    /// Its path with the query.
    pub address: String,
    /// All its headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The bytes that were asked for.
    pub range: Option<Range<u64>>,
    /// The bytes sent in answer so far.
    pub sent: Arc<AtomicU64>,
}

#[derive(Debug)]
struct File {
    content: Content,
    commit: String,
}

/// Who may have a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Everyone.
    Open,
    /// Those with a token: `accepted`; with `unaccepted` and `rejected` there are the refusals of the same name.
    Terms,
}

#[derive(Debug)]
struct State {
    storage: Mutex<String>,
    files: Mutex<HashMap<String, BTreeMap<String, File>>>,
    gates: Mutex<HashMap<String, Gate>>,
    faults: Mutex<HashMap<Host, VecDeque<Fault>>>,
    constant: Mutex<HashMap<Host, Fault>>,
    /// Those of `faults` that a request was answered with.
    met: Mutex<Vec<(Host, Fault)>>,
    seen: Mutex<Vec<Seen>>,
    pace: Pace,
    /// How many requests a signature is good for.
    lives: AtomicU64,
    signatures: Mutex<HashMap<u64, u64>>,
    /// Whether the hub holds the bytes itself, as some mirrors do.
    direct: AtomicBool,
    /// Whether ranges are known at all.
    ranges: AtomicBool,
    /// Whether the answers tell size and hash of the linked file.
    tells: AtomicBool,
}

impl FixtureHub {
    /// Starts one on free ports of this machine.
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// Starts one that speaks TLS with certificates of this authority.
    pub async fn start_tls(authority: &Authority) -> Self {
        Self::start_with(Some(authority)).await
    }

    async fn start_with(authority: Option<&Authority>) -> Self {
        let state = Arc::new(State {
            storage: Mutex::default(),
            files: Mutex::default(),
            gates: Mutex::default(),
            faults: Mutex::default(),
            constant: Mutex::default(),
            met: Mutex::default(),
            seen: Mutex::default(),
            pace: Pace::default(),
            lives: AtomicU64::new(u64::MAX),
            signatures: Mutex::default(),
            direct: AtomicBool::new(false),
            ranges: AtomicBool::new(true),
            tells: AtomicBool::new(true),
        });
        let (hub, hub_task) = serve(hub_host::routes(Arc::clone(&state)), authority).await;
        let (storage, storage_task) = serve(storage_host::routes(Arc::clone(&state)), authority).await;
        *state.storage.lock().unwrap() = storage;
        Self { endpoint: hub, state, tasks: vec![hub_task, storage_task] }
    }

    /// The address of the storage.
    pub fn storage(&self) -> String {
        self.state.storage.lock().unwrap().clone()
    }

    /// Puts a file into a repository, in place of the one before: with another hash, tag and commit.
    pub fn put(&self, repository: &str, path: &str, content: Content) {
        let commit = content.sha256()[..40].to_owned();
        let mut files = self.state.files.lock().unwrap();
        files.entry(repository.to_owned()).or_default().insert(path.to_owned(), File { content, commit });
    }

    /// Gives a repository a gate.
    pub fn gate(&self, repository: &str, gate: Gate) {
        self.state.gates.lock().unwrap().insert(repository.to_owned(), gate);
    }

    /// Gives the next requests to a host these faults, one each.
    pub fn fail(&self, host: Host, faults: impl IntoIterator<Item = Fault>) {
        self.state.faults.lock().unwrap().entry(host).or_default().extend(faults);
    }

    /// Gives every request to a host this fault, from now on.
    pub fn fail_always(&self, host: Host, fault: Option<Fault>) {
        let mut constant = self.state.constant.lock().unwrap();
        match fault {
            Some(fault) => constant.insert(host, fault),
            None => constant.remove(&host),
        };
    }

    /// How many faults are still to come.
    pub fn faults_left(&self) -> usize {
        self.state.faults.lock().unwrap().values().map(VecDeque::len).sum()
    }

    /// The faults of [`Self::fail`] that this host's requests were answered with so far.
    pub fn met(&self, host: Host) -> Vec<Fault> {
        let met = self.state.met.lock().unwrap();
        met.iter().filter(|(of, _)| *of == host).map(|(_, fault)| fault.clone()).collect()
    }

    /// Sends no more than this many bytes a second, all connections together.
    pub fn pace(&self, bytes_per_second: Option<u64>) {
        self.state.pace.set(bytes_per_second);
    }

    /// Lets each signature be good for so many requests.
    pub fn sign_for(&self, requests: u64) {
        self.state.lives.store(requests, Ordering::SeqCst);
    }

    /// Lets the hub hold the bytes itself.
    pub fn hold_bytes(&self, direct: bool) {
        self.state.direct.store(direct, Ordering::SeqCst);
    }

    /// Lets it know ranges or not.
    pub fn know_ranges(&self, ranges: bool) {
        self.state.ranges.store(ranges, Ordering::SeqCst);
    }

    /// Lets answers tell the linked file's size and hash, or not.
    pub fn tell_links(&self, tells: bool) {
        self.state.tells.store(tells, Ordering::SeqCst);
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().unwrap().clone()
    }

    /// The bytes that the storage (or a hub that holds bytes itself) has sent so far.
    pub fn sent(&self) -> u64 {
        self.seen().iter().map(|seen| seen.sent.load(Ordering::SeqCst)).sum()
    }
}

impl Drop for FixtureHub {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl State {
    /// Notes a request.
    fn see(&self, host: Host, request: &axum::extract::Request) -> Seen {
        let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: BTreeMap<String, String> =
            request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
        let range = headers.get("range").and_then(|range| answers::range(range));
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let address = request.uri().path_and_query().unwrap().to_string();
        let seen = Seen { host, method, path, address, headers, range, sent: Arc::default() };
        self.seen.lock().unwrap().push(seen.clone());
        seen
    }

    /// The fault that this request gets.
    fn fault(&self, host: Host) -> Option<Fault> {
        let next = self.faults.lock().unwrap().get_mut(&host).and_then(VecDeque::pop_front);
        self.met
            .lock()
            .unwrap()
            .extend(next.iter().filter(|fault| **fault != Fault::None).map(|met| (host, met.clone())));
        let fault = next.or_else(|| self.constant.lock().unwrap().get(&host).cloned());
        fault.filter(|fault| *fault != Fault::None)
    }
}

/// An address's path, as it is meant.
fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

async fn serve(routes: Router, authority: Option<&Authority>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    match authority {
        None => {
            let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
            (format!("http://127.0.0.1:{port}"), task)
        }
        Some(authority) => {
            let listener = authority.listen(listener);
            let task = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
            (format!("https://localhost:{port}"), task)
        }
    }
}
