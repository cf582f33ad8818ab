//! The form of a state on disk.
//!
//! ```text
//! magic 8 · identity 32 · tokens u32 · answers u32 · checkpoints u32 · whole u64      the counts
//! (length u32) for each answer · (place u32, length u64) for each checkpoint          the table
//! tokens i32 … · answers i32 …                                                        what it is of
//! SHA-256 of all that                                                                 ends the head
//! whole … · checkpoints …                                                             llama.cpp's bytes
//! SHA-256 of those                                                                    ends the file
//! ```
//! Numbers are little-endian. The head alone tells whether a state is of use, so it is read and checked alone.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use super::identity::Identity;

/// The first bytes, with the version of the form.
const MAGIC: [u8; 8] = *b"CaratKV\x01";

/// Bytes of the counts.
const COUNTS: usize = 8 + 32 + 4 + 4 + 4 + 8;

/// More answers than this are never kept.
const MOST_ANSWERS: u32 = 1024;

/// More checkpoints than this are never kept.
const MOST_CHECKPOINTS: u32 = 64;

/// More tokens than this fit no model.
const MOST_TOKENS: u32 = 1 << 24;

/// What a state is of: enough to tell whether it is of use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The tokens whose keys and values it holds.
    pub tokens: Vec<i32>,
    /// Answers among them, in the tokens that the model wrote them in.
    pub answers: Vec<Vec<i32>>,
    /// Bytes of the whole sequence.
    whole: u64,
    /// Places of the checkpoints, and their bytes.
    checkpoints: Vec<(u32, u64)>,
}

/// The bytes of llama.cpp's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The whole sequence.
    pub whole: Vec<u8>,
    /// Its windowed layers at earlier places, the places ascending.
    pub checkpoints: Vec<(u32, Vec<u8>)>,
}

/// Why a file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It is damaged, or something else altogether.
    #[error("it is damaged")]
    Damaged,
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a state and tells how many bytes it has.
///
/// # Errors
/// What the writer says.
pub fn write(
    writer: impl Write,
    identity: &Identity,
    tokens: &[i32],
    answers: &[Vec<i32>],
    body: &Body,
) -> io::Result<u64> {
    let mut out = Summed::new(writer);
    out.write_all(&MAGIC)?;
    out.write_all(&identity.0)?;
    for count in [tokens.len(), answers.len(), body.checkpoints.len()] {
        out.write_all(&small(count)?.to_le_bytes())?;
    }
    out.write_all(&(body.whole.len() as u64).to_le_bytes())?;
    for answer in answers {
        out.write_all(&small(answer.len())?.to_le_bytes())?;
    }
    for (place, bytes) in &body.checkpoints {
        out.write_all(&place.to_le_bytes())?;
        out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    }
    let numbers = tokens.iter().chain(answers.iter().flatten());
    let bytes: Vec<u8> = numbers.flat_map(|token| token.to_le_bytes()).collect();
    out.write_all(&bytes)?;
    out.end()?;
    out.write_all(&body.whole)?;
    for (_, bytes) in &body.checkpoints {
        out.write_all(bytes)?;
    }
    out.end()?;
    out.inner.flush()?;
    Ok(out.bytes)
}

fn small(count: usize) -> io::Result<u32> {
    u32::try_from(count).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))
}

/// Reads the head of a file of `size` bytes.
///
/// # Errors
/// [`Unusable`].
pub fn read_head(reader: impl Read, size: u64, identity: &Identity) -> Result<Head, Unusable> {
    let mut from = Summed::new(reader);
    let counts = from.read(COUNTS)?;
    let number = |at: usize| u32::from_le_bytes([counts[at], counts[at + 1], counts[at + 2], counts[at + 3]]);
    let (tokens, answers, checkpoints) = (number(40), number(44), number(48));
    let whole = u64::from(number(52)) | u64::from(number(56)) << 32;
    let known = counts[..8] == MAGIC && counts[8..40] == identity.0;
    if !known || tokens > MOST_TOKENS || answers > MOST_ANSWERS || checkpoints > MOST_CHECKPOINTS {
        return Err(Unusable::Damaged);
    }
    let lengths = from.read(answers as usize * 4)?;
    let lengths: Vec<u32> = lengths.chunks_exact(4).map(le_u32).collect();
    let table = from.read(checkpoints as usize * 12)?;
    let checkpoints: Vec<(u32, u64)> = table
        .chunks_exact(12)
        .map(|entry| (le_u32(&entry[..4]), u64::from(le_u32(&entry[4..8])) | u64::from(le_u32(&entry[8..])) << 32))
        .collect();
    // Before anything is reserved: what is promised must be there to the byte.
    let numbers: u64 = u64::from(tokens) + lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
    let body = checkpoints.iter().try_fold(whole, |sum, (_, bytes)| sum.checked_add(*bytes));
    let expected = body.and_then(|body| body.checked_add(from.bytes + numbers * 4 + 64));
    if expected != Some(size) {
        return Err(Unusable::Damaged);
    }
    let numbers = from.read(numbers as usize * 4)?;
    from.check()?;
    let mut numbers = numbers.chunks_exact(4).map(|bytes| le_u32(bytes) as i32);
    let tokens = numbers.by_ref().take(tokens as usize).collect();
    let answers = lengths.iter().map(|length| numbers.by_ref().take(*length as usize).collect()).collect();
    Ok(Head { tokens, answers, whole, checkpoints })
}

