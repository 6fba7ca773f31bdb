//! Spans on their way to a collector: one that takes them, and one that is not there.

use std::process::Stdio;
use std::time::{Duration, Instant};

use backend::pool::MIGRATOR;
use sqlx::PgPool;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::process::{address, command};

/// A collector that takes everything, and hands on head and body of what it is sent.
async fn collector() -> (String, mpsc::UnboundedReceiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (taken, hand_on) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let taken = taken.clone();
            tokio::spawn(async move {
                while let Some(request) = next_request(&mut stream).await {
                    let _ = taken.send(request);
                    let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\n\
                                  content-length: 0\r\n\r\n";
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (url, hand_on)
}

async fn next_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))?;
            let whole = end + 4 + length.trim().parse::<usize>().ok()?;
            while bytes.len() < whole {
                if stream.read_buf(&mut bytes).await.ok()? == 0 {
                    return None;
                }
            }
            return Some((head, bytes[end + 4..whole].to_vec()));
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn free_address() -> String {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().to_string()
}

/// Asks until the server is there; returns the status.
async fn ask(host: &str, path: &str, more: &str) -> String {
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let Ok(mut stream) = TcpStream::connect(host).await else {
            continue;
        };
        let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\n{more}connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        return answer.split_whitespace().nth(1).unwrap().to_owned();
    }
    panic!("the server does not answer");
}

fn holds(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_request_reaches_the_collector_by_its_route_in_the_callers_trace(pool: PgPool) {
    let (url, mut taken) = collector().await;
    let host = free_address();
    let mut server = command(&address(&pool))
        .env("DOCKET_LISTEN", &host)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &url)
        .env("OTEL_SERVICE_NAME", "docket-of-the-test")
        .env("OTEL_BSP_SCHEDULE_DELAY", "200")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n");
    let path = "/api/choices/city?of=secret-of-a-person";
    let status = ask(&host, path, &parent).await;
    assert!(["200", "400", "404"].contains(&status.as_str()), "{status}");
    let mut all = Vec::new();
    let mut heads = String::new();
    let begun = Instant::now();
    let trace: Vec<u8> = (0..trace.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&trace[at..at + 2], 16).unwrap())
        .collect();
    // Spans leave in batches: what ended later comes later.
    while !(holds(&all, &trace) && holds(&all, b"job seal_anew"))
        && begun.elapsed() < Duration::from_secs(20)
    {
        let wait = tokio::time::timeout(Duration::from_secs(5), taken.recv());
        if let Ok(Some((head, body))) = wait.await {
            heads.push_str(&head);
            all.extend(body);
        }
    }
    let _ = server.kill();
    let _ = server.wait();
    assert!(heads.starts_with("post /v1/traces http/1.1"), "{heads}");
    assert!(heads.contains("content-type: application/x-protobuf"));
    assert!(holds(&all, &trace), "in the trace of whoever asked");
    for part in [
        "docket-of-the-test",
        "GET /api/choices/{source}",
        "http.response.status_code",
        "request.id",
        "job seal_anew",
    ] {
        assert!(holds(&all, part.as_bytes()), "{part}");
    }
    assert!(!holds(&all, b"secret-of-a-person"), "no query leaves");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_collector_that_is_away_neither_stops_nor_holds_up_the_portal(pool: PgPool) {
    let host = free_address();
    let mut server = command(&address(&pool))
        .env("DOCKET_LISTEN", &host)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
        .env("OTEL_BSP_SCHEDULE_DELAY", "100")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..5 {
        assert_eq!(ask(&host, "/healthz", "").await, "200");
    }
    let begun = Instant::now();
    let told = std::process::Command::new("kill")
        .args(["-s", "TERM", &server.id().to_string()])
        .status()
        .unwrap();
    assert!(told.success());
    assert!(server.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(15));
}
