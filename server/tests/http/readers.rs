//! Clients that ask for pictures and do not read them: what they cost the process.

use std::time::Duration;

use backend::pool::MIGRATOR;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use sqlx::PgPool;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::process::{Running, address};
use crate::uploads::Form;

const MIB: usize = 1024 * 1024;

/// How many clients there are, all behind one address.
const READERS: usize = 300;

/// A photo of more than three megabytes.
fn photo() -> Vec<u8> {
    let mut seed = 7_u32;
    let picture = RgbImage::from_fn(1800, 1400, |_, _| {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        Rgb([(seed >> 16) as u8, (seed >> 20) as u8, (seed >> 24) as u8])
    });
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 85))
        .unwrap();
    bytes
}

/// Sends a photo; returns the cookie of who did, and the address of the picture.
async fn uploaded(host: &str) -> (String, String) {
    let body = Form::default()
        .text("application", "")
        .file("portrait", "p.jpg", &photo())
        .end();
    let head = format!(
        "POST /api/uploads HTTP/1.1\r\nhost: {host}\r\naccept: application/json\r\n\
         content-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        Form::TYPE,
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let of = |start: &str, end: char| {
        let rest = answer.split_once(start).expect(&answer).1;
        rest.split(end).next().unwrap().to_owned()
    };
    let bytes: usize = of("\"bytes\":", ',').parse().unwrap();
    assert!(bytes > 3 * MIB, "{bytes}");
    (
        of("set-cookie: ", ';'),
        format!("/api/documents/{}", of("\"id\":\"", '"')),
    )
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn three_hundred_of_them_cost_what_one_client_may_have(pool: PgPool) {
    let server = Running::start(&address(&pool));
    let (cookie, path) = uploaded(server.host()).await;
    let ask = async |path: &str| {
        let mut stream = TcpStream::connect(server.host()).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\ncookie: {cookie}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    };
    // What it takes to show it at all.
    drop(ask(&path).await);
    sleep(Duration::from_millis(500)).await;
    let (before, _) = server.memory();
    let mut readers = Vec::new();
    for _ in 0..READERS {
        readers.push(ask(&path).await);
    }
    let mut most = 0;
    for _ in 0..20 {
        sleep(Duration::from_millis(150)).await;
        most = most.max(server.memory().0);
    }
    let cost = most.saturating_sub(before) / MIB;
    assert!(cost < 64, "{READERS} readers cost {cost} MiB");
    println!("{READERS} readers of 3 MiB each cost {cost} MiB");
    // They are refused or wait, and whoever is no applicant is not.
    assert_eq!(server.status_of("/healthz").await, "200");
    drop(readers);
    sleep(Duration::from_millis(500)).await;
    let mut stream = ask(&path).await;
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 200", "there is room again");
}
