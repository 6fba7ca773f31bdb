//! The accept loop: clients that take their time, and the end of the process.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
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

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(|| async { "here" })).route(
        "/slow",
        get(|| async {
            sleep(HEAD * 2).await;
            "done"
        }),
    );
    let (stop, stopped) = watch::channel(false);
    let patience = Patience {
        head: HEAD,
        farewell: LONG,
        connections: 8,
    };
    let serving = tokio::spawn(serve(listener, router, stopped, patience));
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
