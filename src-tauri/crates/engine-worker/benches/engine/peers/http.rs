//! The little of HTTP that a benchmark needs to ask a server on its own machine: one request a connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Longer than any answer takes.
const LIMIT: Duration = Duration::from_secs(600);

/// The status of a GET.
pub(super) fn status(port: u16, path: &str) -> Result<u16> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    code(&line)
}

/// Posts JSON and hands every event of the streamed answer to `each`, as it comes.
pub(super) fn stream(port: u16, path: &str, body: &Value, mut each: impl FnMut(Value)) -> Result<()> {
    let mut from = post(port, path, body)?;
    let mut line = String::new();
    // Sizes of chunks stand on lines of their own between the events; no event begins like one.
    while from.read_line(&mut line)? > 0 {
        if let Some(event) = line.strip_prefix("data: ").filter(|event| event.starts_with('{')) {
            each(serde_json::from_str(event).context("the server streamed something else than JSON")?);
        }
        line.clear();
    }
    Ok(())
}

/// Posts JSON and gives back the answer's.
pub(super) fn ask(port: u16, path: &str, body: &Value) -> Result<Value> {
    let mut answer = Vec::new();
    post(port, path, body)?.read_to_end(&mut answer)?;
    serde_json::from_slice(&answer).context("the server answered something else than JSON")
}

/// Posts JSON and reads on to the answer's body.
fn post(port: u16, path: &str, body: &Value) -> Result<impl BufRead> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LIMIT))?;
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut from = BufReader::new(stream);
    let mut line = String::new();
    from.read_line(&mut line)?;
    let code = code(&line)?;
    loop {
        line.clear();
        from.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
    }
    ensure!(code == 200, "the server answered {path} with status {code}");
    Ok(from)
}

fn code(line: &str) -> Result<u16> {
    line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("the server does not speak HTTP")
}
