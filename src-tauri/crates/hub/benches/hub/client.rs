//! Carat's downloader in a process of its own, which says how it is getting on.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use carat_hub::{DownloadState, Hub, Keychain, Limits, Proxy, Settings, Surroundings, SystemRoom, Wanted, WantedFile};

use crate::server::{FILE, REPOSITORY, Server};

/// How this program is called to be it.
pub(crate) const ROLE: &str = "fetch";

/// A running downloader.
pub(crate) struct Client {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

/// What it says.
#[derive(Debug, PartialEq)]
pub(crate) enum Said {
    /// So many bytes are safe.
    Bytes(u64),
    /// The file is in place, after so many seconds, and it took so many megabytes more than before it began.
    Ready { seconds: f64, megabytes: f64 },
}

impl Client {
    /// Starts to download what a server has, into a folder.
    pub(crate) fn start(server: &Server, home: &Path) -> Result<Self> {
        let home = home.to_str().context("a folder's name is text")?;
        let mut process = crate::again(ROLE, &[home, &server.endpoint])?.stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().context("it has an output")?;
        Ok(Self { process, lines: BufReader::new(output).lines() })
    }

    /// What it says next.
    pub(crate) fn next(&mut self) -> Result<Said> {
        let line = self.lines.next().context("the downloader ended")??;
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["bytes", bytes] => Ok(Said::Bytes(bytes.parse()?)),
            ["ready", seconds, megabytes] => {
                Ok(Said::Ready { seconds: seconds.parse()?, megabytes: megabytes.parse()? })
            }
            _ => bail!("the downloader said {line:?}"),
        }
    }

    /// Waits for the file.
    pub(crate) fn finish(&mut self) -> Result<(f64, f64)> {
        loop {
            if let Said::Ready { seconds, megabytes } = self.next()? {
                return Ok((seconds, megabytes));
            }
        }
    }

    /// Ends it as a crash would: on Unix by SIGKILL.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Is the downloader.
pub(crate) fn run(options: &[String]) -> Result<()> {
    let [home, endpoint] = options else { bail!("a folder and an address") };
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(fetch(Path::new(home), endpoint))
}

async fn fetch(home: &Path, endpoint: &str) -> Result<()> {
    let surroundings = Surroundings {
        limits: Limits::default(),
        room: Arc::new(SystemRoom),
        keychain: Arc::new(Nothing),
        endpoint: None,
        token: None,
    };
    let settings = Settings { endpoint: Some(endpoint.to_owned()), proxy: Proxy::Direct, ..Settings::default() };
    let hub = Hub::open_in(surroundings, home.join("downloads"), settings)?;
    // A crash left it in the list; then it is already on its way.
    let idle = resident();
    let start = Instant::now();
    let file = WantedFile { path: FILE.to_owned(), save_as: FILE.to_owned(), bytes: None, sha256: None };
    let wanted = Wanted {
        key: "bench".to_owned(),
        name: "Benchmark".to_owned(),
        repository: REPOSITORY.parse()?,
        revision: "main".to_owned(),
        files: vec![file],
        folder: home.join("models"),
    };
    let id = hub.downloads().enqueue(wanted).await?;
    let (mut watch, mut peak) = (hub.downloads().watch(), idle);
    println!("bytes {}", hub.downloads().find(&id)?.bytes);
    loop {
        let download = hub.downloads().find(&id)?;
        match download.state {
            DownloadState::Ready { .. } => break,
            DownloadState::Failed { message, .. } => bail!(message),
            _ => println!("bytes {}", download.bytes),
        }
        peak = peak.max(resident());
        let _ = tokio::time::timeout(Duration::from_millis(20), watch.changed()).await;
    }
    println!("ready {} {}", start.elapsed().as_secs_f64(), (peak - idle) / 1e6);
    Ok(())
}

/// The memory of this process in bytes; 0 where the system does not tell.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}

/// A keychain without a key.
#[derive(Debug)]
struct Nothing;

impl Keychain for Nothing {
    fn get(&self) -> Result<Option<String>, String> {
        Ok(None)
    }

    fn set(&self, _secret: &str) -> Result<(), String> {
        Err("it takes none".to_owned())
    }

    fn delete(&self) -> Result<(), String> {
        Ok(())
    }
}
