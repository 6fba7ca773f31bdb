//! Requests other sites make a visitor's browser send.

use axum::body::Body;
use backend::pool::MIGRATOR;
use http::{Method, Request, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use sqlx::PgPool;

use crate::stage::{HOST, Stage, send};

/// Server functions that change nothing, whoever calls them.
const READERS: &[&str] = &[
    "account",
    "applications",
    "ask_to_sign_in",
    "bulk",
    "bulk_choice",
    "case",
    "email",
    "figures",
    "find_accounts",
    "first_open_step",
    "half_sign_in",
    "landing",
    "leave_sign_in",
    "legacy",
    "load_correction",
    "load_holiday_plan",
    "load_holidays",
    "load_industries",
    "load_industry",
    "load_member",
    "load_members",
    "load_notice",
    "load_notice_draft",
    "load_notice_preview",
    "load_notices",
    "load_office",
    "load_offices",
    "load_overview",
    "load_platform",
    "load_status",
    "load_step",
    "needs_account",
    "needs_sign_in",
    "next_case",
    "queue",
    "queue_offices",
    "reading",
    "recovery",
    "second_factor",
    "session_left",
    "staff_account",
    "standard_texts",
    "served_account",
    "surroundings",
];

/// Every address that changes something.
fn doors(stage: &Stage) -> Vec<String> {
    // Building the router registers the server functions.
    let _ = stage.router();
    let functions = server_fn_paths().filter(|(_, method)| *method != Method::GET);
    let mut doors: Vec<String> = functions.map(|(path, _)| path.to_owned()).collect();
    doors.extend(["/api/uploads", "/status", "/recover/legacy", ACCOUNT].map(str::to_owned));
    doors
}

/// The forms of an account, at customer service.
const ACCOUNT: &str = "/staff/accounts/00000000-0000-7000-8000-000000000000";

fn post(path: &str, marks: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::post(path)
        .header("host", HOST)
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in marks {
        request = request.header(*name, *value);
    }
    request.body(Body::from("a=b")).unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_forged_request_is_refused_at_every_door(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let forged: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ],
        &[("origin", "https://evil.example")],
        &[("origin", "http://portal.example.evil.example")],
        &[("origin", "null")],
    ];
    let doors = doors(&stage);
    assert!(doors.len() > 1, "{doors:?}");
    for door in doors {
        for marks in forged {
            let answer = send(&router, post(&door, marks)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{door} {marks:?}");
            assert_eq!(answer.json()["error"], "forbidden");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn our_own_pages_are_let_in_and_so_are_programs_that_are_no_browser(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let ours: [&[(&str, &str)]; 4] = [
        &[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://portal.example"),
        ],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://portal.example")],
        &[],
    ];
    for door in doors(&stage) {
        for marks in ours {
            let answer = send(&router, post(&door, marks)).await;
            assert_ne!(answer.status, StatusCode::FORBIDDEN, "{door} {marks:?}");
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_public_address_counts_as_ours_behind_a_proxy_that_rewrites_the_host(pool: PgPool) {
    let stage = Stage::new(pool);
    let mut request = post("/api/uploads", &[("origin", "http://portal.example")]);
    request
        .headers_mut()
        .insert("host", "10.0.0.7:3000".parse().unwrap());
    assert_ne!(stage.send(request).await.status, StatusCode::FORBIDDEN);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn server_functions_have_readable_addresses(pool: PgPool) {
    let stage = Stage::new(pool);
    let _ = stage.router();
    for (path, _) in server_fn_paths() {
        let name = path.strip_prefix("/api/").unwrap();
        let is_readable = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(is_readable, "{path}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_forged_form_gets_a_page_that_says_so(pool: PgPool) {
    let stage = Stage::new(pool);
    let marks = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    let answer = stage.send(post("/api/uploads", &marks)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.text().contains("data-error=\"forbidden\""));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_server_function_reached_by_get_only_reads(pool: PgPool) {
    let stage = Stage::new(pool);
    let _ = stage.router();
    // Other sites can make a browser send these, so each is looked at before it gets in here.
    for (path, method) in server_fn_paths().filter(|(_, method)| *method == Method::GET) {
        assert!(
            READERS
                .iter()
                .any(|name| path.strip_prefix("/api/") == Some(name)),
            "{method} {path}"
        );
    }
}
