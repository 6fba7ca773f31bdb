//! What the rows of the table speak of.

use std::sync::Arc;

use backend::Backend;
use backend::caller::Caller;
use backend::ids::{Ids as _, RandomIds};
use backend::session::NewOwner;
use domain::id::{AccountId, BulkId, ProposalId};
use domain::review::bulk::Ticked;
use domain::review::four_eyes::FourEyes;
use domain::review::mark::Mark;
use domain::review::{Decision, Role};
use domain::text::Language;
use domain::value::password::Password;
use sqlx::PgPool;
use uuid::Uuid;

use super::{PEOPLE, REFERENCE, Row, administration};
use crate::stage::{Stage, photo};

/// What stands in addresses and fields, as it is made before each request.
pub struct Things {
    owner: AccountId,
    /// Who plans for several cases, and proposes; without anybody there is neither.
    officer: Option<NewOwner>,
    picture: Uuid,
    bulk: BulkId,
    proposal: ProposalId,
}

impl Things {
    pub fn of(owner: AccountId, officer: Option<NewOwner>) -> Self {
        Self {
            owner,
            officer,
            picture: RandomIds.id(),
            bulk: BulkId(RandomIds.id()),
            proposal: ProposalId(RandomIds.id()),
        }
    }

    /// What stands for a part of a path or of fields.
    pub fn fill(&self, text: &str) -> String {
        administration::filled(text)
            .replace("bulk/{id}", "bulk/{bulk}")
            .replace("{bulk}", &self.bulk.to_string())
            .replace("{proposal}", &self.proposal.to_string())
            .replace("{reference}", REFERENCE)
            .replace("{draft}", REFERENCE)
            .replace("{account}", &self.owner.to_string())
            .replace("{step}", "basic")
            .replace("{id}", &self.picture.to_string())
            .replace("{form}", "information-change-form")
            .replace("{source}", "industry")
    }

    /// Makes everything as it is before a request of this row: the application, as a draft where
    /// the row says so, and a plan or a proposal of the officer where it speaks of one.
    pub async fn prepare(&mut self, stage: &Stage, (address, fields, _): &Row) {
        let backend = &stage.portal.backend;
        reset(&backend.pool, self.owner, self.picture).await;
        if fields.contains("{draft}") {
            drafted(&backend.pool).await;
        }
        if address.ends_with("reset_member_factor") {
            with_factor(&backend.pool, "officer").await;
        }
        let Some(officer) = self.officer else { return };
        if address.ends_with("bulk/{id}") || fields.contains("{bulk}") {
            self.bulk = planned(stage, officer).await;
        }
        if fields.contains("{proposal}") {
            self.proposal = proposed(stage, officer).await;
        }
    }
}

/// A member of staff has a second factor; nobody reads its secret.
async fn with_factor(pool: &PgPool, name: &str) {
    sqlx::query(
        "insert into second_factor (id, staff_id, secret, last_step, created_at)
         select id, id, '', 0, now() from staff where user_name = $1 on conflict do nothing",
    )
    .bind(name)
    .execute(pool)
    .await
    .unwrap();
}

/// A plan to approve the application.
async fn planned(stage: &Stage, officer: NewOwner) -> BulkId {
    let officer = caller(stage, officer).await;
    let backend = &stage.portal.backend;
    let cases = [Ticked {
        reference: REFERENCE.to_owned(),
        seen: Mark::ALL.to_vec(),
    }];
    backend
        .plan_bulk(&officer, &cases, &Decision::Approve)
        .await
        .unwrap()
}

/// A refusal of the application that waits for a second officer.
async fn proposed(stage: &Stage, officer: NewOwner) -> ProposalId {
    let officer = caller(stage, officer).await;
    let mut settings = (*stage.portal.backend.settings).clone();
    settings.four_eyes = FourEyes::All;
    let backend = Backend {
        settings: Arc::new(settings),
        ..stage.portal.backend.clone()
    };
    let decision = Decision::Refuse {
        reason: "so it is".to_owned(),
    };
    backend.claim(&officer, REFERENCE).await.unwrap();
    backend
        .decide(&officer, REFERENCE, 1, decision)
        .await
        .unwrap();
    let id = sqlx::query_scalar("select id from proposal")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    ProposalId(id)
}

/// Somebody signed in, as the use cases see them.
async fn caller(stage: &Stage, owner: NewOwner) -> Caller {
    let token = session(stage, owner).await;
    let found = stage.portal.backend.find_session(&token).await.unwrap();
    Caller {
        session: Some(found.unwrap()),
        token: Some(token),
        language: Language::English,
        address: [192, 0, 2, 1].into(),
        browser: String::new(),
    }
}

