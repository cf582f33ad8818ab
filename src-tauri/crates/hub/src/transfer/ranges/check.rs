//! The check of an answer: is it the range that was asked for, and is the file still the same?

use std::ops::Range;
use std::sync::PoisonError;

use super::{Address, Ranges};
use crate::HubError;
use crate::network::Answer;

/// What can be wrong with an answer, beside the network's own errors.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The address is no longer good.
    Expired,
    /// The range was ignored.
    Ignored,
    /// It may be another file now.
    Suspicious(&'static str),
    /// Any other error.
    Error(HubError),
}

impl From<HubError> for Fault {
    fn from(error: HubError) -> Self {
        Self::Error(error)
    }
}

impl Ranges {
    /// Whether an answer is the range that was asked for.
    pub(super) async fn check(&self, answer: &Answer, address: &Address, range: &Range<u64>) -> Result<(), Fault> {
        self.check_status(answer).await?;
        if answer.status().as_u16() != 206 {
            return Err(Fault::Ignored);
        }
        self.check_encoding(answer)?;
        self.check_tag(answer, address)?;
        let misbehaves = |detail: String| HubError::Misbehaves { host: answer.host().to_owned(), detail };
        let given = answer.header("content-range").unwrap_or_default();
        let Some((first, last, size)) = content_range(given) else {
            return Err(misbehaves(format!("Content-Range \"{}\"", shortened(given))).into());
        };
        if size.is_some_and(|size| size != self.source.bytes) {
            return Err(Fault::Suspicious("the file has another size"));
        }
        if (first, last) != (range.start, range.end - 1) {
            let asked = format!("{}-{}", range.start, range.end - 1);
            return Err(misbehaves(format!("bytes {first}-{last} in place of {asked}")).into());
        }
        let length = answer.header("content-length").and_then(|length| length.parse::<u64>().ok());
        if length.is_some_and(|length| length != range.end - range.start) {
            return Err(misbehaves("a length that is not the range's".to_owned()).into());
        }
        Ok(())
    }

    pub(crate) async fn check_status(&self, answer: &Answer) -> Result<(), Fault> {
        let status = answer.status().as_u16();
        match status {
            200 | 206 => Ok(()),
            // Only the hub itself can refuse a person; elsewhere a signature has run out.
            401 | 403 | 404 | 410 if !self.network.is_hub(answer.url()) => Err(Fault::Expired),
            412 | 416 => Err(Fault::Suspicious("the range is not there any more")),
            _ => {
                let refusal = self.network.refusal(answer, self.place()).await;
                let host = answer.host().to_owned();
                Err(refusal.unwrap_or(HubError::Misbehaves { host, detail: format!("status {status}") }).into())
            }
        }
    }

    pub(crate) fn check_encoding(&self, answer: &Answer) -> Result<(), Fault> {
        match answer.header("content-encoding") {
            None | Some("identity") => Ok(()),
            Some(other) => {
                let detail = format!("a body encoded as {}, which was not asked for", shortened(other));
                Err(HubError::Misbehaves { host: answer.host().to_owned(), detail }.into())
            }
        }
    }

    /// The same host must not call the file by another tag in the middle.
    fn check_tag(&self, answer: &Answer, address: &Address) -> Result<(), Fault> {
        let Some(tag) = answer.tag("etag") else { return Ok(()) };
        let mut current = self.address.lock().unwrap_or_else(PoisonError::into_inner);
        if current.number != address.number {
            return Ok(());
        }
        match &current.tag {
            Some((host, first)) if host == answer.host() && first != tag => {
                Err(Fault::Suspicious("the file has another tag"))
            }
            _ => {
                current.tag = Some((answer.host().to_owned(), tag.to_owned()));
                Ok(())
            }
        }
    }
}

/// First byte, last byte and size of `bytes 0-9/100`; the size may be `*`.
fn content_range(value: &str) -> Option<(u64, u64, Option<u64>)> {
    let (range, size) = value.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let size = if size == "*" { None } else { Some(size.parse().ok()?) };
    Some((first.parse().ok()?, last.parse().ok()?, size))
}

/// What a host sent, fit to be shown.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_range_is_read_exactly_or_not_at_all() {
        assert_eq!(content_range("bytes 0-9/100"), Some((0, 9, Some(100))));
        assert_eq!(content_range("bytes 5-9/*"), Some((5, 9, None)));
        for wrong in ["", "bytes", "bytes */100", "bytes 5-/100", "items 0-9/100", "bytes -1-9/100", "bytes 0-9"] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }
}
