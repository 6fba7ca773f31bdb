//! The queue: what is found, in which order, and what comes on the next page.

mod again;
mod assign;
mod bulk;
mod duplicate;
mod folding;
mod kept;
mod mark;
mod next;
mod remark;
mod second;
mod second_look;
pub(crate) mod stage;
mod standard;

use domain::review::Role;
use domain::review::filter::QueueFilter;
use domain::review::view::QueuePage;
use sqlx::PgPool;

use crate::caller::Caller;
use crate::seal::column::SUBJECT_IDENTITY;
use crate::testing::{Kit, kit};
use crate::{Error, demo};

/// A case that was sent on a day of January 2026 and is due nine days later.
async fn case(kit: &Kit, reference: &str, name: &str, number: &str, state: &str, day: u32) {
    sqlx::query(
        "insert into application (id, reference, kind, state, version, round, language, created_at
            , changed_at, submitted_at, due_on, subject_name, subject_index, office_id)
         values (gen_random_uuid(), $1, 'registration', $2, 1, 1, 'zh-CN', $3, $3, $3
            , ($3 + interval '9 days')::date, $4, $5, 'zhengzhou-centre')",
    )
    .bind(reference)
    .bind(state)
    .bind(
        chrono::NaiveDate::from_ymd_opt(2026, 1, day)
            .unwrap()
            .and_hms_opt(4, 0, 0)
            .unwrap()
            .and_utc(),
    )
    .bind(name)
    .bind(SUBJECT_IDENTITY.index(&kit.backend.keys, number))
    .execute(&kit.backend.pool)
    .await
    .unwrap();
}

async fn ready(pool: PgPool) -> (Kit, Caller) {
    let kit = kit(pool);
    demo::seed(&kit.backend).await.unwrap();
    let supervisor = kit.staff("wang.li", Role::Supervisor, None).await;
    case(
        &kit,
        "7K3M-9QXP-4T",
        "欧阳晓安",
        "110105194912310028",
        "submitted",
        5,
    )
    .await;
    case(
        &kit,
        "7K3M-2222-22",
        "王晓明",
        "110105194912310029",
        "submitted",
        3,
    )
    .await;
    case(
        &kit,
        "8888-2222-22",
        "郑州大河网络有限公司",
        "91410100MA44ABCD12",
        "approved",
        4,
    )
    .await;
    case(
        &kit,
        "9999-2222-22",
        "Ａcme 100% Trading",
        "91410100MA44ABCD13",
        "refused",
        6,
    )
    .await;
    (kit, supervisor)
}

async fn page(kit: &Kit, caller: &Caller, filter: QueueFilter) -> QueuePage {
    kit.backend.queue(caller, &filter).await.unwrap()
}

