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

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn no_entry_is_older_than_the_one_before_it(pool: PgPool) {
    let kit = written(kit(pool)).await;
    // Of a transaction that looked at the clock before and wrote after.
    kit.clock.advance(chrono::TimeDelta::seconds(-5));
    add(&kit, Action::Returned).await;
    kit.clock.advance(chrono::TimeDelta::seconds(7));
    add(&kit, Action::Approved).await;
    let (entries, _) = read(&kit, Filter::default()).await;
    let begun = entries[0].at;
    let times: Vec<i64> = entries
        .iter()
        .map(|entry| (entry.at - begun).num_seconds())
        .collect();
    assert_eq!(times, [0, 0, 0, 0, 2]);
    assert_eq!(verify(&kit, None).await.unwrap().entries, 5);
}

async fn read(kit: &Kit, filter: Filter) -> (Vec<AuditEntry>, i64) {
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

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn ids_are_shown_as_references_and_names_and_found_by_them(pool: PgPool) {
    let kit = kit(pool);
    let [case, picture, lost] = [1, 2, 3].map(uuid::Uuid::from_u128);
    let owner = kit.account("legacy.three", None).await;
    let [first, second] = ["zhang.li", "wang.wu"];
    let mut staff = Vec::new();
    for name in [first, second] {
        let caller = kit.staff(name, Role::Supervisor, None).await;
        staff.push(caller.reviewer().unwrap().0);
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "insert into application (id, reference, kind, state, language, created_at, changed_at)
         values ('{case}', '2222-2223-Z6', 'registration', 'withdrawn', 'en', now(), now());
         insert into document (id, application_id, field, fingerprint, bytes, width, height, blob_key, created_at, reading_state)
         values ('{picture}', '{case}', 'portrait', '', 1, 1, 1, 'x', now(), 'none');"
    )))
    .execute(&kit.backend.pool)
    .await
    .unwrap();
    let (one, two) = (staff[0], staff[1]);
    let case = format!("application:{case}");
    let written = [
        (
            Action::SawPicture,
            format!("document:{picture}"),
            case.clone(),
        ),
        (Action::SawPicture, format!("document:{lost}"), case.clone()),
        (
            Action::Assigned,
            case.clone(),
            format!("from:staff:{one} to:staff:{two}"),
        ),
        (
            Action::Assigned,
            case.clone(),
            format!("from:nobody to:staff:{one}"),
        ),
        (Action::Refused, case, format!("round:1 proposed_by:{two}")),
        (
            Action::SawAccount,
            format!("account:{owner}"),
            String::new(),
        ),
        (
            Action::SearchedAccounts,
            "account".to_owned(),
            format!("{owner} {lost}"),
        ),
    ];
    for (action, subject, details) in written.clone() {
        let looked = kit.backend.record_look(one, action, subject, details);
        looked.await.unwrap();
    }
    let about = async |subject: &str| {
        let subject = Some(subject.to_owned());
        let filter = Filter {
            subject,
            ..Filter::default()
        };
        let (entries, _) = read(&kit, filter).await;
        let numbers = entries.iter().map(|entry| entry.number);
        (numbers.collect::<Vec<_>>(), entries)
    };
    let (_, entries) = about("").await;
    let shown: Vec<[&str; 2]> = entries
        .iter()
        .map(|entry| [&*entry.subject, &*entry.details])
        .collect();
    let (gone, found) = (format!("document:{lost}"), format!("legacy.three {lost}"));
    let expected = [
        // Their sign-ins.
        ["zhang.li", ""],
        ["wang.wu", ""],
        ["2222-2223-Z6", "document:portrait"],
        ["2222-2223-Z6", &*gone],
        ["2222-2223-Z6", "from:zhang.li to:wang.wu"],
        ["2222-2223-Z6", "from:nobody to:zhang.li"],
        ["2222-2223-Z6", "round:1 proposed_by:wang.wu"],
        ["legacy.three", ""],
        ["account", &*found],
    ];
    assert_eq!(shown, expected);
    assert_eq!(about("2222-2223-z6").await.0, [3, 4, 5, 6, 7]);
    assert_eq!(about("Legacy.Three").await.0, [8, 9]);
    assert_eq!(about("wang.wu").await.0, [2, 5, 7]);
    assert_eq!(about("zhang.li").await.0, [1, 5, 6]);
    assert_eq!(about(&picture.to_string()).await.0, [3]);
    assert_eq!(about("nobody").await.0, [0; 0]);
    // What is stored are ids.
    let stored: Vec<(String, String)> =
        sqlx::query_as("select subject, details from audit where number > 2 order by number")
            .fetch_all(&kit.backend.pool)
            .await
            .unwrap();
    assert_eq!(
        stored,
        written.map(|(_, subject, details)| (subject, details))
    );
}
