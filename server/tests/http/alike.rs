//! Known and unknown user names, addresses and references answer alike: in words, in status, and in
//! how long it takes.

use std::time::{Duration, Instant};

use axum::Router;
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use domain::application::reference::Reference;
use domain::review::Role;
use domain::value::password::Password;
use sqlx::PgPool;

use crate::authority::{REFERENCE, applicant, offices, request, reset, staff};
use crate::stage::{Answer, Stage, send_from};

/// How often each is asked.
const ROUNDS: usize = 9;
/// How often a measurement may be disturbed by whatever else the machine does.
const CHANCES: usize = 3;

/// A door, and what is shown to it: by somebody who knows half, and by somebody who knows nothing.
struct Door {
    path: &'static str,
    known: String,
    unknown: String,
}

fn doors() -> Vec<Door> {
    let door = |path, known: &str, unknown: &str| Door {
        path,
        known: known.to_owned(),
        unknown: unknown.to_owned(),
    };
    vec![
        door(
            "/api/sign_in",
            "user_name=owner&password=not%20the%20one",
            "user_name=nobody&password=not%20the%20one",
        ),
        door(
            "/api/staff_sign_in",
            "user_name=supervisor&password=not%20the%20one",
            "user_name=nobody&password=not%20the%20one",
        ),
        door(
            "/api/ask_for_recovery",
            "email=lin@mail.example",
            "email=nobody@mail.example",
        ),
        door(
            "/recover/legacy",
            "mailbox=hua@older.example&mailbox_password=wrong",
            "mailbox=nobo@older.example&mailbox_password=wrong",
        ),
        // Of an account with several mailboxes even the right password is answered like that.
        door(
            "/recover/legacy",
            "mailbox=wang@older.example&mailbox_password=Initial-2",
            "mailbox=nobod@older.example&mailbox_password=Initial-2",
        ),
        door(
            "/api/look_up",
            &format!("reference={REFERENCE}&email=other@mail.example"),
            &format!(
                "reference={}&email=other@mail.example",
                Reference::from_random(4711)
            ),
        ),
    ]
}

async fn ready(pool: &PgPool) -> Router {
    let stage = Stage::new(pool.clone());
    let backend = &stage.portal.backend;
    offices(pool).await;
    let owner = applicant(pool, "owner").await;
    let password = Password::parse("another long one 42").unwrap();
    sqlx::query("update account set password_hash = $1, email = 'lin@mail.example'")
        .bind(backend.passwords.hash(&password).await.unwrap())
        .execute(pool)
        .await
        .unwrap();
    let file = "user_name,type,name,mailbox_1,mailbox_1_password,mailbox_2,mailbox_2_password\n\
        li.hua,person,李华,hua@older.example,Initial-1,,\n\
        wang.wu,person,王五,wang@older.example,Initial-2,wu@older.example,Initial-3\n";
    let imported = backend.import_accounts(file.as_bytes(), false).await;
    assert_eq!(imported.unwrap().added, 2);
    staff(&stage, "supervisor", Role::Supervisor, None).await;
    reset(pool, owner, RandomIds.id()).await;
    stage.router()
}

/// Asks once, as somebody who was never here.
async fn ask(pool: &PgPool, router: &Router, path: &str, fields: &str) -> (Answer, Duration) {
    sqlx::raw_sql("delete from attempt; delete from wrong_try; delete from spending")
        .execute(pool)
        .await
        .unwrap();
    let request = request("POST", path, fields, None);
    let begun = Instant::now();
    let answer = send_from("198.51.100.7", router, request).await;
    (answer, begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Whether nobody could tell the two apart by waiting: half as long again, and what a busy machine
/// adds to the shortest of answers.
fn are_alike(one: Duration, other: Duration) -> bool {
    let (short, long) = (one.min(other), one.max(other));
    long <= short * 3 / 2 + Duration::from_millis(4)
}

/// What is the asker's own stays out of the comparison, and what differs in every answer.
fn words(answer: &Answer, fields: &str) -> String {
    let mut text = answer.text();
    for pair in fields.split('&') {
        let (_, value) = pair.split_once('=').unwrap();
        text = text.replace(value, "…");
    }
    let nonces: Vec<String> = text
        .match_indices("nonce=\"")
        .filter_map(|(at, mark)| {
            let rest = &text[at + mark.len()..];
            rest.split('"').next().map(str::to_owned)
        })
        .collect();
    nonces
        .iter()
        .fold(text, |text, nonce| text.replace(nonce.as_str(), "…"))
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_is_known_and_whoever_is_not_get_the_same_words_and_status(pool: PgPool) {
    let router = ready(&pool).await;
    for door in doors() {
        let (known, _) = ask(&pool, &router, door.path, &door.known).await;
        let (unknown, _) = ask(&pool, &router, door.path, &door.unknown).await;
        assert_eq!(known.status, unknown.status, "{}", door.known);
        let (known, unknown) = (words(&known, &door.known), words(&unknown, &door.unknown));
        assert!(!known.is_empty());
        assert_eq!(known, unknown, "{}", door.known);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_is_known_and_whoever_is_not_wait_as_long(pool: PgPool) {
    let router = ready(&pool).await;
    for door in doors() {
        let mut said = Vec::new();
        for _ in 0..CHANCES {
            let (mut known, mut unknown) = (Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                known.push(ask(&pool, &router, door.path, &door.known).await.1);
                unknown.push(ask(&pool, &router, door.path, &door.unknown).await.1);
            }
            said.push((median(known), median(unknown)));
            let (known, unknown) = said[said.len() - 1];
            if are_alike(known, unknown) {
                break;
            }
        }
        let is_alike = said
            .last()
            .is_some_and(|(known, unknown)| are_alike(*known, *unknown));
        assert!(is_alike, "{}: {said:?}", door.known);
    }
}

#[test]
fn the_bound_tells_a_hash_from_none() {
    let (hash, nothing) = (Duration::from_millis(30), Duration::from_millis(2));
    assert!(!are_alike(hash, nothing));
    assert!(are_alike(hash, hash * 5 / 4));
}
