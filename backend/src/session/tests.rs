//! Sessions begin, are found, and end.

use chrono::TimeDelta;
use domain::text::Language;
use sqlx::PgPool;

use super::*;
use crate::account;
use crate::testing::{Kit, kit};

async fn applicant(kit: &Kit) -> AccountId {
    let id = AccountId(kit.backend.ids.id());
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let now = kit.backend.clock.now();
    account::create(&mut conn, id, "zhang.san", "hash", Language::Chinese, now)
        .await
        .unwrap();
    id
}

async fn draft(kit: &Kit) -> ApplicationId {
    let id = ApplicationId(kit.backend.ids.id());
    sqlx::query(
        "insert into application (id, reference, kind, state, language, created_at, changed_at)
         values ($1, $1::text, 'registration', 'draft', 'ja', $2, $2)",
    )
    .bind(id.0)
    .bind(kit.backend.clock.now())
    .execute(&kit.backend.pool)
    .await
    .unwrap();
    id
}

async fn open(kit: &Kit, owner: NewOwner, old: Option<&str>) -> String {
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    kit.backend
        .open_session(&mut conn, owner, old)
        .await
        .unwrap()
}

async fn found(kit: &Kit, token: &str) -> Option<Session> {
    kit.backend.find_session(token).await.unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_session_is_found_by_its_token_and_tells_its_owner(pool: PgPool) {
    let kit = kit(pool);
    let account = applicant(&kit).await;
    let token = open(&kit, NewOwner::Applicant(account), None).await;
    assert_eq!(token.len(), 64);
    let session = found(&kit, &token).await.unwrap();
    assert_eq!(
        session.owner,
        Owner::Applicant {
            account,
            user_name: "zhang.san".to_owned()
        }
    );
    assert_eq!(session.draft, None);
    assert_eq!(
        session.ends_at,
        kit.backend.clock.now() + TimeDelta::hours(12)
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_token_itself_is_stored_nowhere(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    let row: String = sqlx::query_scalar("select session::text from session")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    assert!(!row.contains(&token));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_no_token_finds_nothing(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    for text in [
        "",
        "x",
        &token[1..],
        &format!("{token}0"),
        &"0".repeat(64),
        &"字".repeat(22),
    ] {
        assert_eq!(found(&kit, text).await, None, "{text}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_session_ends_when_it_is_not_used(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    for _ in 0..3 {
        kit.clock.advance(TimeDelta::minutes(119));
        assert!(found(&kit, &token).await.is_some());
    }
    kit.clock.advance(TimeDelta::minutes(120));
    assert_eq!(found(&kit, &token).await, None);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_session_in_constant_use_ends_all_the_same(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    for _ in 0..11 {
        kit.clock.advance(TimeDelta::hours(1));
        assert!(found(&kit, &token).await.is_some());
    }
    kit.clock.advance(TimeDelta::hours(1));
    assert_eq!(found(&kit, &token).await, None);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn being_seen_is_written_once_a_minute(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    let begun = kit.backend.clock.now();
    let seen = async || -> DateTime<Utc> {
        sqlx::query_scalar("select seen_at from session")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap()
    };
    kit.clock.advance(TimeDelta::seconds(59));
    found(&kit, &token).await.unwrap();
    assert_eq!(seen().await, begun);
    kit.clock.advance(TimeDelta::seconds(1));
    found(&kit, &token).await.unwrap();
    assert_eq!(seen().await, begun + TimeDelta::minutes(1));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_visitor_comes_back_to_the_draft_after_weeks(pool: PgPool) {
    let kit = kit(pool);
    let draft = draft(&kit).await;
    let token = open(&kit, NewOwner::Visitor { draft }, None).await;
    kit.clock.advance(TimeDelta::days(29));
    let session = found(&kit, &token).await.unwrap();
    assert_eq!(
        (session.owner, session.draft),
        (Owner::Visitor, Some(draft))
    );
    kit.clock.advance(TimeDelta::days(1));
    assert_eq!(found(&kit, &token).await, None);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn signing_in_replaces_the_token(pool: PgPool) {
    let kit = kit(pool);
    let old = open(
        &kit,
        NewOwner::Visitor {
            draft: draft(&kit).await,
        },
        None,
    )
    .await;
    let new = open(&kit, NewOwner::Applicant(applicant(&kit).await), Some(&old)).await;
    assert_eq!(found(&kit, &old).await, None);
    assert!(found(&kit, &new).await.is_some());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn signing_out_ends_the_session_and_may_be_repeated(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    for _ in 0..2 {
        kit.backend.end_session(&token).await.unwrap();
        assert_eq!(found(&kit, &token).await, None);
    }
    kit.backend.end_session("no token").await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_session_opened_in_a_transaction_that_fails_does_not_exist(pool: PgPool) {
    let kit = kit(pool);
    let account = applicant(&kit).await;
    let old = open(&kit, NewOwner::Applicant(account), None).await;
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let owner = NewOwner::Applicant(account);
    let new = kit
        .backend
        .open_session(&mut tx, owner, Some(&old))
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(found(&kit, &new).await, None);
    assert!(found(&kit, &old).await.is_some());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_page_nobody_is_at_does_not_keep_a_session_alive(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    for _ in 0..2 {
        kit.clock.advance(TimeDelta::minutes(59));
        assert!(kit.backend.look_at_session(&token).await.unwrap().is_some());
    }
    kit.clock.advance(TimeDelta::minutes(2));
    assert_eq!(kit.backend.look_at_session(&token).await.unwrap(), None);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_left_of_a_session_is_told_and_grows_when_somebody_stays(pool: PgPool) {
    let kit = kit(pool);
    let token = open(&kit, NewOwner::Applicant(applicant(&kit).await), None).await;
    let look = async || crate::caller::Caller {
        session: kit.backend.look_at_session(&token).await.unwrap(),
        token: Some(token.clone()),
        language: Language::Chinese,
        address: crate::testing::HERE,
        browser: String::new(),
    };
    let left = async || kit.backend.session_left(&look().await).unwrap();
    let told = left().await;
    assert_eq!(
        (told.user_name.as_str(), told.is_staff),
        ("zhang.san", false)
    );
    assert_eq!(
        (told.seconds, told.is_final, told.warning),
        (7200, false, 300)
    );
    kit.clock.advance(TimeDelta::seconds(7170));
    assert_eq!(left().await.seconds, 30);
    let stayed = kit.backend.stay_signed_in(&look().await).await.unwrap();
    assert_eq!(stayed, left().await);
    assert_eq!((stayed.seconds, stayed.is_final), (7200, false));
    // Its end comes all the same.
    for _ in 0..5 {
        kit.clock.advance(TimeDelta::minutes(110));
        kit.backend.stay_signed_in(&look().await).await.unwrap();
    }
    let told = left().await;
    assert!(told.is_final && told.seconds < 7200, "{told:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn one_session_is_known_by_its_browser_and_ended_by_its_owner_only(pool: PgPool) {
    let kit = kit(pool);
    let account = kit.account("zhang.san", None).await;
    let (here, there) = (kit.browser_of(account).await, kit.browser_of(account).await);
    let stranger = kit.account("li.si", None).await;
    let stranger = kit.browser_of(stranger).await;
    let mut session = there.session.clone().unwrap();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
    kit.backend.note_browser(&mut session, agent).await.unwrap();
    assert_eq!(session.browser, "Firefox · Linux");

    let listed = kit.backend.sessions(&here).await.unwrap();
    let other = listed.iter().find(|one| !one.is_this).unwrap();
    assert_eq!(other.browser, "Firefox · Linux");
    let end = async |caller: &Caller, id: &str| {
        kit.backend.end_one_session(caller, id).await.unwrap();
        kit.backend.sessions(&here).await.unwrap().len()
    };
    assert_eq!(end(&stranger, &other.id).await, 2);
    assert_eq!(end(&here, "").await, 2);
    assert_eq!(end(&here, "nothing\u{0}").await, 2);
    assert_eq!(end(&here, &other.id).await, 1);
    assert_eq!(end(&here, &other.id).await, 1);
    assert!(found(&kit, here.token.as_deref().unwrap()).await.is_some());
    assert!(found(&kit, there.token.as_deref().unwrap()).await.is_none());
}
