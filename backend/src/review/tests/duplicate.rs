//! Possible duplicates: what is found, why, and how many.

use domain::review::Role;
use domain::review::duplicate::Clue;
use domain::review::view::{DUPLICATES, Duplicates};
use sqlx::PgPool;

use crate::application::tests::applicant::{Browser, ready};
use crate::testing::Kit;

async fn sent(kit: &Kit, user_name: &str, others: &[(&str, &str)]) -> String {
    // Nobody else has the same photo, unless it is meant.
    let mut browser = Browser::new(kit);
    browser.fill_in_as(user_name, others).await;
    let reference = browser.submit().await.unwrap();
    sqlx::query(
        "delete from duplicate_clue using application a
         where a.id = application_id and a.reference = $1 and clue = 'picture'",
    )
    .bind(&reference)
    .execute(&kit.backend.pool)
    .await
    .unwrap();
    reference
}

async fn found(kit: &Kit, reference: &str) -> Duplicates {
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    let case = kit.backend.case(&supervisor, reference).await.unwrap();
    case.duplicates
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn each_possible_duplicate_says_why(pool: PgPool) {
    let kit = ready(pool).await;
    let first = sent(&kit, "first", &[]).await;
    let twin = sent(
        &kit,
        "twin",
        &[
            ("id_number", "110105194912310011"),
            ("mobile", "+86 138 0013 8000"),
            ("email", "other@example.org"),
        ],
    )
    .await;
    let mailed = sent(
        &kit,
        "mailed",
        &[
            ("real_name", "王小明"),
            ("id_number", "110105194912310038"),
            ("mobile", "13900139000"),
            ("email", "Ouyang@Example.org"),
        ],
    )
    .await;
    let nobody = [
        ("real_name", "李雷"),
        ("id_number", "110105194912310046"),
        ("mobile", "13700137000"),
        ("email", "lei@example.org"),
    ];
    sent(&kit, "nobody", &nobody).await;
    let duplicates = found(&kit, &first).await;
    let told: Vec<_> = duplicates
        .shown
        .iter()
        .map(|other| (other.reference.as_str(), other.clues.as_slice()))
        .collect();
    assert_eq!(
        told,
        [
            (twin.as_str(), [Clue::NameAndBirth, Clue::Mobile].as_slice()),
            (mailed.as_str(), [Clue::Email].as_slice()),
        ]
    );
    assert_eq!((duplicates.more, duplicates.is_open_ended), (0, false));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_same_number_comes_before_any_number_of_weaker_clues_that_are_newer(pool: PgPool) {
    let kit = ready(pool).await;
    let first = sent(&kit, "first", &[]).await;
    let others = [
        ("real_name", "王小明"),
        ("mobile", "13900139000"),
        ("email", "wang@example.org"),
    ];
    let same_number = sent(&kit, "number", &others).await;
    kit.clock.advance(chrono::TimeDelta::hours(1));
    for at in 0..4 {
        let number = ["0011", "0038", "0046", "0054"][at];
        let number = format!("11010519491231{number}");
        sent(&kit, &format!("newer{at}"), &[("id_number", &number)]).await;
    }
    let found = found(&kit, &first).await;
    let told: Vec<_> = found.shown.iter().map(|other| &other.clues[..]).collect();
    let weaker = [Clue::NameAndBirth, Clue::Mobile, Clue::Email];
    assert_eq!(
        told,
        [&[Clue::Number][..], &weaker, &weaker, &weaker, &weaker]
    );
    assert_eq!(found.shown[0].reference, same_number);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_name_is_the_same_however_it_is_written(pool: PgPool) {
    let kit = ready(pool).await;
    let names = [
        "阿依古丽·买买提塚",
        "阿依古丽．买买提\u{FA10}",
        "阿依古丽˙买买提塚\u{E0100}",
    ];
    let mut references = Vec::new();
    for (at, (name, number)) in names
        .iter()
        .zip([
            "110105194912310011",
            "110105194912310038",
            "110105194912310046",
        ])
        .enumerate()
    {
        let (mobile, email) = (format!("1380013800{at}"), format!("a{at}@example.org"));
        let others = [
            ("real_name", *name),
            ("id_number", number),
            ("mobile", &mobile),
            ("email", &email),
        ];
        references.push(sent(&kit, &format!("applicant{at}"), &others).await);
    }
    let duplicates = found(&kit, &references[0]).await;
    let told: Vec<_> = duplicates
        .shown
        .iter()
        .map(|other| (other.subject.as_str(), other.clues.as_slice()))
        .collect();
    // Each as it was typed, but for the one dot all minority names are written with.
    assert_eq!(
        told,
        [
            ("阿依古丽·买买提\u{FA10}", [Clue::NameAndBirth].as_slice()),
            (
                "阿依古丽·买买提塚\u{E0100}",
                [Clue::NameAndBirth].as_slice()
            ),
        ]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_same_picture_is_recognised_and_what_is_kept_says_nothing_by_itself(pool: PgPool) {
    let kit = ready(pool).await;
    let mut one = Browser::new(&kit);
    one.fill_in("first").await;
    let reference = one.submit().await.unwrap();
    let mut other = Browser::new(&kit);
    let others = [
        ("real_name", "王小明"),
        ("id_number", "110105194912310038"),
        ("mobile", "13900139000"),
        ("email", "wang@example.org"),
    ];
    other.fill_in_as("second", &others).await;
    other.submit().await.unwrap();
    let duplicates = found(&kit, &reference).await;
    assert_eq!(duplicates.shown.len(), 1);
    assert_eq!(duplicates.shown[0].clues, [Clue::Picture]);
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("select key from duplicate_clue")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap();
    assert!(kept.iter().all(|key| key.len() == 16));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn very_many_alike_are_counted_so_far_and_no_further(pool: PgPool) {
    let kit = ready(pool).await;
    let reference = sent(&kit, "first", &[]).await;
    for many in [DUPLICATES + 3, 200] {
        sqlx::query(
            "with other as (
                 insert into application (id, reference, kind, state, version, round, language
                     , created_at, changed_at, submitted_at, due_on, subject_name, office_id)
                 select gen_random_uuid(), 'M' || $1 || '-' || n, 'registration', 'submitted', 1, 1
                     , 'zh-CN', now(), now(), now(), current_date, 'x', 'luoyang-west'
                 from generate_series(1, $1) n returning id
             )
             insert into duplicate_clue (application_id, clue, key)
             select other.id, l.clue, l.key from other, duplicate_clue l
             join application a on a.id = l.application_id and a.reference = $2
             where l.clue = 'mobile'",
        )
        .bind(i32::try_from(many).unwrap())
        .bind(&reference)
        .execute(&kit.backend.pool)
        .await
        .unwrap();
        let supervisor = kit
            .staff(&format!("boss{many}"), Role::Supervisor, None)
            .await;
        let duplicates = kit
            .backend
            .case(&supervisor, &reference)
            .await
            .unwrap()
            .duplicates;
        assert_eq!(duplicates.shown.len(), DUPLICATES);
        let expected = match many {
            200 => (40, true),
            _ => (3, false),
        };
        assert_eq!((duplicates.more, duplicates.is_open_ended), expected);
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_sent_before_is_gone_through_once(pool: PgPool) {
    let kit = ready(pool).await;
    let first = sent(&kit, "first", &[]).await;
    sent(&kit, "second", &[("id_number", "110105194912310011")]).await;
    sqlx::query("delete from duplicate_clue")
        .execute(&kit.backend.pool)
        .await
        .unwrap();
    assert!(found(&kit, &first).await.shown.is_empty());
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let (none, now) = (serde_json::Value::Null, kit.backend.clock.now());
    let (name, rank) = (
        crate::duplicate::FIND_DUPLICATES,
        crate::job::Priority::Upkeep,
    );
    kit.backend
        .enqueue(&mut conn, name, none, rank, now)
        .await
        .unwrap();
    drop(conn);
    crate::job_list::run_due(&kit.backend).await;
    let supervisor = kit.staff("other", Role::Supervisor, None).await;
    let case = kit.backend.case(&supervisor, &first).await.unwrap();
    assert_eq!(
        case.duplicates.shown[0].clues,
        [Clue::Picture, Clue::NameAndBirth, Clue::Mobile, Clue::Email]
    );
    let left: i64 = sqlx::query_scalar("select count(*) from job where name = 'liken'")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
