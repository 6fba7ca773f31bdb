//! The accept loop: clients that take their time, and the end of the process.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use futures::{StreamExt as _, stream};
use server::layers::client_address::TrustedProxies;
use server::serve::{Patience, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

const HEAD: Duration = Duration::from_millis(300);

/// What is well above any delay this test means to see.
const LONG: Duration = Duration::from_secs(10);

struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

/// How large an answer is that no buffer on the way takes as a whole.
const LARGE: usize = 32 * 1024 * 1024;

async fn server() -> Server {
    patient(TrustedProxies::default()).await
}

async fn patient(proxies: TrustedProxies) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route(
            "/slow",
            get(|| async {
                sleep(HEAD * 2).await;
                "done"
            }),
        )
        .route("/large", get(|| async { vec![b'a'; LARGE] }))
        .route(
            "/slowly",
            get(|| async {
                let pieces = stream::iter(0..12).then(|_| async {
                    sleep(HEAD / 4).await;
                    Ok::<_, Infallible>("piece ")
                });
                Body::from_stream(pieces)
            }),
        );
    let (stop, stopped) = watch::channel(false);
    let patience = Patience {
        head: HEAD,
        write: HEAD * 2,
        least: 4096,
        idle: HEAD * 2,
        drain: LONG,
        connections: 8,
        per_client: 4,
    };
    let serving = tokio::spawn(serve(listener, router, stopped, patience, proxies));
    Server {
        address,
        stop,
        serving,
    }
}

/// Everything the server says until it hangs up.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    // A reset is a way of hanging up, too.
    let _ = timeout(LONG, stream.read_to_end(&mut text))
        .await
        .expect("the server hangs up");
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn a_client_that_says_nothing_is_hung_up_on() {
    let server = server().await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(rest(&mut silent).await, "");
}

#[tokio::test]
async fn a_client_that_sends_its_headers_for_ever_is_hung_up_on() {
    let server = server().await;
    for start in ["P", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nhost: a\r\n"] {
        let begun = Instant::now();
        let (mut reader, mut writer) = TcpStream::connect(server.address)
            .await
            .unwrap()
            .into_split();
        writer.write_all(start.as_bytes()).await.unwrap();
        let drip = tokio::spawn(async move {
            let letters = "x-a: b\r\n".repeat(1000);
            for letter in letters.bytes() {
                sleep(HEAD / 10).await;
                if writer.write_all(&[letter]).await.is_err() {
                    return;
                }
            }
        });
        let mut text = Vec::new();
        let _ = timeout(LONG, reader.read_to_end(&mut text))
            .await
            .expect("the server hangs up");
        assert!(begun.elapsed() < LONG / 2, "{start:?}");
        let text = String::from_utf8_lossy(&text);
        assert!(!text.contains("here"), "{start:?}: {text}");
        drip.abort();
    }
}

#[tokio::test]
async fn a_connection_that_is_kept_open_for_nothing_is_closed() {
    let server = server().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    assert!(rest(&mut stream).await.ends_with("here"));
}

#[tokio::test]
async fn slow_answers_are_not_taken_for_slow_clients() {
    let server = server().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    assert!(rest(&mut stream).await.ends_with("done"));
}

#[tokio::test]
async fn http_2_without_tls_is_understood() {
    let server = server().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    let mut frame = [0; 9];
    timeout(LONG, stream.read_exact(&mut frame))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(frame[3], 4, "the first frame of a server is SETTINGS");
}

#[tokio::test]
async fn when_stopped_it_finishes_what_is_in_flight_and_takes_nothing_new() {
    let server = server().await;
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    sleep(HEAD / 3).await;
    server.stop.send(true).unwrap();
    let answer = rest(&mut busy).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
    assert!(rest(&mut idle).await.ends_with("here"));
    timeout(LONG, server.serving)
        .await
        .expect("serving ends")
        .unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

/// How long it takes until the server hangs up on a connection that was asked for something, and how
/// much of the answer there was. Nothing of it is read before.
async fn left_unread(server: &Server, request: &[u8]) -> (Duration, usize) {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let begun = Instant::now();
    while begun.elapsed() < LONG {
        sleep(HEAD / 10).await;
        // A connection that was reset takes nothing.
        if stream.write_all(b"x").await.is_err() {
            break;
        }
    }
    let hung_up = begun.elapsed();
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read).await;
    (hung_up, read.len())
}

