//! A pending sign-in: somebody gave the password and not yet the code, or has no second factor yet and
//! must have one. Everywhere but on the pages made for it they are nobody.

use axum::body::Body;
use backend::factor::Entered;
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::principal::Principal;
use backend::session::NewOwner;
use domain::account::Door;
use domain::review::Role;
use http::Request;
use http::header::COOKIE;
use sqlx::PgPool;

use crate::authority::{Things, applicant, give_password, judged, offices, request, staff, table};
use crate::stage::{Stage, send};

/// Where somebody is heard, and how the fields of the row begin.
type Heard = (&'static str, &'static str, char);

/// Where staff are heard who have to set a second factor up first.
const SETTING_UP: &[Heard] = &[
    // It leads on to the page below.
    ("GET /staff/sign-in/code", "", '+'),
    ("GET /api/pending_sign_in", "door=staff", '+'),
    ("GET /staff/second-factor", "", '+'),
    ("GET /api/second_factor", "door=staff", '+'),
    ("POST /api/begin_second_factor", "door=staff", '+'),
    ("POST /api/confirm_second_factor", "door=staff", '+'),
    ("POST /api/renew_recovery_codes", "door=staff", '+'),
    ("POST /api/settle_second_factor", "door=staff", '+'),
    ("POST /api/end_second_factor", "door=staff", '-'),
];

/// Where staff are heard who owe a code.
const STAFF_OWING: &[Heard] = &[
    ("GET /staff/sign-in/code", "", '+'),
    ("GET /api/pending_sign_in", "door=staff", '+'),
    ("POST /api/finish_sign_in", "door=staff", '+'),
];

/// Where applicants are heard who owe a code.
const APPLICANTS_OWING: &[Heard] = &[
    ("GET /sign-in/code", "", '+'),
    ("GET /api/pending_sign_in", "door=applicants", '+'),
    ("POST /api/finish_sign_in", "door=applicants", '+'),
];

fn with_pending(mut request: Request<Body>, token: &str) -> Request<Body> {
    let cookie = format!("docket-pending={token}").parse().unwrap();
    request.headers_mut().insert(COOKIE, cookie);
    request
}

async fn switch_factor_on(pool: &PgPool, principal: Principal) {
    let (account, staff) = match principal {
        Principal::Account(account) => (Some(account.0), None),
        Principal::Staff(staff) => (None, Some(staff.0)),
    };
    sqlx::query(
        "insert into second_factor (id, account_id, staff_id, secret, last_step, created_at)
         values ($1, $2, $3, $4, 0, now())",
    )
    .bind(RandomIds.id())
    .bind(account)
    .bind(staff)
    .bind(vec![7_u8; 20])
    .execute(pool)
    .await
    .unwrap();
}

/// Every row of the table, asked by somebody whose sign-in is pending and by nobody at all. It is
/// somebody who would be heard at most of them: the owner of the application, or a supervisor.
async fn expect_nobody_but_at(pool: PgPool, door: Door, heard: &[Heard], has_factor: bool) {
    let stage = Stage::new(pool.clone()).with(|settings| settings.demo = false);
    let router = stage.router();
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    give_password(&stage).await;
    let supervisor = staff(&stage, "supervisor", Role::Supervisor, None).await;
    let principal = match (door, supervisor) {
        (Door::Staff, NewOwner::Staff(member)) => Principal::Staff(member),
        _ => Principal::Account(owner),
    };
    if has_factor {
        switch_factor_on(&pool, principal).await;
    }
    let mut things = Things::of(owner, Some(supervisor));
    let mut wrong = Vec::new();
    let mut used = 0;
    for row in table() {
        let (address, fields, cells) = row;
        let (method, path) = address.split_once(' ').unwrap();
        let mut said = Vec::new();
        for is_pending in [false, true] {
            things.prepare(&stage, row).await;
            sqlx::raw_sql("delete from attempt; delete from wrong_try; delete from spending")
                .execute(&pool)
                .await
                .unwrap();
            let asked = request(method, &things.fill(path), &things.fill(fields), None);
            let asked = match is_pending {
                false => asked,
                true => {
                    let entered = stage.portal.backend.enter(principal, None).await.unwrap();
                    let Entered::Pending { token, .. } = entered else {
                        panic!("let in")
                    };
                    with_pending(asked, &token)
                }
            };
            said.push(judged(&send(&router, asked).await));
        }
        let (nobody, pending) = (said[0], said[1]);
        assert!(cells.starts_with(nobody), "{address} {fields}: {nobody}");
        let known = heard
            .iter()
            .find(|(known, begin, _)| known == address && fields.starts_with(begin));
        used += usize::from(known.is_some());
        let expected = known.map_or(nobody, |(.., cell)| *cell);
        if pending != expected {
            wrong.push(format!(
                "{address} {fields}: {pending} instead of {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(used, heard.len(), "each exception is a row of the table");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn staff_who_must_set_a_factor_up_are_nobody_anywhere_else(pool: PgPool) {
    expect_nobody_but_at(pool, Door::Staff, SETTING_UP, false).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn staff_who_owe_a_code_are_nobody_anywhere_else(pool: PgPool) {
    expect_nobody_but_at(pool, Door::Staff, STAFF_OWING, true).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn applicants_who_owe_a_code_are_nobody_anywhere_else(pool: PgPool) {
    expect_nobody_but_at(pool, Door::Applicants, APPLICANTS_OWING, true).await;
}
