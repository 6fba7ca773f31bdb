//! Serves one recorded answer from memory: what `script/bench` compares pages with.
//! Usage: `static_route ADDRESS:PORT FILE`; the file is what `curl --include` wrote.

use std::env::args;
use std::error::Error;
use std::future::ready;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use http::header::{CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = args().skip(1);
    let address: SocketAddr = words.next().ok_or("no address")?.parse()?;
    let recorded = std::fs::read(words.next().ok_or("no file")?)?;
    let end = recorded.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.ok_or("the file has no head")?;
    let mut headers = HeaderMap::new();
    for line in std::str::from_utf8(&recorded[..end])?.lines().skip(1) {
        let (name, value) = line.split_once(':').ok_or("a line is no header")?;
        let name: HeaderName = name.parse()?;
        // Those belong to one transfer and not to the answer.
        if ![CONNECTION, CONTENT_LENGTH, DATE, TRANSFER_ENCODING].contains(&name) {
            headers.append(name, value.trim().parse::<HeaderValue>()?);
        }
    }
    let body = Bytes::copy_from_slice(&recorded[end + 4..]);
    let page = get(move || ready((headers.clone(), body.clone())));
    let listener = TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().route("/page", page)).await?;
    Ok(())
}
