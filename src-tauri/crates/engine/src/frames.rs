//! A frame is one message between Carat and its worker: four bytes of little-endian length, then that much JSON.
//!
//! The worker reads and writes frames with the blocking functions, the supervisor with the asynchronous ones.
//! Errors hold lengths and positions only, never what stood in the frame, because they end up in logs.

mod messages;

use std::io::{self, Read as _};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

pub use self::messages::{Device, FromWorker, ToWorker};

/// The version of the frames. App and worker refuse each other where it differs.
pub const PROTOCOL: u32 = 3;

/// The most bytes one frame may hold, its length not counted. A full context of a large model is a few megabytes;
/// more than this is a length read from bytes that are no frame.
pub const FRAME_LIMIT: usize = 64 * 1024 * 1024;

/// Room reserved before the first byte of a frame arrives, so that a wrong length costs no memory.
const FIRST_ROOM: usize = 64 * 1024;

/// Why a frame could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The length is beyond [`FRAME_LIMIT`].
    #[error("a frame of {length} bytes is larger than the {FRAME_LIMIT} bytes that one may have")]
    Oversized {
        /// Bytes announced or to be written.
        length: usize,
    },
    /// The stream ended inside a frame.
    #[error("the stream ended after {got} of {expected} bytes of a frame")]
    Short {
        /// Bytes that should have come.
        expected: usize,
        /// Bytes that came.
        got: usize,
    },
    /// The bytes are not the expected JSON.
    #[error("a frame of {length} bytes is not what was expected ({problem} at byte {position})")]
    Garbled {
        /// Bytes of the frame.
        length: usize,
        /// Where in it reading stopped.
        position: usize,
        /// What kind of problem it is.
        problem: &'static str,
    },
    /// The value has no form in JSON, such as a path that is not Unicode.
    #[error("a message can't be written as a frame because a path or number in it has no form in JSON")]
    Unwritable,
    /// The stream itself failed.
    #[error("the stream failed: {0}")]
    Io(#[from] io::Error),
}

/// The bytes of one frame, its length included.
///
/// # Errors
/// [`FrameError::Oversized`] and [`FrameError::Unwritable`].
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message).map_err(|_| FrameError::Unwritable)?;
    let length = bytes.len() - 4;
    if length > FRAME_LIMIT {
        return Err(FrameError::Oversized { length });
    }
    // The limit is far below what four bytes hold.
    bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
    Ok(bytes)
}

/// Writes one frame and flushes it.
///
/// # Errors
/// What the stream says, or `InvalidInput` with a [`FrameError`] inside; then nothing was written.
pub fn write_frame<T: Serialize>(writer: &mut impl io::Write, message: &T) -> io::Result<()> {
    writer.write_all(&encode(message).map_err(invalid_input)?)?;
    writer.flush()
}

/// Reads one frame; `None` where the stream ends between frames.
///
/// # Errors
/// Any [`FrameError`]. The stream can't be read further after one.
pub fn read_frame<T: DeserializeOwned>(reader: &mut impl io::Read) -> Result<Option<T>, FrameError> {
    let mut header = Vec::with_capacity(4);
    reader.by_ref().take(4).read_to_end(&mut header)?;
    let Some(length) = length(&header)? else { return Ok(None) };
    let mut body = Vec::with_capacity(length.min(FIRST_ROOM));
    reader.take(length as u64).read_to_end(&mut body)?;
    decode(length, &body).map(Some)
}

/// [`write_frame`] for asynchronous streams.
///
/// # Errors
/// As [`write_frame`].
pub async fn write_frame_async<T: Serialize>(writer: &mut (impl AsyncWrite + Unpin), message: &T) -> io::Result<()> {
    writer.write_all(&encode(message).map_err(invalid_input)?).await?;
    writer.flush().await
}

/// [`read_frame`] for asynchronous streams. Not to be cancelled: a frame half read is lost.
///
/// # Errors
/// As [`read_frame`].
pub async fn read_frame_async<T: DeserializeOwned>(
    reader: &mut (impl AsyncRead + Unpin),
) -> Result<Option<T>, FrameError> {
    let mut header = Vec::with_capacity(4);
    (&mut *reader).take(4).read_to_end(&mut header).await?;
    let Some(length) = length(&header)? else { return Ok(None) };
    let mut body = Vec::with_capacity(length.min(FIRST_ROOM));
    reader.take(length as u64).read_to_end(&mut body).await?;
    decode(length, &body).map(Some)
}

/// The length that a header tells; `None` for a header of no bytes.
fn length(header: &[u8]) -> Result<Option<usize>, FrameError> {
    if header.is_empty() {
        return Ok(None);
    }
    let header: [u8; 4] = header.try_into().map_err(|_| FrameError::Short { expected: 4, got: header.len() })?;
    match u32::from_le_bytes(header) as usize {
        length if length > FRAME_LIMIT => Err(FrameError::Oversized { length }),
        length => Ok(Some(length)),
    }
}

/// The message in a frame's body.
fn decode<T: DeserializeOwned>(length: usize, body: &[u8]) -> Result<T, FrameError> {
    if body.len() < length {
        return Err(FrameError::Short { expected: length, got: body.len() });
    }
    serde_json::from_slice(body).map_err(|error| FrameError::Garbled {
        length,
        position: error.column(),
        // serde_json's own words may quote the frame.
        problem: match error.classify() {
            serde_json::error::Category::Data => "an unknown or ill-formed message",
            serde_json::error::Category::Eof => "JSON that ends too early",
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => "no JSON",
        },
    })
}

/// A frame that can't be written, as an error of the stream.
fn invalid_input(error: FrameError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
