//! An upgrade from a database in plain, and a change of keys, on real rows and files.

use std::sync::Arc;

use domain::application::snapshot::Snapshot;
use domain::form::RawAnswers;
use domain::review::Role;
use domain::review::filter::QueueFilter;
use sqlx::{AssertSqlSafe, PgPool};

use super::*;
use crate::application::sql as application_sql;
use crate::ids::{Ids as _, RandomIds};
use crate::pool::MIGRATOR;
use crate::seal::{Keyring, Purpose, column, new_index_line, new_line};
use crate::testing::{Kit, emptied, kit};

const APPLICATION: Uuid = Uuid::from_u128(1);
const ACCOUNT: Uuid = Uuid::from_u128(2);
const PICTURE: Uuid = Uuid::from_u128(3);
const NUMBER: &str = "410105198001010012";
const LONG: Duration = Duration::from_secs(60);

/// A database as the version before left it, brought up to date.
async fn from_before(pool: PgPool) -> Kit {
    emptied(&pool).await;
    MIGRATOR.run_to(6, &pool).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!(
        "insert into office values ('centre', '4101', '{{}}', '', '', '');
         insert into account (id, user_name, password_hash, language, profile, created_at, opened_at)
         values ('{ACCOUNT}', 'lin', 'x', 'zh-CN', '{{\"id_number\": \"{NUMBER}\"}}', now(), now());
         insert into application (id, reference, kind, account_id, state, version, round, language
           , created_at, changed_at, submitted_at, due_on, subject_name, subject_identity, office_id)
         values ('{APPLICATION}', 'ABCD-EFGH-JKLM', 'registration', '{ACCOUNT}', 'submitted', 1, 1, 'zh-CN'
           , now(), now(), now(), current_date, '林晓安', '{NUMBER}', 'centre');
         insert into draft (application_id, answers, sources, findings, saved_at)
         values ('{APPLICATION}', '{{\"id_number\": \"{NUMBER}\"}}', '{{\"id_number\": \"{NUMBER}\"}}'
           , '{{}}', now());
         insert into submission values ('{APPLICATION}', 1, '{{\"id_number\": \"{NUMBER}\"}}', '{{}}', now());
         insert into document (id, application_id, field, sha256, bytes, width, height, blob_key
           , created_at, reading_state, reading)
         values ('{PICTURE}', '{APPLICATION}', 'portrait', sha256('a photo'), 7, 1, 1, 'portrait.jpg'
           , now(), 'done', '{{\"id_number\": \"{NUMBER}\"}}');
         insert into job (name, payload, priority, run_at)
         values ('send_mail', '{{\"to\": \"lin@mail.example\"}}', 1, now());"
    )))
    .execute(&pool)
    .await
    .unwrap();
    MIGRATOR.run(&pool).await.unwrap();
    let kit = kit(pool);
    let blobs = &kit.backend.blobs;
    blobs
        .put("portrait.jpg", b"a photo".to_vec())
        .await
        .unwrap();
    kit
}

/// Everything there is, read with these keys.
async fn read(backend: &Backend) -> Result<()> {
    let mut conn = backend.pool.acquire().await?;
    let id = domain::id::ApplicationId(APPLICATION);
    let row = application_sql::find(&mut conn, id).await?.unwrap();
    let opened = backend.opened(&mut conn, id, row).await?;
    assert_eq!(opened.answers.get("id_number"), NUMBER);
    assert_eq!(opened.sources["id_number"], NUMBER);
    let (sent, _) = application_sql::submission(&mut conn, &backend.keys, id, 1)
        .await?
        .unwrap();
    assert_eq!(sent.get("id_number"), Some(NUMBER));
    let account = domain::id::AccountId(ACCOUNT);
    let profile: Snapshot = backend.profile(account).await?.answers;
    assert_eq!(profile.get("id_number"), Some(NUMBER));
    let document = domain::id::DocumentId(PICTURE);
    let document = crate::document::sql::find(&mut conn, document)
        .await?
        .unwrap();
    assert_eq!(document.reading(&backend.keys)?["id_number"], NUMBER);
    assert_eq!(backend.kept_picture("portrait.jpg").await?, b"a photo");
    Ok(())
}

