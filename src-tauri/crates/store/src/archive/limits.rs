//! Limits keep a small file from unpacking to more than the disk or the memory holds.

use std::io::{self, Read};

/// More entries than any version of the format has had or will need.
pub(super) const ENTRIES: usize = 64;

/// The manifest is a few fields.
pub(super) const MANIFEST_BYTES: u64 = 64 * 1024;

/// Settings are switches and short texts.
pub(super) const SETTINGS_BYTES: u64 = 16 * 1024 * 1024;

/// All conversations: years of them are some hundred megabytes.
pub(super) const CONVERSATIONS_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// One conversation, which is held in memory as a whole.
pub(super) const LINE_BYTES: u64 = 512 * 1024 * 1024;

/// Real text packs to a fifth or a tenth. One that repeats itself may pack further, hence the start that is free.
const RATIO: u64 = 200;
const FREE_BYTES: u64 = 64 * 1024 * 1024;

/// A reader that fails once it has given more than `limit` bytes, or far more than was packed.
///
/// What a zip says of its sizes is not believed: the bytes are counted as they come.
pub(super) struct Bounded<R> {
    inner: R,
    given: u64,
    limit: u64,
    packed: u64,
}

impl<R: Read> Bounded<R> {
    /// `packed` is how large the whole archive is, which no entry's packed size can exceed.
    pub(super) fn new(inner: R, limit: u64, packed: u64) -> Self {
        Self { inner, given: 0, limit, packed }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.given = self.given.saturating_add(count as u64);
        if self.given > self.limit {
            return Err(too_large(format!("more than {} MB in one entry", self.limit.div_ceil(1024 * 1024))));
        }
        if self.given > FREE_BYTES && self.given / RATIO > self.packed {
            return Err(too_large(format!("more than {RATIO} times its size")));
        }
        Ok(count)
    }
}

/// Which limit was passed, inside the `io::Error` that readers above pass on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct TooLarge(String);

pub(super) fn too_large(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, TooLarge(what))
}

/// The limit that was passed, if that is what the error tells.
pub(super) fn passed(error: &io::Error) -> Option<String> {
    error.get_ref()?.downcast_ref::<TooLarge>().map(|limit| limit.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_counts_what_comes_out() {
        let mut text = String::new();
        assert_eq!(Bounded::new(&b"12345"[..], 5, 5).read_to_string(&mut text).expect("as many as allowed"), 5);
        let error = Bounded::new(&b"123456"[..], 5, 5).read_to_string(&mut text).expect_err("one too many");
        assert!(passed(&error).is_some());
    }

    #[test]
    fn a_ratio_beyond_real_text_fails_once_it_matters() {
        let error = io::copy(&mut Bounded::new(io::repeat(b'x'), u64::MAX, 100_000), &mut io::sink());
        assert!(
            passed(&error.expect_err("an endless text from 100 KB")).is_some_and(|what| what.contains("200 times"))
        );
        let mut small = Bounded::new(io::repeat(b'x').take(FREE_BYTES), u64::MAX, 10);
        assert_eq!(io::copy(&mut small, &mut io::sink()).expect("small however well it packs"), FREE_BYTES);
    }
}
