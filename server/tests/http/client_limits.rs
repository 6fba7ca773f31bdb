//! How much one client may ask for.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use backend::pool::MIGRATOR;
use domain::notice::entry::MAX_NOTICE;
use domain::review::Role;
use futures::stream;
use http::{Method, Request, StatusCode};
use server::layers::body_size::{LARGER, ORDINARY_BYTES};
use server::layers::client_address::TrustedProxies;
use server::layers::in_flight::AtOnceLimit;
use server::layers::rate_limit::Rate;
use server::router::addresses;
use sqlx::PgPool;
use tokio::time::sleep;
use tower::ServiceExt as _;

use crate::authority::{offices, request, session, staff};
use crate::stage::{HOST, Stage, get, send, send_from};
use crate::uploads::Form;

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_client_who_asks_too_often_has_to_wait_and_others_do_not(pool: PgPool) {
    let mut stage = Stage::new(pool);
    stage.edge.rate = Rate {
        per_second: 1,
        burst: 3,
    };
    let router = stage.router();
    for _ in 0..3 {
        let answer = send_from("192.0.2.1", &router, get("/readyz")).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let answer = send_from("192.0.2.1", &router, get("/")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert!(answer.text().contains("data-error=\"too_many\""));
    assert_eq!(
        send_from("192.0.2.2", &router, get("/readyz")).await.status,
        StatusCode::OK
    );
    // Files cost nothing, and a page needs several.
    assert_eq!(
        send_from("192.0.2.1", &router, get("/pkg/docket.css"))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        send_from("192.0.2.1", &router, get("/healthz"))
            .await
            .status,
        StatusCode::OK
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn inventing_addresses_helps_only_a_trusted_proxy(pool: PgPool) {
    let mut stage = Stage::new(pool).with(|settings| settings.demo = false);
    stage.edge.rate = Rate {
        per_second: 1,
        burst: 1,
    };
    stage.edge.trusted_proxies = TrustedProxies::new(&["10.0.0.0/8".parse().unwrap()]);
    let router = stage.router();
    let from = |address: &str| {
        let mut request = get("/readyz");
        request
            .headers_mut()
            .insert("x-forwarded-for", address.parse().unwrap());
        request
    };
    let mut refused = 0;
    for round in 0..4 {
        let invented = format!("198.51.100.{round}");
        let answer = send_from("192.0.2.1", &router, from(&invented)).await;
        refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(
            send_from("10.0.0.1", &router, from(&invented)).await.status,
            StatusCode::OK
        );
    }
    assert_eq!(refused, 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_network_of_ipv6_addresses_is_one_client(pool: PgPool) {
    let mut stage = Stage::new(pool);
    stage.edge.rate = Rate {
        per_second: 1,
        burst: 1,
    };
    let router = stage.router();
    let first = send_from("2001:db8:1:2::1", &router, get("/readyz")).await;
    let second = send_from("2001:db8:1:2:ffff::9", &router, get("/readyz")).await;
    let other = send_from("2001:db8:1:3::1", &router, get("/readyz")).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(second.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(other.status, StatusCode::OK);
}

/// A form of this many bytes.
fn form(path: &str, bytes: usize) -> Request<Body> {
    Request::post(path)
        .header("host", HOST)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", bytes)
        .body(Body::from(vec![b'a'; bytes]))
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_request_may_not_send_more_than_its_form_needs(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let limits: BTreeMap<&str, usize> = LARGER.into_iter().collect();
    for (method, path) in addresses() {
        if method != Method::POST || path == "/api/uploads" {
            continue;
        }
        let limit = limits.get(&*path).copied().unwrap_or(ORDINARY_BYTES);
        let within = send(&router, form(&path, limit)).await;
        assert_ne!(within.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        let answer = send(&router, form(&path, limit + 1)).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(answer.json()["error"], "too_large", "{path}");
    }
    let known: Vec<String> = addresses().into_iter().map(|(_, path)| path).collect();
    for (path, _) in LARGER {
        assert!(known.iter().any(|known| known == path), "{path} is no more");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_longest_notice_there_can_be_is_saved(pool: PgPool) {
    let stage = Stage::new(pool);
    offices(&stage.portal.backend.pool).await;
    let administrator = staff(&stage, "wang.admin", Role::Administrator, None).await;
    let token = session(&stage, administrator).await;
    let router = stage.router();
    let sent = async |path: &str, fields: &str| {
        let answer = send(&router, request("POST", path, fields, Some(&token))).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.text()
    };
    sent("/api/begin_notice", "id=registration-notice").await;
    // Beyond the basic plane: twelve bytes each in a form.
    let text = "%F0%A0%AE%B7".repeat(MAX_NOTICE as usize);
    let fields: String = ["zh_CN", "ja", "en"]
        .iter()
        .map(|language| {
            format!("&answers[notice_title_{language}]=a&answers[notice_text_{language}]={text}")
        })
        .collect();
    let fields = format!("id=registration-notice&version=0{fields}");
    let saved = sent("/api/save_notice", &fields).await;
    assert!(!saved.contains("too_long"), "{saved}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_client_has_so_many_requests_under_way_and_no_more(pool: PgPool) {
    let mut stage = Stage::new(pool);
    stage.edge.at_once = AtOnceLimit {
        requests: 3,
        uploads: 2,
    };
    let router = stage.router();
    let ask = async |address: &str, path: &str| {
        let mut request = match path {
            "/api/uploads" => upload(),
            path => get(path),
        };
        let peer = SocketAddr::new(address.parse().unwrap(), 4711);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request).await.unwrap()
    };
    // Answered, and not read.
    let mut held = Vec::new();
    for _ in 0..2 {
        held.push(ask("192.0.2.1", "/api/uploads").await);
    }
    let refused = ask("192.0.2.1", "/api/uploads").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "5");
    drop(refused);
    held.push(ask("192.0.2.1", "/readyz").await);
    assert_eq!(held[2].status(), StatusCode::OK);
    assert_eq!(
        ask("192.0.2.1", "/readyz").await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(ask("192.0.2.2", "/readyz").await.status(), StatusCode::OK);
    held.clear();
    assert_eq!(ask("192.0.2.1", "/readyz").await.status(), StatusCode::OK);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_refused_is_still_received_so_that_the_answer_is_read(pool: PgPool) {
    let mut stage = Stage::new(pool);
    stage.edge.at_once.uploads = 0;
    for (path, status) in [
        ("/api/uploads", StatusCode::TOO_MANY_REQUESTS),
        ("/api/save_step", StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let left = Arc::new(AtomicUsize::new(40));
        let pieces = stream::unfold(left.clone(), |left| async move {
            sleep(Duration::from_millis(5)).await;
            let more = left.fetch_sub(1, Ordering::Relaxed) > 1;
            more.then(|| (Ok::<_, Infallible>(vec![b'a'; 100_000]), left))
        });
        let request = Request::post(path)
            .header("host", HOST)
            .header("content-length", 4_000_000)
            .body(Body::from_stream(pieces))
            .unwrap();
        assert_eq!(stage.send(request).await.status, status);
        assert!(left.load(Ordering::Relaxed) > 1, "it is answered at once");
        for _ in 0..100 {
            sleep(Duration::from_millis(20)).await;
            if left.load(Ordering::Relaxed) == 0 {
                break;
            }
        }
        assert_eq!(left.load(Ordering::Relaxed), 0, "{path}");
    }
}

/// An upload that is no picture.
fn upload() -> Request<Body> {
    let body = Form::default().file("portrait", "p.jpg", b"GIF89a").end();
    Request::post("/api/uploads")
        .header("host", HOST)
        .header("content-type", Form::TYPE)
        .body(Body::from(body))
        .unwrap()
}
