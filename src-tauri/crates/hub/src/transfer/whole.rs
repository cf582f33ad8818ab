//! The whole file in one answer, for hosts that know no ranges: what has arrived already is passed over.

use reqwest::Method;

use super::ranges::{Address, Fault, Ranges};
use crate::HubError;
use crate::network::Request;

/// Fetches everything that is missing. Whoever comes second waits for the first, and finds nothing left.
pub(super) async fn fetch(ranges: &Ranges, address: &Address) -> Result<(), Fault> {
    let _alone = ranges.alone.lock().await;
    let size = ranges.size();
    if ranges.part.missing_in(0..size).is_empty() {
        return Ok(());
    }
    let request = Request { method: Method::GET, range: None, why: &ranges.why };
    let mut answer = ranges.network.follow(&address.url, &request).await?;
    ranges.check_status(&answer).await?;
    ranges.check_encoding(&answer)?;
    let length = answer.header("content-length").and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length != size) {
        return Err(Fault::Suspicious("the file has another size"));
    }
    let mut at = 0;
    while at < size {
        let Some(mut bytes) = answer.chunk().await? else {
            let detail = "the answer ended early".to_owned();
            return Err(HubError::ConnectionLost { host: answer.host().to_owned(), detail }.into());
        };
        bytes.truncate(usize::try_from(size - at).unwrap_or(usize::MAX));
        let end = at + bytes.len() as u64;
        for missing in ranges.part.missing_in(at..end) {
            let (from, to) = ((missing.start - at) as usize, (missing.end - at) as usize);
            ranges.take(missing.start, bytes.slice(from..to), end == size).await?;
        }
        at = end;
    }
    Ok(())
}