/// How many cases the search for the number finds.
async fn found(kit: &Kit, backend: &Backend) -> usize {
    let name = format!("staff.{}", RandomIds.id().simple());
    let caller = kit.staff(&name[..20], Role::Supervisor, None).await;
    let filter = QueueFilter {
        search: NUMBER.to_owned(),
        ..QueueFilter::default()
    };
    backend.queue(&caller, &filter).await.unwrap().rows.len()
}

/// Whether a text stands anywhere in the database or in the file.
async fn stands_in_plain(backend: &Backend, text: &str) -> bool {
    for table in [
        "account",
        "application",
        "draft",
        "submission",
        "document",
        "job",
    ] {
        let statement = format!(
            "select exists (select from {table} t
             where position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0
                or position($1 in t::text) > 0)"
        );
        let there: bool = sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(text)
            .fetch_one(&backend.pool)
            .await
            .unwrap();
        if there {
            return true;
        }
    }
    let file = backend.blobs.get("portrait.jpg").await.unwrap();
    file.windows(text.len()).any(|part| part == text.as_bytes())
}

fn keys(lines: &[&str]) -> Keyring {
    Keyring::parse(&lines.concat(), Arc::new(RandomIds)).unwrap()
}

#[sqlx::test(migrations = false)]
async fn a_database_in_plain_is_read_sealed_and_then_no_plain_value_is_believed(pool: PgPool) {
    let kit = from_before(pool).await;
    let backend = &kit.backend;
    read(backend).await.unwrap();
    assert_eq!(found(&kit, backend).await, 1);
    assert!(stands_in_plain(backend, NUMBER).await);
    assert!(stands_in_plain(backend, "lin@mail.example").await);

    let done = backend.seal_anew(Extent::Old, LONG).await.unwrap();
    assert_eq!((done.left, done.stuck), (0, 0));
    assert_eq!(done.sealed, 8, "seven values and a picture");
    read(backend).await.unwrap();
    assert_eq!(found(&kit, backend).await, 1);
    for text in [NUMBER, "lin@mail.example", "a photo"] {
        assert!(!stands_in_plain(backend, text).await, "{text}");
    }
    let again = backend.seal_anew(Extent::Old, LONG).await.unwrap();
    assert_eq!(again, Anew::default());

    sqlx::query("update draft set answers = '{\"id_number\": \"1\"}'")
        .execute(&backend.pool)
        .await
        .unwrap();
    assert!(read(backend).await.is_err());
    // Another process learns it from the database.
    let mut other = backend.clone();
    other.keys = Keyring::fleeting(Arc::new(RandomIds));
    let plain = b"{\"id_number\": \"1\"}";
    assert!(other.keys.open(Purpose::Columns, "a", plain).is_ok());
    other.refuse_plain_once_sealed().await.unwrap();
    assert!(other.keys.open(Purpose::Columns, "a", plain).is_err());
}

#[sqlx::test(migrations = false)]
async fn after_a_change_of_keys_the_old_key_is_not_needed(pool: PgPool) {
    let kit = from_before(pool).await;
    let (old, new) = (new_line(&RandomIds), new_line(&RandomIds));
    let index = new_index_line(&RandomIds);
    let with = |lines: &[&str]| {
        let mut backend = kit.backend.clone();
        backend.keys = keys(lines);
        backend
    };
    let before = with(&[&old, &index]);
    before.seal_anew(Extent::Old, LONG).await.unwrap();
    let only_new = with(&[&new, &index]);
    assert!(read(&only_new).await.is_err(), "it cannot be read without");
    assert!(before.has_its_keys().await.unwrap());
    assert!(!only_new.has_its_keys().await.unwrap());

    let both = with(&[&new, &old, &index]);
    read(&both).await.unwrap();
    // Stopped at once it says how much is left, and the next one goes on.
    let none = both.seal_anew(Extent::Old, Duration::ZERO).await.unwrap();
    assert_eq!((none.sealed, none.left), (0, 8));
    let stuck = only_new.seal_anew(Extent::Old, LONG).await.unwrap();
    assert_eq!((stuck.sealed, stuck.left, stuck.stuck), (0, 8, 8));
    let done = both.seal_anew(Extent::Old, LONG).await.unwrap();
    assert_eq!((done.sealed, done.left), (8, 0));
    read(&only_new).await.unwrap();
    assert_eq!(found(&kit, &only_new).await, 1);
}

