//! Cases that wait, people who decide them, and their applicants.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::application::snapshot::Snapshot;
use domain::form::RawAnswers;
use domain::id::{AccountId, ApplicationId};
use domain::review::Role;
use domain::review::four_eyes::FourEyes;
use sqlx::PgPool;

use crate::application::sql;
use crate::caller::Caller;
use crate::ids::{Ids as _, RandomIds};
use crate::session::NewOwner;
use crate::testing::{HERE, Kit, kit};
use crate::{Backend, demo};

pub(crate) const OFFICE: &str = "zhengzhou-centre";

/// A portal with its offices where these decisions wait for a second officer.
pub(crate) async fn portal(pool: PgPool, four_eyes: FourEyes) -> Kit {
    let mut kit = kit(pool);
    let mut settings = kit.backend.settings.as_ref().clone();
    settings.four_eyes = four_eyes;
    kit.backend.settings = Arc::new(settings);
    demo::seed(&kit.backend).await.unwrap();
    kit
}

/// An officer of the office the cases are of.
pub(crate) async fn officer(kit: &Kit, name: &str) -> Caller {
    kit.staff(name, Role::Officer, Some(OFFICE)).await
}

/// A registration that was sent, and its applicant, signed in.
pub(crate) async fn sent(kit: &Kit, reference: &str, user_name: &str) -> Caller {
    let backend = &kit.backend;
    let (account, application) = (AccountId(RandomIds.id()), ApplicationId(RandomIds.id()));
    let now = backend.clock.now();
    sqlx::query(
        "insert into account (id, user_name, password_hash, language, created_at)
         values ($1, $2, 'x', 'zh-CN', $3)",
    )
    .bind(account.0)
    .bind(user_name)
    .bind(now)
    .execute(&backend.pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into application (id, reference, kind, account_id, state, version, round, language
            , created_at, changed_at, submitted_at, due_on, subject_name, email, office_id)
         values ($1, $2, 'registration', $3, 'submitted', 1, 1, 'zh-CN', $4, $4, $4
            , ($4 + interval '9 days')::date, '林晓安', $5, $6)",
    )
    .bind(application.0)
    .bind(reference)
    .bind(account.0)
    .bind(now)
    .bind(format!("{user_name}@mail.example"))
    .bind(OFFICE)
    .execute(&backend.pool)
    .await
    .unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    let answers = r#"{"real_name": "林晓安", "mobile": "13800138000"}"#;
    let answers: Snapshot = serde_json::from_str(answers).unwrap();
    let keys = &backend.keys;
    sql::insert_draft(&mut conn, keys, application, &RawAnswers::default(), now)
        .await
        .unwrap();
    let pictures = BTreeMap::new();
    sql::insert_submission(&mut conn, keys, application, 1, &answers, &pictures, now)
        .await
        .unwrap();
    drop(conn);
    signed_in(backend, NewOwner::Applicant(account)).await
}

async fn signed_in(backend: &Backend, owner: NewOwner) -> Caller {
    let mut conn = backend.pool.acquire().await.unwrap();
    let token = backend.open_session(&mut conn, owner, None).await.unwrap();
    drop(conn);
    Caller {
        session: backend.find_session(&token).await.unwrap(),
        token: Some(token),
        language: domain::text::Language::Chinese,
        address: HERE,
        browser: String::new(),
    }
}

/// The mails that have left, as `to: subject`.
pub(crate) async fn mails(kit: &Kit) -> Vec<String> {
    crate::job_list::run_due(&kit.backend).await;
    let mails = kit.letterbox.mails();
    mails
        .into_iter()
        .map(|mail| format!("{}: {}", mail.to, mail.subject))
        .collect()
}

/// What happened to a case and who did it, newest last.
pub(crate) async fn history(kit: &Kit, reader: &Caller, reference: &str) -> Vec<String> {
    let case = kit.backend.case(reader, reference).await.unwrap();
    case.timeline
        .into_iter()
        .map(|entry| format!("{} {}", entry.event.id(), entry.by.unwrap_or_default()))
        .collect()
}

/// The audit log as `action details`, oldest first.
pub(crate) async fn audited(kit: &Kit) -> Vec<String> {
    sqlx::query_scalar("select action from audit where action not in ('staff.added', 'staff.signed_in', 'case.seen') order by number",
    )
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap()
}
