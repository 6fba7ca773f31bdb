//! How much one client may ask for.

use axum::body::Body;
use backend::pool::MIGRATOR;
use http::{Request, StatusCode};
use server::layers::client_address::TrustedProxies;
use server::layers::rate_limit::Rate;
use server::layers::size_and_time::ORDINARY_BYTES;
use sqlx::PgPool;

use crate::stage::{HOST, Stage, get, send, send_from};

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
    let mut stage = Stage::new(pool);
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

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_ordinary_request_may_not_send_more_than_a_form_needs(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let request = Request::post("/api/save_step")
        .header("host", HOST)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", ORDINARY_BYTES + 1)
        .body(Body::from(vec![b'a'; ORDINARY_BYTES + 1]))
        .unwrap();
    let answer = send(&router, request).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json()["error"], "too_large");
}