/// The application was not sent yet.
async fn drafted(pool: &PgPool) {
    sqlx::raw_sql(
        "delete from submission;
         update application set state = 'draft', round = 0, submitted_at = null, due_on = null, office_id = null;",
    )
    .execute(pool)
    .await
    .unwrap();
}

/// One application, sent, with a picture, as it is before each request.
pub async fn reset(pool: &PgPool, owner: AccountId, picture: uuid::Uuid) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "delete from application;
         with application as (
             insert into application (id, reference, kind, account_id, state, version, round, language, created_at
                 , changed_at, submitted_at, due_on, subject_name, email, office_id)
             values ('{0}', '{REFERENCE}', 'registration', '{1}', 'submitted', 1, 1, 'zh-CN', now(), now(), now()
                 , current_date, '林晓安', 'lin@mail.example', 'centre')
         )
         insert into draft (application_id, saved_at) values ('{0}', now());
         insert into submission (application_id, round, answers, pictures, submitted_at)
         values ('{0}', 1, '{{\"real_name\": \"林晓安\"}}', '{{\"portrait\": \"{2}\"}}', now());
         insert into document (id, application_id, field, fingerprint, bytes, width, height, blob_key, created_at, reading_state)
         values ('{2}', '{0}', 'portrait', '\\x00', 3, 1, 1, 'portrait.jpg', now(), 'none');",
        uuid::Uuid::from_u128(7),
        owner.0,
        picture,
    )))
    .execute(pool)
    .await
    .unwrap();
}

/// Everybody of [`PEOPLE`], and what there is for them to ask for.
pub async fn inhabited(stage: &Stage) -> ([Option<NewOwner>; PEOPLE.len()], Things) {
    let pool = &stage.portal.backend.pool;
    offices(pool).await;
    let owner = applicant(pool, "owner").await;
    let officer = staff(stage, "officer", Role::Officer, Some("centre")).await;
    let people = [
        None,
        Some(NewOwner::Applicant(owner)),
        Some(NewOwner::Applicant(applicant(pool, "stranger").await)),
        Some(officer),
        Some(staff(stage, "elsewhere", Role::Officer, Some("elsewhere")).await),
        Some(staff(stage, "supervisor", Role::Supervisor, None).await),
        Some(staff(stage, "administrator", Role::Administrator, None).await),
    ];
    administration::lists(pool).await;
    give_password(stage).await;
    let blobs = &stage.portal.backend.blobs;
    blobs.put("portrait.jpg", photo()).await.unwrap();
    (people, Things::of(owner, Some(officer)))
}

/// Two offices.
pub async fn offices(pool: &PgPool) {
    for office in ["centre", "elsewhere"] {
        sqlx::query(
            "insert into office (id, city, names, postal_address, telephone, fax)
             values ($1, '4101', '{}', '', '', '')",
        )
        .bind(office)
        .execute(pool)
        .await
        .unwrap();
    }
}

/// An account that is open.
pub async fn applicant(pool: &PgPool, name: &str) -> AccountId {
    let id = AccountId(RandomIds.id());
    sqlx::query(
        "insert into account (id, user_name, password_hash, language, created_at, opened_at)
         values ($1, $2, 'x', 'zh-CN', now(), now())",
    )
    .bind(id.0)
    .bind(name)
    .execute(pool)
    .await
    .unwrap();
    id
}

/// Gives every account a password that can be checked, and is nowhere typed.
pub async fn give_password(stage: &Stage) {
    let backend = &stage.portal.backend;
    let password = Password::parse("another long one 42").unwrap();
    sqlx::query("update account set password_hash = $1")
        .bind(backend.passwords.hash(&password).await.unwrap())
        .execute(&backend.pool)
        .await
        .unwrap();
}

pub async fn staff(stage: &Stage, name: &str, role: Role, office: Option<&str>) -> NewOwner {
    let made = stage
        .portal
        .backend
        .create_staff(name, "a long enough password 7", role, office)
        .await
        .unwrap();
    NewOwner::Staff(made)
}

/// The token of a new session.
pub async fn session(stage: &Stage, owner: NewOwner) -> String {
    let backend = &stage.portal.backend;
    let mut conn = backend.pool.acquire().await.unwrap();
    backend.open_session(&mut conn, owner, None).await.unwrap()
}