#[tokio::test]
async fn a_client_that_reads_nothing_of_its_answer_is_hung_up_on() {
    let server = server().await;
    let (after, read) = left_unread(&server, b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(HEAD < after && after < LONG / 2, "{after:?}");
    assert!(read < LARGE, "{read}");
}

#[tokio::test]
async fn a_client_that_stops_an_answer_by_the_means_of_http_2_is_hung_up_on() {
    let server = server().await;
    let mut request = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec();
    // HEADERS of stream 1, to the end: GET, http, /large, authority `a`. Its window stays as it is.
    let head = b"\x82\x86\x04\x06/large\x41\x01a";
    request.extend([0, 0, head.len() as u8, 1, 5, 0, 0, 0, 1]);
    request.extend(head);
    let (mut reader, mut writer) = TcpStream::connect(server.address)
        .await
        .unwrap()
        .into_split();
    writer.write_all(&request).await.unwrap();
    let begun = Instant::now();
    let mut read = Vec::new();
    let ended = timeout(LONG, reader.read_to_end(&mut read)).await;
    assert!(ended.is_ok(), "the server hangs up");
    assert!(HEAD < begun.elapsed() && begun.elapsed() < LONG / 2);
    // As much as the window of a stream is at first.
    assert!((65_535..70_000).contains(&read.len()), "{}", read.len());
}

#[tokio::test]
async fn a_connection_of_http_2_without_requests_is_closed() {
    let server = server().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    rest(&mut stream).await;
}

#[tokio::test]
async fn a_client_that_reads_slowly_and_an_answer_that_comes_slowly_are_left_alone() {
    let server = server().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let begun = Instant::now();
    let mut piece = vec![0; 512 * 1024];
    let mut read = 0;
    // Three times as long as the server waits for a client that stands still.
    while begun.elapsed() < HEAD * 6 {
        read += stream.read(&mut piece).await.unwrap();
        sleep(HEAD / 6).await;
    }
    let mut rest_of_it = Vec::new();
    timeout(LONG, stream.read_to_end(&mut rest_of_it))
        .await
        .unwrap()
        .unwrap();
    assert!(read + rest_of_it.len() > LARGE);

    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /slowly HTTP/1.1\r\nhost: a\r\n\r\n")
        .await
        .unwrap();
    assert_eq!(rest(&mut stream).await.matches("piece ").count(), 12);
}

#[tokio::test]
async fn one_client_has_so_many_connections_and_a_trusted_proxy_more() {
    for (proxies, most) in [
        (TrustedProxies::default(), 4),
        (TrustedProxies::new(&["127.0.0.1".parse().unwrap()]), 8),
    ] {
        let server = patient(proxies).await;
        let mut open = Vec::new();
        for _ in 0..most {
            open.push(TcpStream::connect(server.address).await.unwrap());
        }
        for stream in &mut open {
            stream
                .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
                .await
                .unwrap();
            let mut start = [0; 12];
            timeout(LONG, stream.read_exact(&mut start))
                .await
                .unwrap()
                .unwrap();
            assert_eq!(&start, b"HTTP/1.1 200");
        }
        if most == 4 {
            let mut more = TcpStream::connect(server.address).await.unwrap();
            let _ = more.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
            assert_eq!(rest(&mut more).await, "");
            drop(open);
            sleep(HEAD / 2).await;
            let mut again = TcpStream::connect(server.address).await.unwrap();
            again
                .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
                .await
                .unwrap();
            assert!(rest(&mut again).await.ends_with("here"));
        }
    }
}
