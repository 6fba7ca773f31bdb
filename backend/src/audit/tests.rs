//! The log on a real database: what it holds, and that nobody bends it unseen.

use domain::review::Role;
use sqlx::PgPool;

use super::*;
use crate::testing::{Kit, kit};

/// Three more entries.
pub(crate) async fn written(kit: Kit) -> Kit {
    for action in [Action::SawPicture, Action::Returned, Action::Approved] {
        add(&kit, action).await;
    }
    kit
}

async fn add(kit: &Kit, action: Action) {
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let (now, who) = (kit.backend.clock.now(), StaffId(kit.backend.ids.id()));
    let subject = "application:1".to_owned();
    record(&mut tx, now, who, action, subject, String::new())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn verify(kit: &Kit, kept: Option<&str>) -> Result<Verified, Break> {
    kit.backend.verify_audit(kept).await.unwrap()
}

/// Does as somebody would who owns the database.
async fn bend(kit: &Kit, statement: &'static str) {
    for statement in [
        "alter table audit disable trigger all",
        statement,
        "alter table audit enable trigger all",
    ] {
        sqlx::query(statement)
            .execute(&kit.backend.pool)
            .await
            .unwrap();
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_log_nobody_touched_is_whole_and_its_hashes_can_be_kept(pool: PgPool) {
    let kit = written(kit(pool)).await;
    let first = verify(&kit, None).await.unwrap();
    assert_eq!((first.entries, first.newest.len()), (3, 64));
    add(&kit, Action::Refused).await;
    let second = verify(&kit, Some(&first.newest)).await.unwrap();
    assert_eq!(second.entries, 4);
    assert_eq!(verify(&kit, Some("00")).await, Err(Break::Cut));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_database_refuses_to_change_or_delete_an_entry(pool: PgPool) {
    let kit = written(kit(pool)).await;
    for statement in [
        "update audit set actor = 'staff:other'",
        "delete from audit where number = 3",
        "truncate audit",
    ] {
        let refused = sqlx::query(statement).execute(&kit.backend.pool).await;
        assert!(
            refused.unwrap_err().to_string().contains("append-only"),
            "{statement}"
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn every_edit_deletion_and_reorder_is_named(pool: PgPool) {
    let kit = written(kit(pool)).await;
    bend(&kit, "update audit set details = 'x' where number = 2").await;
    assert_eq!(verify(&kit, None).await, Err(Break::Changed(2)));
    bend(&kit, "update audit set details = '' where number = 2").await;
    verify(&kit, None).await.unwrap();
    bend(
        &kit,
        "update audit set number = case number when 1 then -2 when 2 then -1 else number end",
    )
    .await;
    bend(&kit, "update audit set number = -number where number < 0").await;
    assert_eq!(verify(&kit, None).await, Err(Break::Changed(1)));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_missing_entry_is_named_and_a_missing_end_needs_a_kept_hash(pool: PgPool) {
    let kit = written(kit(pool)).await;
    let kept = verify(&kit, None).await.unwrap().newest;
    bend(&kit, "delete from audit where number = 3").await;
    verify(&kit, None).await.unwrap();
    assert_eq!(verify(&kit, Some(&kept)).await, Err(Break::Cut));
    bend(&kit, "delete from audit where number = 1").await;
    assert_eq!(verify(&kit, None).await, Err(Break::Missing(1)));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn entries_written_at_once_make_one_chain(pool: PgPool) {
    let kit = kit(pool);
    let kit = &kit;
    futures::future::join_all((0..20).map(|_| add(kit, Action::SawPicture))).await;
    assert_eq!(verify(kit, None).await.unwrap().entries, 20);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_emptied_log_of_a_portal_that_has_staff_is_a_break(pool: PgPool) {
    let kit = kit(pool);
    assert_eq!(verify(&kit, None).await.unwrap().entries, 0);
    crate::demo::seed_reference_data(&kit.backend)
        .await
        .unwrap();
    // Whom the first start makes is in it.
    let (entries, _) = read(&kit, Filter::default()).await;
    let [made] = &entries[..] else {
        panic!("{entries:?}")
    };
    assert_eq!(
        (
            made.actor.as_str(),
            made.action.as_str(),
            made.subject.as_str()
        ),
        ("console", "staff.added", "administrator")
    );
    verify(&kit, None).await.unwrap();
    bend(&kit, "delete from audit").await;
    assert_eq!(verify(&kit, None).await, Err(Break::Emptied));
}

async fn read(kit: &Kit, filter: Filter) -> (Vec<Entry>, i64) {
    let read = kit.backend.read_audit(0, &filter).await.unwrap();
    read.unwrap_or_default()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn entries_are_read_with_names_and_only_those_that_are_wanted(pool: PgPool) {
    let kit = written(kit(pool)).await;
    let backend = &kit.backend;
    let officer = backend
        .create_staff("wang.wu", "correct horse battery", Role::Supervisor, None)
        .await
        .unwrap();
    backend
        .record_look(
            officer,
            Action::SawCase,
            "account:7".to_owned(),
            String::new(),
        )
        .await
        .unwrap();
    let numbers = async |filter: Filter| -> Vec<i64> {
        let (entries, last) = read(&kit, filter).await;
        assert_eq!(
            last, 5,
            "the end of the page is there even when nothing is wanted of it"
        );
        entries.iter().map(|entry| entry.number).collect()
    };
    let of = |actor: &str| Filter {
        actor: Some(actor.to_owned()),
        ..Filter::default()
    };
    let about = |subject: &str| Filter {
        subject: Some(subject.to_owned()),
        ..Filter::default()
    };
    assert_eq!(numbers(Filter::default()).await, [1, 2, 3, 4, 5]);
    assert_eq!(numbers(of("Wang.Wu")).await, [5]);
    assert_eq!(numbers(of("console")).await, [4]);
    assert_eq!(numbers(about("wang.wu")).await, [4]);
    assert_eq!(numbers(about("application:")).await, [1, 2, 3]);
    let today = backend.settings.day(backend.clock.now());
    let (since, until) = (today.succ_opt(), today.pred_opt());
    let day = |since, until| Filter {
        since,
        until,
        ..Filter::default()
    };
    assert_eq!(numbers(day(Some(today), Some(today))).await.len(), 5);
    assert_eq!(numbers(day(since, None)).await, [0; 0]);
    assert_eq!(numbers(day(None, until)).await, [0; 0]);
    assert_eq!(
        backend.read_audit(5, &Filter::default()).await.unwrap(),
        None
    );
}
