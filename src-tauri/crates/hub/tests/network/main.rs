//! Tests of downloads and of everything else that uses the network, against the fixture hub, one module a topic.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first thing that is not as it should be")]

mod crash;
mod disk;
mod faults;
mod gates;
mod log;
mod queue;
mod redirects;
#[path = "../support/mod.rs"]
mod support;
mod switches;
mod whole;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carat_hub::{
    Download, DownloadId, DownloadState, Hub, HubError, Keychain, Limits, Settings, Surroundings, SystemRoom, Wanted,
    WantedFile,
};
use tempfile::TempDir;

use support::{Content, FixtureHub};

/// A repository with one file.
const REPOSITORY: &str = "owner/model";
const FILE: &str = "model.gguf";

/// Longer than anything here takes, on a machine that does other things too.
const LONG: Duration = Duration::from_secs(120);

/// A fixture hub and a Carat that knows only it.
struct Stage {
    fixture: FixtureHub,
    hub: Hub,
    home: TempDir,
}

impl Stage {
    /// One with a file of so many bytes.
    async fn with(bytes: u64) -> Self {
        let fixture = FixtureHub::start().await;
        fixture.put(REPOSITORY, FILE, Content::made(1, bytes));
        Self::of(fixture)
    }

    fn of(fixture: FixtureHub) -> Self {
        let home = TempDir::new().unwrap();
        let hub = open(home.path(), &fixture.endpoint);
        Self { fixture, hub, home }
    }

    fn models(&self) -> PathBuf {
        self.home.path().join("models")
    }

    fn wanted(&self) -> Wanted {
        wanted(&self.models())
    }

    async fn start(&self) -> DownloadId {
        self.hub.downloads().enqueue(self.wanted()).await.unwrap()
    }

    /// Downloads the file and waits for the end.
    async fn download(&self) -> Download {
        finished(&self.hub, &self.start().await).await
    }

    /// Downloads the file, which must come whole.
    async fn succeed(&self) -> PathBuf {
        let download = self.download().await;
        let DownloadState::Ready { files, .. } = download.state else { panic!("{:?}", download.state) };
        let content = Content::made(1, files[0].bytes);
        assert_eq!((files[0].sha256.as_str(), download.bytes), (content.sha256(), content.bytes()));
        assert_eq!(
            carat_hub::sha256_of(&files[0].path, |_, _| std::ops::ControlFlow::Continue(())).unwrap().unwrap(),
            content.sha256()
        );
        assert_eq!(leftovers(&self.models()), [FILE], "nothing but the file is left");
        files[0].path.clone()
    }

    /// Downloads the file, which must fail with this code.
    async fn fail(&self, code: &str) -> Download {
        let download = self.download().await;
        match &download.state {
            DownloadState::Failed { code: found, message, .. } => assert_eq!(found, code, "{message}"),
            other => panic!("{other:?}"),
        }
        download
    }
}

fn wanted(folder: &Path) -> Wanted {
    Wanted {
        key: "test".to_owned(),
        name: "Test model".to_owned(),
        repository: REPOSITORY.parse().unwrap(),
        revision: "main".to_owned(),
        files: vec![file(FILE)],
        folder: folder.to_owned(),
    }
}

fn file(path: &str) -> WantedFile {
    WantedFile { path: path.to_owned(), save_as: path.to_owned(), bytes: None, sha256: None }
}

fn open(home: &Path, endpoint: &str) -> Hub {
    open_in(surroundings(), home, endpoint)
}

fn open_in(surroundings: Surroundings, home: &Path, endpoint: &str) -> Hub {
    Hub::open_in(surroundings, home.join("downloads"), settings(endpoint)).unwrap()
}

fn settings(endpoint: &str) -> Settings {
    let proxy = carat_hub::Proxy::Direct;
    Settings { endpoint: Some(endpoint.to_owned()), proxy, ..Settings::default() }
}

/// Surroundings of little patience, whose keychain nobody else sees.
fn surroundings() -> Surroundings {
    Surroundings {
        limits: Limits {
            connect: Duration::from_secs(10),
            stall: Duration::from_millis(500),
            first_wait: Duration::from_millis(10),
            longest_wait: Duration::from_millis(200),
            patience: Duration::from_secs(20),
            headroom: 16 << 20,
            low_water: 1 << 20,
            watch: Duration::from_millis(20),
        },
        room: Arc::new(SystemRoom),
        keychain: Arc::new(Drawer::default()),
        endpoint: None,
        token: None,
    }
}

async fn finished(hub: &Hub, id: &DownloadId) -> Download {
    tokio::time::timeout(LONG, hub.downloads().finished(id)).await.expect("it ends").unwrap()
}

/// Waits until a download is in a state.
async fn until(hub: &Hub, id: &DownloadId, is: impl Fn(&Download) -> bool) -> Download {
    let mut watch = hub.downloads().watch();
    let found = async {
        loop {
            let download = hub.downloads().find(id).unwrap();
            if is(&download) {
                return download;
            }
            watch.changed().await.unwrap();
        }
    };
    tokio::time::timeout(LONG, found).await.expect("it comes to that")
}

/// The names of the files in a folder.
fn leftovers(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A keychain in memory, or one that never opens.
#[derive(Default)]
struct Drawer {
    secret: Mutex<Option<String>>,
    is_stuck: bool,
}

impl std::fmt::Debug for Drawer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drawer")
    }
}

impl Drawer {
    fn check(&self) -> Result<(), String> {
        if self.is_stuck { Err("no keychain".to_owned()) } else { Ok(()) }
    }
}

impl Keychain for Drawer {
    fn get(&self) -> Result<Option<String>, String> {
        self.check().map(|()| self.secret.lock().unwrap().clone())
    }

    fn set(&self, secret: &str) -> Result<(), String> {
        self.check().map(|()| *self.secret.lock().unwrap() = Some(secret.to_owned()))
    }

    fn delete(&self) -> Result<(), String> {
        self.check().map(|()| *self.secret.lock().unwrap() = None)
    }
}

/// An error that a caller gets at once.
fn code<T: std::fmt::Debug>(result: Result<T, HubError>) -> &'static str {
    result.unwrap_err().code()
}
