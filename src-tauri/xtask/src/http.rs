//! HTTP, as far as it takes to exchange JSON with a program on this machine: one request a connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Longer than any answer takes; a program that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends a request to that port and returns the JSON of its answer, whatever the answer's status.
pub(crate) fn exchange(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).context("nothing listens there any more")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    read_answer(&mut stream)
}

/// Reads an HTTP answer up to the length it declares: the driver keeps the connection open.
fn read_answer(stream: &mut impl Read) -> Result<Value> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 1 << 14];
    loop {
        if let Some(body) = whole_body(&bytes)? {
            return serde_json::from_slice(body).context("the answer is not JSON");
        }
        match stream.read(&mut buffer).context("no answer came")? {
            0 => bail!("the connection was closed in mid-answer"),
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

/// The body of an answer, once all of it is there.
fn whole_body(bytes: &[u8]) -> Result<Option<&[u8]>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize =
        length.context("the answer has no length")?.trim().parse().context("the answer's length is no number")?;
    Ok(bytes.get(end + 4..end + 4 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_however_it_is_cut() {
        struct OneByOne<'a>(&'a [u8]);
        impl Read for OneByOne<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                let taken = self.0.len().min(1);
                buffer[..taken].copy_from_slice(&self.0[..taken]);
                self.0 = &self.0[taken..];
                Ok(taken)
            }
        }
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"value\":\"東\"}";
        assert_eq!(read_answer(&mut OneByOne(text.as_bytes())).unwrap()["value"], "東");
        let error = read_answer(&mut OneByOne(&text.as_bytes()[..50])).unwrap_err().to_string();
        assert!(error.contains("closed"), "{error}");
    }
}
