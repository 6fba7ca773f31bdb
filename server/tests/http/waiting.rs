//! An account that is not open yet: its owner has a page for it, and no button leads nowhere.

use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use http::StatusCode;
use sqlx::PgPool;

use crate::authority::{REFERENCE, applicant, offices, reset, session};
use crate::stage::{Answer, Stage, get};

/// Where a registration stands; where its owner lands after signing in, and where their page leads
/// on; whether it can be begun again.
const STANDS: [(&str, &str, &str, bool); 6] = [
    ("draft", "/register", "/register", false),
    ("submitted", STATUS, STATUS, false),
    ("returned", CORRECTION, CORRECTION, false),
    ("refused", STATUS, STATUS, true),
    ("withdrawn", STATUS, STATUS, true),
    ("expired", "/register", STATUS, true),
];
const STATUS: &str = "/applications/2222-2223-Z6";
const CORRECTION: &str = "/applications/2222-2223-Z6/correction";

async fn page(stage: &Stage, token: &str, path: &str) -> Answer {
    let mut request = get(path);
    let cookie = format!("docket={token}").parse().unwrap();
    request.headers_mut().insert("cookie", cookie);
    stage.send(request).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_waits_has_an_account_page_and_lands_where_the_registration_goes_on(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    let token = session(&stage, NewOwner::Applicant(owner)).await;
    reset(&pool, owner, RandomIds.id()).await;
    let open = page(&stage, &token, "/account").await.text();
    assert!(!open.contains("data-registration"), "{open}");
    assert!(open.contains(r#"data-action="email""#), "{open}");
    let list = page(&stage, &token, "/applications").await.text();
    assert!(list.contains(r#"href="/applications/new""#), "{list}");
    assert!(!list.contains("begin-again"), "{list}");

    sqlx::query("update account set opened_at = null")
        .execute(&pool)
        .await
        .unwrap();
    for (state, landing, way_on, again) in STANDS {
        sqlx::query("update application set state = $1 where reference = $2")
            .bind(state)
            .bind(REFERENCE)
            .execute(&pool)
            .await
            .unwrap();
        let account = page(&stage, &token, "/account").await;
        assert_eq!(account.status, StatusCode::OK, "{state}");
        let text = account.text();
        assert!(
            text.contains(&format!(r#"data-registration="{state}""#)),
            "{state}: {text}"
        );
        assert!(
            text.contains(&format!(r#"href="{way_on}""#)),
            "{state}: {text}"
        );
        for there in [
            REFERENCE,
            r#"href="/account/password""#,
            r#"href="/account/second-factor""#,
            r#"data-session="this""#,
        ] {
            assert!(text.contains(there), "{state}: {there}: {text}");
        }
        for missing in [
            r#"href="/applications/new""#,
            r#"href="/account/email""#,
            "profile-title",
        ] {
            assert!(!text.contains(missing), "{state}: {missing}: {text}");
        }
        let list = page(&stage, &token, "/applications").await.text();
        assert!(!list.contains("/applications/new"), "{state}: {list}");
        for text in [&text, &list] {
            let begins = text.contains(r#"data-action="begin-again""#);
            assert_eq!(begins, again, "{state}: {text}");
        }
        for path in ["/sign-in", "/account/email", "/applications/new"] {
            let answer = page(&stage, &token, path).await;
            assert_eq!(answer.header("location"), landing, "{state}: {path}");
        }
    }
}