#[sqlx::test(migrations = false)]
async fn with_another_index_key_a_number_is_found_before_during_and_after(pool: PgPool) {
    let kit = from_before(pool).await;
    let line = new_line(&RandomIds);
    let (old, new) = (new_index_line(&RandomIds), new_index_line(&RandomIds));
    let with = |lines: &[&str]| {
        let mut backend = kit.backend.clone();
        backend.keys = keys(lines);
        backend
    };
    with(&[&line, &old])
        .seal_anew(Extent::Old, LONG)
        .await
        .unwrap();
    let both = with(&[&line, &new, &old]);
    assert_eq!(found(&kit, &both).await, 1);
    let only_new = with(&[&line, &new]);
    assert_eq!(found(&kit, &only_new).await, 0);
    both.seal_anew(Extent::All, LONG).await.unwrap();
    assert_eq!(found(&kit, &only_new).await, 1);
}

#[sqlx::test(migrations = false)]
async fn a_picture_without_a_file_is_told_and_stops_nothing(pool: PgPool) {
    let kit = from_before(pool).await;
    kit.backend.blobs.delete("portrait.jpg").await.unwrap();
    let done = kit.backend.seal_anew(Extent::Old, LONG).await.unwrap();
    assert_eq!((done.sealed, done.left, done.stuck), (7, 1, 1));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_column_the_schema_calls_sealed_is_in_the_list_with_its_key(pool: PgPool) {
    let sealed: Vec<(String, String)> = sqlx::query_as(
        "select c.relname::text, a.attname::text
         from pg_attribute a join pg_class c on c.oid = a.attrelid
         where col_description(c.oid, a.attnum) like 'sealed%' order by 1, 2",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let mut listed: Vec<(String, String)> = column::ALL
        .iter()
        .map(|column| (column.table.to_owned(), column.name.to_owned()))
        .collect();
    listed.sort();
    assert_eq!(sealed, listed);
    for column in column::ALL {
        let mut key: Vec<String> = sqlx::query_scalar(
            "select a.attname::text from pg_index i
             join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
             where i.indrelid = $1::text::regclass and i.indisprimary",
        )
        .bind(column.table)
        .fetch_all(&pool)
        .await
        .unwrap();
        key.sort();
        let mut named: Vec<&str> = column.row.iter().map(|(name, _)| *name).collect();
        named.sort_unstable();
        assert_eq!(key, named, "{}", column.table);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_moved_to_another_row_does_not_open(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let answers: RawAnswers = [("real_name", "林晓安")].into_iter().collect();
    let sealed = column::DRAFT_ANSWERS.seal(&backend.keys, APPLICATION, &answers);
    let moved = sealed.open(&backend.keys, column::DRAFT_ANSWERS, ACCOUNT);
    assert!(moved.is_err());
}

#[sqlx::test(migrations = false)]
async fn a_change_of_keys_is_in_the_audit_log_with_how_many_values(pool: PgPool) {
    let kit = from_before(pool).await;
    let done = kit.backend.rotate_keys(Extent::Old, LONG).await.unwrap();
    assert!(done.sealed > 5 && done.left == 0, "{done:?}");
    let told: (String, String, String, String) =
        sqlx::query_as("select actor, action, subject, details from audit")
            .fetch_one(&kit.backend.pool)
            .await
            .unwrap();
    let details = format!("sealed: {}; left: 0", done.sealed);
    let expected = ("console", "keys.rotated", "keys", details.as_str());
    assert_eq!((&*told.0, &*told.1, &*told.2, &*told.3), expected);
}
