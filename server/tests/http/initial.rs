//! Somebody who signed in with a password that was handed out (C2.5): at every address the router
//! has, they get no more than somebody nobody knows, but for changing it.

use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use domain::value::password::Password;
use sqlx::PgPool;

use crate::authority::{Things, applicant, judged, offices, request, session, table};
use crate::stage::{Stage, get, send};

/// What is theirs to ask for.
const ALLOWED: [&str; 5] = [
    "GET /account/password",
    "GET /api/needs_sign_in",
    "POST /api/change_password",
    "POST /api/sign_out",
    "POST /api/stay_signed_in",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn with_a_password_that_was_handed_out_only_changing_it_is_possible(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let router = stage.router();
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    let password = Password::parse("another long one 42").unwrap();
    let hash = stage
        .portal
        .backend
        .passwords
        .hash(&password)
        .await
        .unwrap();
    sqlx::query("update account set password_hash = $1, initial_until = now() + interval '1 day'")
        .bind(hash)
        .execute(&pool)
        .await
        .unwrap();
    let mut things = Things::of(owner, None);
    for row in table() {
        let (address, fields, cells) = row;
        things.prepare(&stage, row).await;
        let token = session(&stage, NewOwner::Applicant(owner)).await;
        let (method, path) = address.split_once(' ').unwrap();
        let (path, fields) = (things.fill(path), things.fill(fields));
        let answer = send(&router, request(method, &path, &fields, Some(&token))).await;
        let to = answer.header("location");
        if ALLOWED.contains(address) {
            assert_eq!(judged(&answer), '+', "{address}: {}", answer.text());
            continue;
        }
        // A page leads to where the password is changed; what is not a page says so.
        let is_led = to.ends_with("/account/password");
        let is_page =
            method == "GET" && !path.starts_with("/api/") && path.matches('.').count() == 0;
        if is_page && !["/healthz", "/readyz", "/sign-out", "/staff"].contains(&path.as_str()) {
            let is_led = is_led || judged(&answer) == '>';
            assert!(is_led, "{address}: {} {to}", answer.status);
            continue;
        }
        let is_heard = judged(&answer) == '+' && !is_led;
        let is_everybodys = cells.starts_with('+');
        assert!(!is_heard || is_everybodys, "{address}: {}", answer.text());
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_lead_to_the_change_of_password_which_says_why(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let owner = applicant(&pool, "owner").await;
    sqlx::query("update account set initial_until = now() + interval '1 day'")
        .execute(&pool)
        .await
        .unwrap();
    let token = session(&stage, NewOwner::Applicant(owner)).await;
    let ask = |path: &str| {
        let mut request = get(path);
        let cookie = format!("docket={token}").parse().unwrap();
        request.headers_mut().insert("cookie", cookie);
        stage.send(request)
    };
    for path in [
        "/",
        "/account",
        "/account/email",
        "/applications",
        "/register",
    ] {
        let answer = ask(path).await;
        assert_eq!(answer.header("location"), "/account/password", "{path}");
    }
    let page = ask("/account/password").await;
    assert!(page.text().contains("data-due"), "{}", page.text());
}
