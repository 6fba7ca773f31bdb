//! Half signed in: somebody gave the password and not yet the code, or has no second factor yet and
//! must have one. Everywhere but on the pages made for it they are nobody.

use axum::body::Body;
use backend::factor::{Entered, Holder};
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use domain::review::Role;
use http::Request;
use http::header::COOKIE;
use server::router::addresses;
use sqlx::PgPool;

use crate::authority::{
    REFERENCE, applicant, filled, judged, offices, request, reset, staff, table,
};
use crate::stage::{Stage, send};

/// Where staff are heard who have to set a second factor up first.
const SETTING_UP: [(&str, char); 9] = [
    // It leads on to the page below.
    ("GET /staff/sign-in/code", '+'),
    ("GET /api/half_sign_in", '+'),
    ("GET /staff/second-factor", '+'),
    ("GET /api/second_factor", '+'),
    ("POST /api/begin_second_factor", '+'),
    ("POST /api/confirm_second_factor", '+'),
    ("POST /api/renew_recovery_codes", '+'),
    ("POST /api/settle_second_factor", '+'),
    ("POST /api/end_second_factor", '-'),
];

/// Where staff are heard who owe a code.
const OWING: [(&str, char); 3] = [
    ("GET /staff/sign-in/code", '+'),
    ("GET /api/half_sign_in", '+'),
    ("POST /api/finish_sign_in", '+'),
];

fn with_half(mut request: Request<Body>, token: &str) -> Request<Body> {
    let cookie = format!("docket-half={token}").parse().unwrap();
    request.headers_mut().insert(COOKIE, cookie);
    request
}

/// Everything the router has, asked by somebody who is half signed in and by nobody at all.
async fn expect_nobody_but_at(pool: PgPool, heard: &[(&str, char)], has_factor: bool) {
    let stage = Stage::new(pool.clone()).with(|settings| settings.demo = false);
    let router = stage.router();
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    let NewOwner::Staff(member) = staff(&stage, "supervisor", Role::Supervisor, None).await else {
        unreachable!()
    };
    if has_factor {
        sqlx::query(
            "insert into second_factor (id, staff_id, secret, last_step, created_at)
             values ($1, $2, $3, 0, now())",
        )
        .bind(RandomIds.id())
        .bind(member.0)
        .bind(vec![7_u8; 20])
        .execute(&pool)
        .await
        .unwrap();
    }
    let picture = RandomIds.id();
    let mut wrong = Vec::new();
    for (method, path) in addresses() {
        let address = format!("{method} {path}");
        let fields = table()
            .find(|(known, ..)| *known == address)
            .map_or("", |(_, fields, _)| *fields)
            .replace("{reference}", REFERENCE);
        let path = filled(&path, &picture.to_string(), owner);
        let ask = || request(method.as_str(), &path, &fields, None);
        reset(&pool, owner, picture).await;
        sqlx::query("delete from attempt")
            .execute(&pool)
            .await
            .unwrap();
        let nobody = judged(&send(&router, ask()).await);
        reset(&pool, owner, picture).await;
        let holder = Holder::Staff(member);
        let Entered::Half { token, .. } = stage.portal.backend.enter(holder, None).await.unwrap()
        else {
            panic!("let in")
        };
        let half = judged(&send(&router, with_half(ask(), &token)).await);
        let expected = heard
            .iter()
            .find(|(known, _)| *known == address)
            .map_or(nobody, |(_, cell)| *cell);
        if half != expected {
            wrong.push(format!("{address}: {half} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn staff_who_must_set_a_factor_up_are_nobody_anywhere_else(pool: PgPool) {
    expect_nobody_but_at(pool, &SETTING_UP, false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn staff_who_owe_a_code_are_nobody_anywhere_else(pool: PgPool) {
    expect_nobody_but_at(pool, &OWING, true).await;
}
