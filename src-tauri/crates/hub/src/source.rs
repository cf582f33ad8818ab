//! A source is a file on the hub as it is now: which bytes it has, and where they can be had for the moment.

use reqwest::{Method, Url};
use serde::{Deserialize, Serialize};

use crate::network::{self, Answer, Asked, Network, Request};
use crate::{HubError, RemoteFile, Repository};

/// More than the longest listing has by far.
const LISTING_LIMIT: usize = 16 << 20;

/// More pages than the longest listing has.
const MOST_PAGES: usize = 50;

/// Which bytes a file has. Two sources with the same hash are the same file, whatever they are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// A file on the hub, found.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) source: Source,
    pub(crate) commit: Option<String>,
    /// Where its bytes are. Mostly another host, and only for a while.
    pub(crate) url: Url,
}

/// Which file is asked for, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) revision: &'a str,
    pub(crate) path: &'a str,
    pub(crate) why: &'a str,
}

/// What the answers on the way tell.
#[derive(Debug, Default)]
struct Facts {
    bytes: Option<u64>,
    sha256: Option<String>,
    commit: Option<String>,
}

impl Facts {
    /// Takes from an answer what no earlier one told. An answer that redirects tells no size of its own.
    fn learn(&mut self, answer: &Answer, is_last: bool) {
        let number = |name: &str| answer.header(name).and_then(|value| value.trim().parse().ok());
        let hash = |name: &str| answer.tag(name).filter(|tag| is_sha256(tag)).map(str::to_ascii_lowercase);
        self.commit = self.commit.take().or_else(|| answer.header("x-repo-commit").map(str::to_owned));
        self.bytes = self.bytes.or_else(|| number("x-linked-size"));
        self.sha256 = self.sha256.take().or_else(|| hash("x-linked-etag"));
        if is_last {
            self.bytes = self.bytes.or_else(|| number("content-length"));
            self.sha256 = self.sha256.take().or_else(|| hash("etag"));
        }
    }
}

impl Network {
    /// Asks the hub for a file: its size, its hash, its commit, and where its bytes are.
    pub(crate) async fn locate(&self, place: Place<'_>) -> Result<Located, HubError> {
        let request = Request { method: Method::HEAD, range: None, why: place.why };
        let mut seen = vec![self.resolve_address(place)];
        let mut facts = Facts::default();
        let url = loop {
            let url = seen[seen.len() - 1].clone();
            let answer = self.ask(&url, &request).await?;
            if let Some(refusal) = self.refusal(&answer, place).await {
                return Err(refusal);
            }
            let next = network::redirect(&url, &answer)?;
            facts.learn(&answer, next.is_none());
            match next {
                None => break url,
                Some(next) if facts.bytes.is_some() && !self.is_hub(&next) => break next,
                Some(next) => {
                    network::check_hop(&seen, &next)?;
                    seen.push(next);
                }
            }
        };
        let host = network::host_of(&seen[0]);
        let bytes = facts.bytes.ok_or(HubError::Misbehaves { host, detail: "no size".to_owned() })?;
        let sha256 = match facts.sha256 {
            Some(sha256) => sha256,
            None => self.listed_hash(place).await?,
        };
        Ok(Located { source: Source { bytes, sha256 }, commit: facts.commit, url })
    }

    /// The hash in the repository's listing, for a mirror whose answers tell none.
    async fn listed_hash(&self, place: Place<'_>) -> Result<String, HubError> {
        let files = self.tree(place).await?;
        let listed = files.into_iter().find(|file| file.path == place.path).and_then(|file| file.sha256);
        listed.ok_or_else(|| HubError::Unverifiable { path: place.path.to_owned() })
    }

    /// All files of a repository.
    pub(crate) async fn tree(&self, place: Place<'_>) -> Result<Vec<RemoteFile>, HubError> {
        let Place { repository, revision, .. } = place;
        let parts = ["api", "models", repository.owner(), repository.name(), "tree", revision];
        let mut url = self.on_hub(parts);
        url.set_query(Some("recursive=true"));
        let request = Request { method: Method::GET, range: None, why: place.why };
        let mut files = Vec::new();
        for _ in 0..MOST_PAGES {
            let answer = self.follow(&url, &request).await?;
            if let Some(refusal) = self.refusal(&answer, place).await {
                return Err(refusal);
            }
            let commit = answer.header("x-repo-commit").map(str::to_owned);
            let next = answer.header("link").and_then(next_page).and_then(|link| url.join(link).ok());
            let host = answer.host().to_owned();
            let entries: Vec<Entry> = serde_json::from_slice(&answer.body(LISTING_LIMIT).await?)
                .map_err(|error| HubError::Misbehaves { host, detail: format!("a listing that is none: {error}") })?;
            files.extend(entries.into_iter().filter_map(|entry| entry.file(commit.as_ref())));
            match next.filter(|next| self.is_hub(next)) {
                Some(next) => url = next,
                None => break,
            }
        }
        Ok(files)
    }

    pub(crate) async fn refusal(&self, answer: &Answer, place: Place<'_>) -> Option<HubError> {
        let Place { repository, revision, path, .. } = place;
        let page = String::from(self.on_hub([repository.owner(), repository.name()]));
        let with_token = self.tokens().get().await.0.is_some();
        network::refusal(answer, Asked { repository, revision, path, page: &page, with_token })
    }

    fn resolve_address(&self, place: Place<'_>) -> Url {
        let Place { repository, revision, path, .. } = place;
        let parts = [repository.owner(), repository.name(), "resolve", revision];
        self.on_hub(parts.into_iter().chain(path.split('/')))
    }
}

/// A line of a listing.
#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    path: String,
    #[serde(default)]
    size: u64,
    lfs: Option<Large>,
}

/// A file that is kept outside of git: every model is.
#[derive(Debug, Deserialize)]
struct Large {
    oid: String,
    size: u64,
}

impl Entry {
    fn file(self, commit: Option<&String>) -> Option<RemoteFile> {
        if self.kind != "file" || !crate::repository::is_path(&self.path) {
            return None;
        }
        let bytes = self.lfs.as_ref().map_or(self.size, |large| large.size);
        let sha256 = self.lfs.map(|large| large.oid).filter(|oid| is_sha256(oid)).map(|oid| oid.to_ascii_lowercase());
        Some(RemoteFile { path: self.path, bytes, sha256, commit: commit.cloned() })
    }
}

/// The address in `<…>; rel="next"`.
fn next_page(links: &str) -> Option<&str> {
    let link = links.split(',').find(|link| link.contains("rel=\"next\""))?;
    link.split_once('<')?.1.split_once('>').map(|(address, _)| address)
}

/// Whether this is a SHA-256 in hexadecimal.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
