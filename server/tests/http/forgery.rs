//! Requests other sites make a visitor's browser send.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Body;
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use domain::id::AccountId;
use domain::review::Role;
use http::{Method, Request, StatusCode};
use leptos::server_fn::axum::server_fn_paths;
use server::router::addresses;
use sqlx::PgPool;

use crate::authority::request as asking;
use crate::authority::{REFERENCE, Things, applicant, offices, session, staff, table};
use crate::stage::{HOST, Stage, photo, send};

/// Server functions that only read, as far as their answer goes: another site can make a browser ask
/// for these by a link. What they leave behind all the same is in [`LEFT_BEHIND`].
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
    "pending_sign_in",
    "landing",
    "leave_sign_in",
    "legacy",
    "load_consent",
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
    "mailed_code",
    "needs_account",
    "offers",
    "needs_sign_in",
    "next_case",
    "queue",
    "queue_offices",
    "reading",
    "recovery",
    "second_factor",
    "served_account",
    "session_left",
    "slot",
    "staff_account",
    "standard_texts",
    "surroundings",
];

/// What is left behind by asking for something by GET, by address: the tables that differ then.
///
/// Messages to the reader count as read when they are shown, and for an account that is not open yet
/// also when somebody asks where its owner belongs; that staff looked at a case, a picture or an
/// account is in the audit log; searching and looking at accounts counts towards how often staff may.
/// Besides, nearly every request counts as use of the session. So the most a forged link does is to
/// mark a message as read that nobody read, and to note and count a look nobody meant to take.
const LEFT_BEHIND: &[(&str, &[&str])] = &[
    ("/api/case", &["audit", "case_look", "message"]),
    ("/api/documents/{id}", &["audit"]),
    ("/api/find_accounts", &["attempt", "audit"]),
    ("/api/load_status", &["message"]),
    ("/api/served_account", &["attempt", "audit"]),
];

/// The methods that change something.
const CHANGING: [Method; 4] = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

fn filled(path: &str) -> String {
    Things::of(AccountId(RandomIds.id()), None).fill(path)
}

/// Every address that changes something, as the router lists it.
fn doors() -> Vec<(Method, String)> {
    addresses()
        .into_iter()
        .filter(|(method, _)| CHANGING.contains(method))
        .map(|(method, path)| (method, filled(&path)))
        .collect()
}

/// Every path of a router, as it prints them itself: axum has no other list. The demo's outbox is
/// among them, the files of the site are not.
fn paths(router: &Router) -> BTreeSet<String> {
    let text = format!("{router:?}");
    let (own, _) = text.split_once("fallback_router").unwrap();
    let (_, paths) = own.split_once("paths: {").unwrap();
    let (paths, _) = paths.split_once("}, ").unwrap_or((paths, ""));
    let quoted = paths.split('"').skip(1).step_by(2);
    quoted.map(str::to_owned).collect()
}

fn request(method: &Method, path: &str, marks: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", HOST)
        .header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in marks {
        request = request.header(*name, *value);
    }
    request.body(Body::from("a=b")).unwrap()
}

