//! What the database says afterwards, against what was acknowledged.

use std::time::Duration;

use backend::application::column::SUBMISSION_ANSWERS;
use backend::seal::{Keyring, Sealed};
use domain::application::snapshot::Snapshot;
use sqlx::PgPool;

use super::applicant::Applicant;

/// What there is of an application, and how often.
#[derive(sqlx::FromRow)]
struct Entry {
    reference: String,
    state: String,
    round: i32,
    submissions: i64,
    events: i64,
    pictures: i64,
    id: uuid::Uuid,
    answers: Option<Sealed<Snapshot>>,
}

impl Entry {
    /// What was sent as the address.
    fn address(&self, keys: &Keyring) -> String {
        let answers = self.answers.as_ref().expect("it was sent");
        let row = format!("{}/{}", self.id, self.round);
        let answers = answers.open(keys, SUBMISSION_ANSWERS, row).unwrap();
        answers.get("address").unwrap_or_default().to_owned()
    }
}

/// Nothing acknowledged is lost, nothing is doubled.
pub async fn balance(pool: &PgPool, keys: &Keyring, applicants: &[Applicant]) {
    for applicant in applicants {
        let name = applicant.user_name();
        let sent: Vec<Entry> = sqlx::query_as(
            "select a.reference, a.state, a.round
                  , (select count(*) from submission s where s.application_id = a.id) as submissions
                  , (select count(*) from event e
                     where e.application_id = a.id and e.event = 'submitted') as events
                  , (select count(*) from document d
                     where d.application_id = a.id and d.replaced_at is null) as pictures
                  , a.id, (select s.answers from submission s where s.application_id = a.id) as answers
             from application a join account on account.id = a.account_id where account.user_name = $1",
        )
        .bind(&name)
        .fetch_all(pool)
        .await
        .unwrap();
        let [one] = &sent[..] else {
            panic!("{name} is there {} times", sent.len());
        };
        let reference = applicant.reference.as_ref().expect("it was acknowledged");
        assert_eq!(
            (&one.reference, one.state.as_str()),
            (reference, "submitted")
        );
        let counted = (one.round, one.submissions, one.events, one.pictures);
        assert_eq!(counted, (1, 1, 1, 3), "{name}");
        assert_eq!(one.address(keys), applicant.address, "{name}");
    }
    let all: i64 = sqlx::query_scalar("select count(*) from application where round > 0")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(all, i64::try_from(applicants.len()).unwrap(), "in all");
}

/// Every receipt is on its way or has left, once: what a crash sends twice has the same id.
pub async fn receipts(pool: &PgPool, outbox: &std::path::Path, applicants: &[Applicant]) {
    let mut waiting = 0;
    for _ in 0..1200 {
        waiting = sqlx::query_scalar::<_, i64>("select count(*) from job where name = 'send_mail'")
            .fetch_one(pool)
            .await
            .unwrap();
        if waiting == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(waiting, 0, "mails that have not left after two minutes");
    let mails: Vec<serde_json::Value> = std::fs::read_dir(outbox)
        .unwrap()
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|kind| kind == "json"))
        .map(|file| serde_json::from_str(&std::fs::read_to_string(file.path()).unwrap()).unwrap())
        .collect();
    for applicant in applicants {
        let reference = applicant.reference.as_deref().unwrap();
        let mine: std::collections::BTreeSet<&str> = mails
            .iter()
            .filter(|mail| mail["to"] == applicant.email())
            .filter(|mail| mail["text"].as_str().unwrap().contains(reference))
            .filter_map(|mail| mail["id"].as_str())
            .collect();
        assert_eq!(mine.len(), 1, "{}: {mine:?}", applicant.email());
    }
}

/// No connection was left inside a transaction.
pub async fn no_open_transactions(pool: &PgPool) {
    let mut open = Vec::new();
    for _ in 0..40 {
        open = sqlx::query_scalar::<_, String>(
            "select state || ': ' || query from pg_stat_activity
             where application_name = 'docket' and state like 'idle in transaction%'",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        if open.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("left open: {open:?}");
}
