//! An answer is what a host says to a request: a status, headers, and a body that is read as it comes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use reqwest::{Response, StatusCode, Url};
use tokio::sync::watch;

use super::{Network, failure, host_of, switched_off};
use crate::HubError;
use crate::connections::Connections;
use crate::pace::Pace;

/// Fewer bytes than this in the time of a stall are a trickle.
const TRICKLE: usize = 4096;

/// A host's answer.
#[derive(Debug)]
pub(crate) struct Answer {
    response: Response,
    url: Url,
    host: String,
    why: String,
    stall: Duration,
    pace: Arc<Pace>,
    connections: Connections,
    on: watch::Receiver<bool>,
    /// The time spent waiting for bytes, and the bytes that came in it, since the last look at both.
    waited: Duration,
    came: usize,
}

impl Answer {
    pub(super) fn new(response: Response, url: Url, why: String, network: &Network, on: watch::Receiver<bool>) -> Self {
        let inner = &network.0;
        let (stall, pace) = (inner.limits.stall, Arc::clone(&inner.pace));
        let (host, connections) = (host_of(&url), inner.connections.clone());
        Self { response, url, host, why, stall, pace, connections, on, waited: Duration::ZERO, came: 0 }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The address that gave it.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// A header's value; `None` where there is none that is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The same header, without the quotes and the mark of weakness of an entity tag.
    pub(crate) fn tag(&self, name: &str) -> Option<&str> {
        self.header(name).map(|value| value.trim_start_matches("W/").trim_matches('"'))
    }

    /// The next bytes of the body, no faster than the speed limit; `None` at its end.
    ///
    /// # Errors
    /// [`HubError::ConnectionLost`] where nothing comes for too long or the body breaks off;
    /// [`HubError::NetworkOff`] as soon as the network is switched off.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, HubError> {
        let before = Instant::now();
        let read = tokio::select! {
            read = tokio::time::timeout(self.stall, self.response.chunk()) => read,
            () = switched_off(&mut self.on) => return Err(HubError::NetworkOff),
        };
        let host = || self.host.clone();
        let chunk = match read {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(error)) => return Err(failure::of_body(&error, host())),
            Err(_) => {
                let detail = format!("no byte for {} s", self.stall.as_secs_f32());
                return Err(HubError::ConnectionLost { host: host(), detail });
            }
        };
        if let Some(chunk) = &chunk {
            self.check_trickle(before.elapsed(), chunk.len())?;
            self.connections.received(&self.host, &self.why, chunk.len() as u64);
            self.pace.pass(chunk.len()).await;
        }
        Ok(chunk)
    }

    /// A connection that drips is as good as dead: another one may be quick.
    fn check_trickle(&mut self, waited: Duration, came: usize) -> Result<(), HubError> {
        self.waited += waited;
        self.came += came;
        if self.waited < self.stall {
            return Ok(());
        }
        let (waited, came) = (std::mem::take(&mut self.waited), std::mem::take(&mut self.came));
        if came >= TRICKLE {
            return Ok(());
        }
        let detail = format!("{came} bytes in {} s", waited.as_secs_f32());
        Err(HubError::ConnectionLost { host: self.host.clone(), detail })
    }

    /// The whole body of a small answer.
    ///
    /// # Errors
    /// Those of [`Self::chunk`]; [`HubError::Misbehaves`] where it has more than `limit` bytes.
    pub(crate) async fn body(mut self, limit: usize) -> Result<Vec<u8>, HubError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if body.len() + chunk.len() > limit {
                let detail = format!("an answer of more than {limit} bytes");
                return Err(HubError::Misbehaves { host: self.host, detail });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}
