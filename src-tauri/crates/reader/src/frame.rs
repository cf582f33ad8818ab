//! A frame is one message of the reader: four bytes of little-endian length, then that much JSON.
//!
//! The program writes them with the blocking function, whoever started it reads them with the asynchronous one. Errors
//! hold lengths only, never what stood in the frame, because they end up in logs.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::FromReader;

/// The most bytes one frame may hold. Pieces are cut far below it; more than this is a length that is none.
pub const FRAME_LIMIT: usize = 16 * 1024 * 1024;

/// Room reserved before the first byte of a frame arrives, so that a wrong length costs no memory.
const FIRST_ROOM: usize = 16 * 1024;

/// The bytes of one frame, its length included.
///
/// # Errors
/// Where the message is larger than [`FRAME_LIMIT`].
pub fn encode(message: &FromReader) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4];
    serde_json::to_writer(&mut bytes, message)?;
    let length = bytes.len() - 4;
    if length > FRAME_LIMIT {
        return Err(io::Error::other(format!("a frame of {length} bytes is larger than one may be")));
    }
    // The limit is far below what four bytes hold.
    bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
    Ok(bytes)
}

/// Reads one frame; `None` where the stream ends between frames. Not to be cancelled: a frame half read is lost.
///
/// # Errors
/// Where the stream fails, ends within a frame, or holds something else.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<FromReader>> {
    let mut header = Vec::with_capacity(4);
    (&mut *stream).take(4).read_to_end(&mut header).await?;
    if header.is_empty() {
        return Ok(None);
    }
    let header: [u8; 4] = header.try_into().map_err(|_| io::ErrorKind::UnexpectedEof)?;
    let length = u32::from_le_bytes(header) as usize;
    if length > FRAME_LIMIT {
        return Err(io::Error::other(format!("a frame of {length} bytes is larger than one may be")));
    }
    let mut body = Vec::with_capacity(length.min(FIRST_ROOM));
    stream.take(length as u64).read_to_end(&mut body).await?;
    if body.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    // serde_json's own words may quote the document.
    serde_json::from_slice(&body)
        .map(Some)
        .map_err(|_| io::Error::other(format!("a frame of {length} bytes is no message")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Piece, PieceKind, Place};

    fn read_all(mut bytes: &[u8]) -> io::Result<Vec<FromReader>> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let mut messages = Vec::new();
            while let Some(message) = read(&mut bytes).await? {
                messages.push(message);
            }
            Ok(messages)
        })
    }

    #[test]
    fn what_is_written_is_read() {
        let piece = Piece {
            kind: PieceKind::Heading { level: 2 },
            text: "標題".to_owned(),
            place: Place { page: Some(3), ..Place::default() },
            words: Vec::new(),
        };
        let messages = vec![
            FromReader::Started { protocol: crate::PROTOCOL, format: Format::Pdf, parts: Some(3) },
            FromReader::Piece(piece),
            FromReader::Failed(crate::ReadFailure::Encrypted),
        ];
        let bytes: Vec<u8> = messages.iter().flat_map(|message| encode(message).expect("it is short")).collect();
        assert_eq!(read_all(&bytes).expect("whole frames"), messages);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        assert!(read_all(&[9, 0]).is_err(), "a header cut short");
        assert!(read_all(&[9, 0, 0, 0, b'{']).is_err(), "a body cut short");
        assert!(read_all(&[0xff; 9]).is_err(), "a length beyond the limit");
        assert!(read_all(&[2, 0, 0, 0, b'{', b'}']).is_err(), "no message");
    }
}
