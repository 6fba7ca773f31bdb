//! What every answer tells the browser.

use axum::body::Body;
use backend::pool::MIGRATOR;
use http::{Method, Request, StatusCode};
use sqlx::PgPool;

use crate::stage::{Answer, HOST, Stage, get};

fn request(method: Method, path: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", HOST)
        .header("accept", "text/html")
        .body(Body::empty())
        .unwrap()
}

/// The nonce in the policy of an answer.
fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy");
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    rest.split_once('\'').unwrap().0.to_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_kind_of_answer_carries_the_security_headers(pool: PgPool) {
    let stage = Stage::new(pool);
    let mut forged = request(Method::POST, "/api/uploads");
    forged
        .headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().unwrap());
    let requests = [
        (StatusCode::OK, get("/")),
        (StatusCode::OK, request(Method::HEAD, "/")),
        (StatusCode::NOT_FOUND, get("/nothing/here")),
        (
            StatusCode::NOT_FOUND,
            request(Method::POST, "/nothing/here"),
        ),
        (StatusCode::METHOD_NOT_ALLOWED, request(Method::POST, "/")),
        (StatusCode::OK, get("/pkg/docket.css")),
        (StatusCode::NOT_FOUND, get("/pkg/other.css")),
        (StatusCode::OK, get("/favicon.svg")),
        (StatusCode::OK, get("/healthz")),
        (StatusCode::OK, get("/readyz")),
        (StatusCode::OK, get("/outbox")),
        (StatusCode::NOT_FOUND, get("/api/documents/1")),
        (StatusCode::NOT_FOUND, get("/api/choices/nothing")),
        (
            StatusCode::BAD_REQUEST,
            request(Method::POST, "/api/uploads"),
        ),
        (StatusCode::FORBIDDEN, forged),
    ];
    for (status, request) in requests {
        let what = format!("{} {}", request.method(), request.uri());
        let answer = stage.send(request).await;
        assert_eq!(answer.status, status, "{what}");
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'self'",
            "script-src 'self' 'nonce-",
            "'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(directive), "{what}: {policy}");
        }
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{what}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{what}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{what}"
        );
        assert!(
            answer
                .header("permissions-policy")
                .contains("camera=(self)"),
            "{what}"
        );
        assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_nonce_of_the_header_is_the_one_of_the_scripts_and_new_each_time(pool: PgPool) {
    let stage = Stage::new(pool);
    let (first, second) = (stage.get("/").await, stage.get("/").await);
    assert_ne!(nonce(&first), nonce(&second));
    for page in [first, second] {
        let scripts = page.text().matches("<script").count();
        let signed = page
            .text()
            .matches(&format!("nonce=\"{}\"", nonce(&page)))
            .count();
        assert!(scripts > 0, "{} {}", page.status, page.text());
        assert_eq!(scripts, signed, "{}", page.text());
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_have_no_style_attributes_because_the_policy_forbids_them(pool: PgPool) {
    let stage = Stage::new(pool);
    for path in [
        "/",
        "/register",
        "/sign-in",
        "/staff/sign-in",
        "/status",
        "/nothing/here",
    ] {
        let page = stage.get(path).await;
        assert!(!page.text().contains(" style="), "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn browsers_are_bound_to_tls_only_where_there_is_tls(pool: PgPool) {
    let stage = Stage::new(pool);
    let plain = stage.get("/healthz").await;
    assert_eq!(plain.header("strict-transport-security"), "");
    assert!(
        !plain
            .header("content-security-policy")
            .contains("upgrade-insecure-requests")
    );
    let stage = stage.with(|settings| settings.public_url = "https://portal.example".to_owned());
    let safe = stage.get("/healthz").await;
    assert_eq!(safe.header("strict-transport-security"), "max-age=31536000");
    assert!(
        safe.header("content-security-policy")
            .contains("upgrade-insecure-requests")
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_and_documents_are_never_kept_and_files_are_asked_for_again(pool: PgPool) {
    let stage = Stage::new(pool);
    for path in ["/", "/nothing/here", "/api/documents/1", "/outbox"] {
        assert_eq!(
            stage.get(path).await.header("cache-control"),
            "private, no-store",
            "{path}"
        );
    }
    let style = stage.get("/pkg/docket.css").await;
    assert_eq!(style.header("cache-control"), "public, no-cache");
    let mut again = get("/pkg/docket.css");
    again
        .headers_mut()
        .insert("if-none-match", style.header("etag").parse().unwrap());
    assert_eq!(stage.send(again).await.status, StatusCode::NOT_MODIFIED);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn files_whose_address_changes_with_them_are_kept_for_ever(pool: PgPool) {
    let stage = Stage::new(pool);
    let page = stage.get("/").await;
    let (_, after) = page
        .text()
        .split_once("/pkg/docket.css?v=")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let version: String = after.chars().take_while(char::is_ascii_hexdigit).collect();
    for path in [
        format!("/pkg/docket.css?v={version}"),
        "/pkg/build/docket.js".to_owned(),
    ] {
        assert_eq!(
            stage.get(&path).await.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
    }
    for path in ["/pkg/build/nothing.js", "/pkg/other.css?v=1"] {
        assert_ne!(
            stage.get(path).await.header("cache-control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn files_are_sent_as_the_build_compressed_them_and_pages_compressed_on_the_spot(
    pool: PgPool,
) {
    let stage = Stage::new(pool);
    let mut request = get("/pkg/docket.css");
    request
        .headers_mut()
        .insert("accept-encoding", "gzip, br".parse().unwrap());
    let answer = stage.send(request).await;
    assert_eq!(answer.header("content-encoding"), "br");
    assert_eq!(answer.header("content-type"), "text/css");
    assert_eq!(answer.text(), "as compressed by the build");
    for encoding in ["br", "gzip"] {
        let mut request = get("/");
        request
            .headers_mut()
            .insert("accept-encoding", encoding.parse().unwrap());
        assert_eq!(
            stage.send(request).await.header("content-encoding"),
            encoding
        );
    }
    assert_eq!(stage.get("/").await.header("content-encoding"), "");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_request_id_sent_by_a_client_is_ignored(pool: PgPool) {
    let stage = Stage::new(pool);
    let mut request = get("/healthz");
    request
        .headers_mut()
        .insert("x-request-id", "chosen-by-somebody".parse().unwrap());
    let id = stage.send(request).await.header("x-request-id").to_owned();
    assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
}