async fn found(kit: &Kit, caller: &Caller, search: &str) -> Vec<String> {
    let filter = QueueFilter {
        state: "all".to_owned(),
        search: search.to_owned(),
        ..QueueFilter::default()
    };
    page(kit, caller, filter)
        .await
        .rows
        .into_iter()
        .map(|row| row.reference)
        .collect()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_sign_that_no_text_in_the_database_has_breaks_no_filter(pool: PgPool) {
    let (kit, caller) = ready(pool).await;
    assert_eq!(found(&kit, &caller, "大河\0网").await, ["8888-2222-22"]);
    for part in 0..6 {
        let mut filter = QueueFilter {
            after: "2026-01-01.\0".to_owned(),
            ..QueueFilter::default()
        };
        let parts = [
            &mut filter.state,
            &mut filter.only,
            &mut filter.search,
            &mut filter.office,
            &mut filter.sort,
        ];
        if let Some(text) = parts.into_iter().nth(part) {
            "x\0".clone_into(text);
        }
        page(&kit, &caller, filter).await;
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn one_two_or_three_characters_of_a_name_suffice(pool: PgPool) {
    let (kit, caller) = ready(pool).await;
    for (search, expected) in [
        ("安", vec!["7K3M-9QXP-4T"]),
        ("晓", vec!["7K3M-9QXP-4T", "7K3M-2222-22"]),
        ("晓明", vec!["7K3M-2222-22"]),
        ("大河网", vec!["8888-2222-22"]),
        ("大河网络有限", vec!["8888-2222-22"]),
        ("大河有限网络", vec![]),
        ("ACME", vec!["9999-2222-22"]),
        ("acme 1", vec!["9999-2222-22"]),
        ("100%t", vec!["9999-2222-22"]),
        ("0%", vec!["9999-2222-22"]),
        ("%", vec!["9999-2222-22"]),
        ("_", vec![]),
        ("'; drop", vec![]),
    ] {
        assert_eq!(found(&kit, &caller, search).await, expected, "{search}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn references_and_numbers_are_found_however_they_are_typed(pool: PgPool) {
    let (kit, caller) = ready(pool).await;
    for (search, expected) in [
        ("7k3m9qxp4t", vec!["7K3M-9QXP-4T"]),
        ("7K3M", vec!["7K3M-9QXP-4T", "7K3M-2222-22"]),
        (" 8888-22 ", vec!["8888-2222-22"]),
        ("91410100ma44abcd12", vec!["8888-2222-22"]),
        ("110105 19491231 0028", vec!["7K3M-9QXP-4T"]),
        ("110105", vec![]),
        ("１１０１０５１９４９１２３１００２８", vec!["7K3M-9QXP-4T"]),
    ] {
        assert_eq!(found(&kit, &caller, search).await, expected, "{search}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_waits_comes_by_due_day_and_everything_else_newest_first(pool: PgPool) {
    let (kit, caller) = ready(pool).await;
    let order = async |state: &str, sort: &str| {
        let filter = QueueFilter {
            state: state.to_owned(),
            sort: sort.to_owned(),
            ..QueueFilter::default()
        };
        let page = page(&kit, &caller, filter).await;
        assert_eq!((page.waiting, page.overdue), (2, 2));
        page.rows
            .into_iter()
            .map(|row| row.reference[..4].to_owned() + &row.submitted_at[8..10])
            .collect::<Vec<_>>()
    };
    assert_eq!(order("", "").await, ["7K3M03", "7K3M05"]);
    assert_eq!(order("", "newest").await, ["7K3M05", "7K3M03"]);
    assert_eq!(
        order("all", "").await,
        ["999906", "7K3M05", "888804", "7K3M03"]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn every_case_is_on_exactly_one_page(pool: PgPool) {
    let (kit, caller) = ready(pool).await;
    for number in 0..120 {
        // Many on the same day.
        let reference = format!("AAAA-{number:04}-22");
        case(&kit, &reference, "李", "1", "submitted", 1 + number % 3).await;
    }
    for sort in ["", "newest"] {
        let (mut seen, mut after, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let filter = QueueFilter {
                search: "李".to_owned(),
                sort: sort.to_owned(),
                after,
                ..QueueFilter::default()
            };
            let page = page(&kit, &caller, filter).await;
            pages += 1;
            seen.extend(page.rows.into_iter().map(|row| row.reference));
            let Some(next) = page.next else { break };
            after = next;
        }
        assert_eq!((pages, seen.len()), (3, 120), "{sort}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 120, "{sort}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_officer_sees_one_office_whatever_the_address_says(pool: PgPool) {
    let (kit, supervisor) = ready(pool).await;
    let elsewhere = kit.backend.queue_offices(&supervisor).await.unwrap();
    let elsewhere = elsewhere
        .iter()
        .find(|office| office.value != "zhengzhou-centre")
        .unwrap();
    let officer = kit
        .staff("zhang.li", Role::Officer, Some(&elsewhere.value))
        .await;
    let filter = QueueFilter {
        office: "zhengzhou-centre".to_owned(),
        ..QueueFilter::default()
    };
    assert!(page(&kit, &officer, filter.clone()).await.rows.is_empty());
    assert!(
        kit.backend
            .queue_offices(&officer)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(page(&kit, &supervisor, filter).await.rows.len(), 2);
    let filter = QueueFilter {
        office: elsewhere.value.clone(),
        ..QueueFilter::default()
    };
    assert!(page(&kit, &supervisor, filter).await.rows.is_empty());
    let mut nobody = supervisor.clone();
    nobody.session = None;
    let refused = kit.backend.queue(&nobody, &QueueFilter::default()).await;
    assert!(matches!(refused, Err(Error::SignedOut)));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn figures_count_what_happened_on_days_of_the_place(pool: PgPool) {
    let (kit, supervisor) = ready(pool).await;
    // In Beijing it is 0:30 on the 21st while it is the 20th in Greenwich.
    for (event, at, round, by_staff) in [
        ("submitted", "2026-11-20T16:30:00Z", 1, false),
        ("submitted", "2026-11-20T15:30:00Z", 1, false),
        ("returned", "2026-11-22T04:00:00Z", 1, true),
        ("resubmitted", "2026-11-22T05:00:00Z", 2, false),
        ("approved", "2026-11-22T06:00:00Z", 2, true),
        ("approved", "2026-11-22T07:00:00Z", 1, true),
        ("refused", "2026-11-23T00:30:00Z", 1, true),
        ("submitted", "2026-01-01T00:30:00Z", 1, false),
    ] {
        sqlx::query(
            "insert into event (application_id, event, at, round, staff_id)
             select a.id, $1, $2::timestamptz, $3, case when $4 then s.id end
             from application a, staff s where a.reference = '7K3M-9QXP-4T' and s.user_name = 'wang.li'",
        )
        .bind(event)
        .bind(at.parse::<chrono::DateTime<chrono::Utc>>().unwrap())
        .bind(round)
        .bind(by_staff)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    }
    let figures = kit.backend.figures(&supervisor, 7).await.unwrap();
    assert_eq!(
        figures.csv_of_days(),
        "day,received,decided,returned\r\n2026-11-17,0,0,0\r\n2026-11-18,0,0,0\r\n2026-11-19,0,0,0\r\n\
         2026-11-20,1,0,0\r\n2026-11-21,1,0,0\r\n2026-11-22,0,2,1\r\n2026-11-23,0,1,0\r\n"
    );
    assert_eq!((figures.approved, figures.first_time_right), (2, 1));
    assert_eq!((figures.waiting(), figures.overdue), (2, 2));
    assert_eq!(figures.ages.last().map(|age| age.cases), Some(2));
    let officer = kit
        .staff("zhang.li", Role::Officer, Some("zhengzhou-centre"))
        .await;
    let refused = kit.backend.figures(&officer, 7).await;
    assert!(matches!(refused, Err(Error::Forbidden)));
}
