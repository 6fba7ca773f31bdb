//! Staff as administrators keep them.

use domain::form::{RawAnswers, StepErrors};
use domain::review::Role;
use sqlx::PgPool;

use super::*;
use crate::caller::Caller;
use crate::testing::kit;

fn answers(pairs: &[(&str, &str)]) -> RawAnswers {
    pairs.iter().copied().collect()
}

async fn version(kit: &Kit, administrator: &Caller, name: &str) -> i32 {
    let page = kit.backend.member_page(administrator, name, false).await;
    page.unwrap().sheet.version
}

async fn actions(kit: &Kit) -> Vec<String> {
    sqlx::query_scalar("select action from audit where action <> 'staff.signed_in' order by number")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_new_member_signs_in_with_the_password_that_was_shown(pool: PgPool) {
    let kit = kit(pool);
    office(&kit).await;
    let administrator = kit.staff("wang.admin", Role::Administrator, None).await;
    let backend = &kit.backend;
    let wrong = backend
        .add_member(&administrator, &answers(&[("member_role", "officer")]))
        .await;
    match wrong {
        Err(Error::Answers(errors)) => assert_eq!(
            errors,
            StepErrors::from([
                ("member_name".to_owned(), FieldError::Required),
                ("member_office".to_owned(), FieldError::Required),
            ])
        ),
        other => panic!("{other:?}"),
    }
    let member = answers(&[
        ("member_name", "Zhang.San"),
        ("member_role", "officer"),
        ("member_office", "kaifeng"),
    ]);
    let (name, password) = backend.add_member(&administrator, &member).await.unwrap();
    assert_eq!(name, "zhang.san");
    let page = backend
        .member_page(&administrator, &name, false)
        .await
        .unwrap();
    assert_eq!(page.member.unwrap().signed_in_at, None);
    let staff = backend.staff_sign_in(&name, &password, HERE).await.unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    backend
        .open_session(&mut conn, NewOwner::Staff(staff), None)
        .await
        .unwrap();
    let list = backend.members(&administrator).await.unwrap();
    let listed = list.iter().find(|row| row.name == name).unwrap();
    assert_eq!(listed.signed_in_at.as_deref(), Some("2026-11-23 09:00"));
    match backend.add_member(&administrator, &member).await {
        Err(Error::Answers(errors)) => assert_eq!(errors["member_name"], FieldError::Taken),
        other => panic!("{other:?}"),
    }
    let nowhere = answers(&[
        ("member_name", "li.si"),
        ("member_role", "officer"),
        ("member_office", "atlantis"),
    ]);
    match backend.add_member(&administrator, &nowhere).await {
        Err(Error::Answers(errors)) => assert_eq!(errors["member_office"], FieldError::NotAChoice),
        other => panic!("{other:?}"),
    }
    assert_eq!(actions(&kit).await, ["staff.added"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_is_let_go_is_out_at_once_and_holds_nothing(pool: PgPool) {
    let kit = kit(pool);
    office(&kit).await;
    let administrator = kit.staff("wang.admin", Role::Administrator, None).await;
    let officer = kit.staff("zhang.san", Role::Officer, Some("kaifeng")).await;
    let backend = &kit.backend;
    sqlx::query(
        "with sent as (
             insert into application (id, reference, kind, state, version, round, language, created_at
                , changed_at, submitted_at, due_on, subject_name, office_id)
             values (gen_random_uuid(), '2222-2223-Z6', 'registration', 'submitted', 1, 1, 'zh-CN'
                , now(), now(), now(), current_date, '林晓安', 'kaifeng')
             returning id
         )
         insert into draft (application_id, saved_at) select id, now() from sent",
    )
    .execute(&backend.pool)
    .await
    .unwrap();
    backend.claim(&officer, "2222-2223-Z6").await.unwrap();
    let page = backend
        .member_page(&administrator, "zhang.san", false)
        .await
        .unwrap();
    assert_eq!((page.held, page.is_me), (1, false));
    let seen = page.sheet.version;
    backend
        .dismiss_member(&administrator, "zhang.san", seen)
        .await
        .unwrap();
    let token = officer.token.as_deref().unwrap();
    assert_eq!(backend.find_session(token).await.unwrap(), None);
    let refused = backend
        .staff_sign_in("zhang.san", "a long enough password 7", HERE)
        .await;
    assert!(matches!(refused, Err(Error::WrongCredentials)));
    let page = backend
        .member_page(&administrator, "zhang.san", false)
        .await
        .unwrap();
    assert_eq!((page.held, page.member.unwrap().is_active), (0, false));
    // A session that was opened at the same moment is worth nothing either.
    let mut conn = backend.pool.acquire().await.unwrap();
    let (staff, _) = officer.reviewer().unwrap();
    let late = backend
        .open_session(&mut conn, NewOwner::Staff(staff), None)
        .await
        .unwrap();
    assert_eq!(backend.find_session(&late).await.unwrap(), None);
    let stale = backend
        .reinstate_member(&administrator, "zhang.san", seen)
        .await;
    assert!(matches!(stale, Err(Error::Stale { .. })));
    backend
        .reinstate_member(&administrator, "zhang.san", seen + 1)
        .await
        .unwrap();
    backend
        .staff_sign_in("zhang.san", "a long enough password 7", HERE)
        .await
        .unwrap();
    assert_eq!(actions(&kit).await, ["staff.left", "staff.returned"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_has_left_gets_no_new_password(pool: PgPool) {
    let kit = kit(pool);
    let administrator = kit.staff("wang.admin", Role::Administrator, None).await;
    kit.staff("zhang.san", Role::Supervisor, None).await;
    let backend = &kit.backend;
    backend
        .dismiss_member(&administrator, "zhang.san", 0)
        .await
        .unwrap();
    let seen = version(&kit, &administrator, "zhang.san").await;
    let renewed = backend.renew_password(&administrator, "zhang.san", seen);
    assert!(matches!(renewed.await, Err(Error::Stale { .. })));
    let reset = backend.reset_staff_password("zhang.san", "a quite different sentence");
    assert!(matches!(reset.await, Err(Error::NotFound)));
    assert_eq!(actions(&kit).await, ["staff.left"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_last_administrator_neither_goes_nor_becomes_something_else(pool: PgPool) {
    let kit = kit(pool);
    let one = kit.staff("one.admin", Role::Administrator, None).await;
    let backend = &kit.backend;
    let supervisor = answers(&[("member_role", "supervisor")]);
    let alone = backend.dismiss_member(&one, "one.admin", 0).await;
    assert!(matches!(alone, Err(Error::LastAdministrator)));
    let alone = backend
        .change_member(&one, "one.admin", 0, &supervisor)
        .await;
    assert!(matches!(alone, Err(Error::LastAdministrator)));
    // Two who let each other go at once: one of them stays.
    let two = kit.staff("two.admin", Role::Administrator, None).await;
    let (first, second) = futures::future::join(
        backend.dismiss_member(&one, "two.admin", 0),
        backend.dismiss_member(&two, "one.admin", 0),
    )
    .await;
    let done = [first, second];
    assert_eq!(
        done.iter().filter(|done| done.is_ok()).count(),
        1,
        "{done:?}"
    );
    assert!(
        done.iter()
            .any(|done| matches!(done, Err(Error::LastAdministrator)))
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_role_takes_away_what_it_may_not_decide(pool: PgPool) {
    let kit = kit(pool);
    office(&kit).await;
    let administrator = kit.staff("wang.admin", Role::Administrator, None).await;
    let supervisor = kit.staff("zhang.san", Role::Supervisor, None).await;
    let backend = &kit.backend;
    sqlx::query("insert into office values ('luoyang', '4103', '{}', '', '', '')")
        .execute(&backend.pool)
        .await
        .unwrap();
    for (reference, office) in [("2222-2223-Z6", "kaifeng"), ("2222-2222-22", "luoyang")] {
        sqlx::query(
            "insert into application (id, reference, kind, state, version, round, language, created_at
                , changed_at, submitted_at, due_on, subject_name, office_id, claimed_by, claimed_until)
             values (gen_random_uuid(), $1, 'registration', 'submitted', 1, 1, 'zh-CN'
                , now(), now(), now(), current_date, '林晓安', $2, $3, '2030-01-01')",
        )
        .bind(reference)
        .bind(office)
        .bind(supervisor.reviewer().unwrap().0.0)
        .execute(&backend.pool)
        .await
        .unwrap();
    }
    let officer = answers(&[("member_role", "officer"), ("member_office", "kaifeng")]);
    let seen = version(&kit, &administrator, "zhang.san").await;
    backend
        .change_member(&administrator, "zhang.san", seen, &officer)
        .await
        .unwrap();
    let held: Vec<String> = sqlx::query_scalar(
        "select office_id from application where claimed_by is not null order by office_id",
    )
    .fetch_all(&backend.pool)
    .await
    .unwrap();
    assert_eq!(held, ["kaifeng"]);
    // The session that is open knows it at once.
    let token = supervisor.token.as_deref().unwrap();
    let session = backend.find_session(token).await.unwrap().unwrap();
    let Owner::Staff { reviewer, .. } = session.owner else {
        panic!("no staff")
    };
    assert_eq!(reviewer.role, Role::Officer);
    let stale = backend
        .change_member(&administrator, "zhang.san", seen, &officer)
        .await;
    assert!(matches!(stale, Err(Error::Stale { .. })));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_renewed_password_ends_sessions_and_is_the_only_one_that_lets_in(pool: PgPool) {
    let kit = kit(pool);
    let administrator = kit.staff("wang.admin", Role::Administrator, None).await;
    let supervisor = kit.staff("zhang.san", Role::Supervisor, None).await;
    let backend = &kit.backend;
    let password = backend
        .renew_password(&administrator, "zhang.san", 0)
        .await
        .unwrap();
    let token = supervisor.token.as_deref().unwrap();
    assert_eq!(backend.find_session(token).await.unwrap(), None);
    let old = backend
        .staff_sign_in("zhang.san", "a long enough password 7", HERE)
        .await;
    assert!(matches!(old, Err(Error::WrongCredentials)));
    backend
        .staff_sign_in("zhang.san", &password, HERE)
        .await
        .unwrap();
    let twice = backend.renew_password(&administrator, "zhang.san", 0).await;
    assert!(
        matches!(twice, Err(Error::Stale { .. })),
        "a repeated request makes no second one"
    );
    let nobody = backend
        .renew_password(&administrator, "nobody.here", 0)
        .await;
    assert!(matches!(nobody, Err(Error::NotFound)));
}