fn post(path: &str, marks: &[(&str, &str)]) -> Request<Body> {
    request(&Method::POST, path, marks)
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
    // Whatever the method: also where the router knows none of these today.
    let doors = addresses().into_iter().map(|(_, path)| filled(&path));
    let doors: BTreeSet<String> = doors
        .chain(paths(&router).iter().map(|path| filled(path)))
        .collect();
    assert!(doors.len() > 1, "{doors:?}");
    for door in doors {
        for method in CHANGING {
            for marks in forged {
                let answer = send(&router, request(&method, &door, marks)).await;
                let what = format!("{method} {door} {marks:?}");
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                assert_eq!(answer.json()["error"], "forbidden", "{what}");
                assert_eq!(answer.header("set-cookie"), "", "{what}");
            }
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_address_that_changes_something_is_listed(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let listed: BTreeSet<(String, String)> = addresses()
        .into_iter()
        .map(|(method, path)| (method.to_string(), path))
        .collect();
    let paths = paths(&router);
    for (_, path) in &listed {
        assert!(paths.contains(path), "{path} is not in {paths:?}");
    }
    for path in paths {
        for method in CHANGING {
            let answer = send(&router, request(&method, &filled(&path), &[])).await;
            let is_there = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            let is_listed = listed.contains(&(method.to_string(), path.clone()));
            assert_eq!(is_there, is_listed, "{method} {path}: {}", answer.status);
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
    let doors = doors();
    assert!(doors.iter().any(|(_, door)| door == "/api/uploads"));
    for (method, door) in doors {
        for marks in ours {
            let answer = send(&router, request(&method, &door, marks)).await;
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

/// Every table but the sessions, and what is in it.
async fn contents(pool: &PgPool) -> BTreeMap<String, String> {
    let of_each: String = sqlx::query_scalar(
        "select string_agg(format(
             'select %L, coalesce(md5(string_agg(t::text, chr(10) order by t::text)), chr(45)) from %I t'
             , table_name, table_name), ' union all ')
         from information_schema.tables
         where table_schema = 'public' and table_name <> 'session'",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as(sqlx::AssertSqlSafe(of_each))
        .fetch_all(pool)
        .await
        .unwrap();
    rows.into_iter().collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_asked_for_by_get_leaves_nothing_behind_but_what_is_known(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let router = stage.router();
    offices(&pool).await;
    let owner = NewOwner::Applicant(applicant(&pool, "owner").await);
    let officer = staff(&stage, "officer", Role::Officer, Some("centre")).await;
    let administrator = staff(&stage, "administrator", Role::Administrator, None).await;
    let NewOwner::Applicant(account) = owner else {
        unreachable!()
    };
    let blobs = &stage.portal.backend.blobs;
    blobs.put("portrait.jpg", photo()).await.unwrap();
    let mut things = Things::of(account, Some(officer));
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let reading = table().filter(|(address, ..)| address.starts_with("GET /api/"));
    // Each, and whether the account of the owner is open.
    let readers = [
        (owner, true),
        (owner, false),
        (officer, true),
        (administrator, true),
    ];
    for row in reading {
        let (_, path) = row.0.split_once(' ').unwrap();
        for (reader, is_open) in readers {
            things.prepare(&stage, row).await;
            sqlx::query("update account set opened_at = case when $1 then now() end")
                .bind(is_open)
                .execute(&pool)
                .await
                .unwrap();
            if !row.1.contains("{draft}") {
                exchange_messages(&stage, owner, officer).await;
            }
            let token = session(&stage, reader).await;
            let before = contents(&pool).await;
            let asked = asking("GET", &things.fill(path), &things.fill(row.1), Some(&token));
            let _ = send(&router, asked).await;
            for (name, after) in contents(&pool).await {
                if before[&name] != after {
                    found.entry(path).or_default().insert(name);
                }
            }
        }
    }
    let known = LEFT_BEHIND.iter().map(|(path, tables)| {
        let tables = tables.iter().map(|name| (*name).to_owned()).collect();
        (*path, tables)
    });
    assert_eq!(found, known.collect());
}

/// Each of the two has a message of the other that they have not read.
async fn exchange_messages(stage: &Stage, owner: NewOwner, officer: NewOwner) {
    // Nobody may write as often as this test.
    sqlx::raw_sql("delete from attempt; delete from wrong_try; delete from spending")
        .execute(&stage.portal.backend.pool)
        .await
        .unwrap();
    let fields = format!("reference={REFERENCE}&form=1&text=x");
    for (writer, path) in [
        (owner, "/api/write_to_office"),
        (officer, "/api/write_to_applicant"),
    ] {
        let token = session(stage, writer).await;
        let sent = stage
            .send(asking("POST", path, &fields, Some(&token)))
            .await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
    }
    sqlx::query("update message set read_at = null")
        .execute(&stage.portal.backend.pool)
        .await
        .unwrap();
}