/// Reads what follows a head.
///
/// # Errors
/// [`Unusable`].
pub fn read_body(reader: impl Read, head: &Head) -> Result<Body, Unusable> {
    let mut from = Summed::new(reader);
    let whole = from.read(head.whole as usize)?;
    let mut checkpoints = Vec::with_capacity(head.checkpoints.len());
    for (place, bytes) in &head.checkpoints {
        checkpoints.push((*place, from.read(*bytes as usize)?));
    }
    from.check()?;
    let ascending = checkpoints.windows(2).all(|two| two[0].0 < two[1].0);
    let inside = checkpoints.iter().all(|(place, _)| *place as usize <= head.tokens.len());
    if ascending && inside { Ok(Body { whole, checkpoints }) } else { Err(Unusable::Damaged) }
}

impl Head {
    /// Bytes that its body takes in memory.
    #[must_use]
    pub fn body(&self) -> u64 {
        self.whole + self.checkpoints.iter().map(|(_, bytes)| bytes).sum::<u64>()
    }
}

fn le_u32(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A stream whose bytes are summed as they pass.
struct Summed<S> {
    inner: S,
    sum: Sha256,
    bytes: u64,
}

impl<S> Summed<S> {
    fn new(inner: S) -> Self {
        Self { inner, sum: Sha256::new(), bytes: 0 }
    }
}

impl<W: Write> Summed<W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
        self.inner.write_all(bytes)
    }

    /// Writes the sum of what was written since the last one.
    fn end(&mut self) -> io::Result<()> {
        let sum = self.sum.finalize_reset();
        self.bytes += sum.len() as u64;
        self.inner.write_all(&sum)
    }
}

impl<R: Read> Summed<R> {
    fn read(&mut self, bytes: usize) -> Result<Vec<u8>, Unusable> {
        let mut buffer = vec![0; bytes];
        self.inner.read_exact(&mut buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Unusable::Damaged,
            _ => Unusable::Io(error),
        })?;
        self.sum.update(&buffer);
        self.bytes += bytes as u64;
        Ok(buffer)
    }

    /// Reads the sum and compares it.
    fn check(&mut self) -> Result<(), Unusable> {
        let sum = self.sum.finalize_reset();
        let written = self.read(sum.len())?;
        if written == sum[..] { Ok(()) } else { Err(Unusable::Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn identity() -> Identity {
        Identity([7; 32])
    }

    fn states() -> impl Strategy<Value = (Vec<i32>, Vec<Vec<i32>>, Body)> {
        let tokens = prop::collection::vec(any::<i32>(), 0..50);
        let answers = prop::collection::vec(prop::collection::vec(any::<i32>(), 0..9), 0..3);
        let checkpoint = prop::collection::vec(any::<u8>(), 0..20);
        (tokens, answers, prop::collection::vec(any::<u8>(), 0..90), prop::collection::vec(checkpoint, 0..3)).prop_map(
            |(tokens, answers, whole, checkpoints)| {
                let places = (0..=tokens.len() as u32).zip(checkpoints);
                let body = Body { whole, checkpoints: places.collect() };
                (tokens, answers, body)
            },
        )
    }

    fn written(tokens: &[i32], answers: &[Vec<i32>], body: &Body) -> Vec<u8> {
        let mut bytes = Vec::new();
        assert_eq!(write(&mut bytes, &identity(), tokens, answers, body).unwrap(), bytes.len() as u64);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<(Head, Body), Unusable> {
        let mut reader = bytes;
        let head = read_head(&mut reader, bytes.len() as u64, &identity())?;
        let body = read_body(&mut reader, &head)?;
        Ok((head, body))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again((tokens, answers, body) in states()) {
            let (head, read) = read(&written(&tokens, &answers, &body)).unwrap();
            prop_assert_eq!(&head.tokens, &tokens);
            prop_assert_eq!(&head.answers, &answers);
            prop_assert_eq!(head.body(), body.whole.len() as u64 + body.checkpoints.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>());
            prop_assert_eq!(&read, &body);
        }

        #[test]
        fn nothing_damaged_is_ever_read(
            (tokens, answers, body) in states(),
            flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4),
        ) {
            let whole = written(&tokens, &answers, &body);
            let mut bytes = whole.clone();
            for (at, flip) in &flips {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            // Flips may undo each other.
            prop_assume!(bytes != whole);
            prop_assert!(matches!(read(&bytes), Err(Unusable::Damaged)));
        }

        #[test]
        fn nothing_cut_or_lengthened_is_ever_read((tokens, answers, body) in states(), cut in any::<prop::sample::Index>()) {
            let mut bytes = written(&tokens, &answers, &body);
            prop_assert!(matches!(read(&bytes[..cut.index(bytes.len())]), Err(Unusable::Damaged)));
            bytes.push(0);
            prop_assert!(matches!(read(&bytes), Err(Unusable::Damaged)));
        }

        #[test]
        fn nothing_else_is_ever_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let begun = [&MAGIC[..], &identity().0, &bytes].concat();
            prop_assert!(matches!(read(&bytes), Err(Unusable::Damaged)));
            prop_assert!(matches!(read(&begun), Err(Unusable::Damaged)));
        }
    }

    #[test]
    fn a_state_of_another_model_is_not_read() {
        let bytes = written(&[1, 2], &[], &Body::default());
        let other = Identity([8; 32]);
        assert!(matches!(read_head(&bytes[..], bytes.len() as u64, &other), Err(Unusable::Damaged)));
    }

    #[test]
    fn a_promise_of_more_than_there_is_reserves_nothing() {
        let mut bytes = written(&[1, 2], &[], &Body::default());
        bytes[52..60].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(matches!(read(&bytes), Err(Unusable::Damaged)));
        bytes[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(read(&bytes), Err(Unusable::Damaged)));
    }
}
