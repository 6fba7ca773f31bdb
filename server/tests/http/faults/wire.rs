//! Just enough HTTP: one request a connection, and what came back.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any use case takes: what is given up by us must not go on over there.
const PATIENCE: Duration = Duration::from_secs(90);

/// What came back.
pub struct Answer {
    pub status: u16,
    /// `name=value` of a session that began or was renewed.
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The JSON of a 200; anything else is no acknowledgement.
    pub fn acknowledged(&self) -> Option<Value> {
        (self.status == 200)
            .then(|| serde_json::from_slice(&self.body).ok())
            .flatten()
    }
}

/// A request as it goes over the wire.
pub struct Sent {
    pub head: String,
    pub body: Vec<u8>,
}

impl Sent {
    /// `from` is the address the proxy names.
    pub fn new(method: &str, path: &str, from: &str, cookie: Option<&str>) -> Self {
        let cookie = cookie.map_or(String::new(), |cookie| format!("cookie: {cookie}\r\n"));
        // HTTP/1.0: the answer ends with the connection and is not cut into chunks.
        let head = format!(
            "{method} {path} HTTP/1.0\r\nhost: localhost\r\naccept: application/json\r\n\
             sec-fetch-site: same-origin\r\nx-forwarded-for: {from}\r\n{cookie}"
        );
        let body = Vec::new();
        Self { head, body }
    }

    pub fn body(mut self, content_type: &str, body: Vec<u8>) -> Self {
        self.head += &format!(
            "content-type: {content_type}\r\ncontent-length: {}\r\n",
            body.len()
        );
        self.body = body;
        self
    }

    /// A form as a page sends it.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.body(
            "application/x-www-form-urlencoded",
            pairs.join("&").into_bytes(),
        )
    }

    /// Sends it and reads the answer to its end.
    pub async fn to(&self, server: SocketAddr) -> io::Result<Answer> {
        timeout(PATIENCE, async {
            let mut stream = TcpStream::connect(server).await?;
            stream.write_all(self.head.as_bytes()).await?;
            stream.write_all(b"\r\n").await?;
            stream.write_all(&self.body).await?;
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await?;
            understood(&bytes)
        })
        .await?
    }

    /// Sends half of it and hangs up.
    pub async fn break_off(&self, server: SocketAddr) -> io::Result<()> {
        let mut stream = TcpStream::connect(server).await?;
        stream.write_all(self.head.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
        stream.write_all(&self.body[..self.body.len() / 2]).await
    }

    /// Sends all of it and does not wait for the answer.
    pub async fn turn_away(&self, server: SocketAddr) -> io::Result<()> {
        let mut stream = TcpStream::connect(server).await?;
        stream.write_all(self.head.as_bytes()).await?;
        stream.write_all(b"\r\n").await?;
        stream.write_all(&self.body).await?;
        stream.flush().await
    }
}

fn understood(bytes: &[u8]) -> io::Result<Answer> {
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let body = bytes[end + 4..].to_vec();
    let status = head
        .split_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(broken)?;
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    if let Some(length) = header("content-length")
        && length.parse() != Ok(body.len())
    {
        return Err(broken());
    }
    let cookie = header("set-cookie")
        .and_then(|cookie| cookie.split(';').next())
        .map(str::to_owned);
    Ok(Answer {
        status,
        cookie,
        body,
    })
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
