//! Answers with the bytes of a file, well or badly.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Response, StatusCode};
use futures_util::stream;

use super::{Content, Fault, Seen, State};

/// `bytes=0-9`, as the bytes from the first to before the last.
pub(super) fn range(value: &str) -> Option<Range<u64>> {
    let (first, last) = value.strip_prefix("bytes=")?.split_once('-')?;
    Some(first.parse().ok()?..last.parse::<u64>().ok()? + 1)
}

/// A status without more.
pub(super) fn status(status: u16, code: &str, message: &str) -> Response<Body> {
    let mut answer = Response::builder().status(status);
    if !code.is_empty() {
        answer = answer.header("x-error-code", code);
    }
    if !message.is_empty() {
        answer = answer.header("x-error-message", message);
    }
    answer.body(Body::from(message.to_owned())).unwrap()
}

/// A redirect.
pub(super) fn redirect(location: &str) -> Response<Body> {
    Response::builder().status(302).header("location", location).body(Body::empty()).unwrap()
}

/// The faults that have no body of the file's.
pub(super) fn without_bytes(fault: &Fault, seen: &Seen) -> Option<Response<Body>> {
    let too_many =
        |name: &str, value: String| Response::builder().status(429).header(name, value).body(Body::empty()).unwrap();
    Some(match fault {
        Fault::Status(code, error, message) => status(*code, error, message),
        Fault::RetryAfter(0) => status(429, "", ""),
        Fault::RetryAfter(seconds) => too_many("retry-after", seconds.to_string()),
        Fault::RateLimit(seconds) => too_many("ratelimit", format!("\"resolvers\";r=0;t={seconds}")),
        Fault::Loop => redirect(&seen.address),
        Fault::Redirect(location) => redirect(location),
        Fault::HugeHeader => Response::builder().header("x-huge", "x".repeat(1 << 20)).body(Body::empty()).unwrap(),
        _ => return None,
    })
}

/// The bytes of a file that were asked for, as this fault wants them.
pub(super) fn bytes(state: &Arc<State>, seen: &Seen, content: &Content, fault: Option<&Fault>) -> Response<Body> {
    let size = content.bytes();
    let known = state.ranges.load(Ordering::SeqCst) && fault != Some(&Fault::Whole);
    let asked = seen.range.clone().filter(|_| known);
    if asked.as_ref().is_some_and(|range| range.start >= size || range.end > size) {
        return status(416, "", "");
    }
    let range = asked.clone().unwrap_or(0..size);
    let length = range.end - range.start;
    let mut answer = Response::builder().header("accept-ranges", "bytes");
    let tag = if fault == Some(&Fault::OtherTag) { "another" } else { content.sha256() };
    answer = answer.header("etag", format!("\"{tag}\""));
    if asked.is_some() {
        let (first, last) = (range.start, range.end - 1);
        let told = match fault {
            Some(Fault::ShiftedRange) => format!("bytes {}-{last}/{size}", first + 1),
            Some(Fault::OtherSize) => format!("bytes {first}-{last}/{}", size + 1),
            Some(Fault::NonsenseRange) => "bytes all of them".to_owned(),
            _ => format!("bytes {first}-{last}/{size}"),
        };
        answer = answer.status(StatusCode::PARTIAL_CONTENT).header("content-range", told);
    }
    if fault == Some(&Fault::Gzip) {
        answer = answer.header("content-encoding", "gzip");
    }
    let told = match fault {
        Some(Fault::LongLength) => length + 1000,
        Some(Fault::ShortLength) => length - length / 2,
        _ => length,
    };
    let body = body(Arc::clone(state), seen.clone(), content.clone(), range, fault.cloned());
    answer.header("content-length", told).body(body).unwrap()
}

fn body(state: Arc<State>, seen: Seen, content: Content, range: Range<u64>, fault: Option<Fault>) -> Body {
    let start = range.start;
    Body::from_stream(stream::unfold(range.start, move |at| {
        let (state, seen, content, fault) = (Arc::clone(&state), seen.clone(), content.clone(), fault.clone());
        let end = range.end;
        async move {
            if at >= end {
                return None;
            }
            let mut piece = content.piece(at..end);
            match fault {
                Some(Fault::Cut(after)) if at - start >= after => return Some((Err(cut()), end)),
                Some(Fault::Stall(after)) if at - start >= after => std::future::pending().await,
                Some(Fault::Cut(after) | Fault::Stall(after)) => {
                    piece.truncate(usize::try_from(after - (at - start)).unwrap_or(usize::MAX).max(1));
                }
                Some(Fault::Trickle) => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    piece.truncate(16);
                }
                Some(Fault::WrongBytes) => piece = piece.iter().map(|byte| !byte).collect::<Vec<u8>>().into(),
                _ => {}
            }
            state.pace.pass(piece.len()).await;
            seen.sent.fetch_add(piece.len() as u64, Ordering::SeqCst);
            let next = at + piece.len() as u64;
            Some((Ok::<Bytes, std::io::Error>(piece), next))
        }
    }))
}

fn cut() -> std::io::Error {
    std::io::ErrorKind::ConnectionReset.into()
}
