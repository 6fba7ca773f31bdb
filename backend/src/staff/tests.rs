//! Staff are made and sign in at their own door.

use sqlx::PgPool;

mod members;

use super::*;
use crate::session::{NewOwner, Owner};
use crate::testing::{HERE, Kit, kit};

const PASSWORD: &str = "correct horse battery";

async fn office(kit: &Kit) {
    sqlx::query("insert into office values ('kaifeng', '4102', '{}', '', '', '')")
        .execute(&kit.backend.pool)
        .await
        .unwrap();
}

fn reason(result: Result<StaffId>, field: &str) -> FieldError {
    match result {
        Err(Error::Answers(errors)) => errors[field].clone(),
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_member_signs_in_and_the_session_knows_the_role(pool: PgPool) {
    let kit = kit(pool);
    office(&kit).await;
    let backend = &kit.backend;
    let id = backend
        .create_staff("Wang.Wu", PASSWORD, Role::Officer, Some("kaifeng"))
        .await
        .unwrap();
    assert_eq!(
        backend
            .staff_sign_in("wang.wu", PASSWORD, HERE)
            .await
            .unwrap(),
        id
    );
    let mut conn = backend.pool.acquire().await.unwrap();
    let token = backend
        .open_session(&mut conn, NewOwner::Staff(id), None)
        .await
        .unwrap();
    let session = backend.find_session(&token).await.unwrap().unwrap();
    let Owner::Staff {
        staff,
        user_name,
        reviewer,
    } = session.owner
    else {
        panic!("no staff")
    };
    assert_eq!((staff, user_name.as_str()), (id, "wang.wu"));
    assert_eq!(
        (reviewer.role, reviewer.office.as_deref()),
        (Role::Officer, Some("kaifeng"))
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_not_acceptable_is_said_at_its_field(pool: PgPool) {
    let kit = kit(pool);
    office(&kit).await;
    let new = async |name, password, role, office| {
        kit.backend.create_staff(name, password, role, office).await
    };
    new("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    let taken = new("WANG.WU", PASSWORD, Role::Supervisor, None).await;
    assert_eq!(reason(taken, "user_name"), FieldError::Taken);
    let weak = new("li.si", "li.si1234", Role::Supervisor, None).await;
    assert_eq!(reason(weak, "password"), FieldError::PasswordWeak);
    let nowhere = new("li.si", PASSWORD, Role::Officer, None).await;
    assert_eq!(reason(nowhere, "office"), FieldError::Required);
    let unknown = new("li.si", PASSWORD, Role::Officer, Some("atlantis")).await;
    assert_eq!(reason(unknown, "office"), FieldError::NotAChoice);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn staff_and_applicants_are_paused_apart(pool: PgPool) {
    let kit = kit(pool);
    kit.backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    for _ in 0..5 {
        let wrong = kit.backend.sign_in("wang.wu", "wrong", HERE).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
    }
    for _ in 0..5 {
        let wrong = kit.backend.staff_sign_in("wang.wu", "wrong", HERE).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
    }
    let paused = kit.backend.staff_sign_in("wang.wu", PASSWORD, HERE).await;
    assert!(matches!(paused, Err(Error::TooMany { .. })));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_password_set_at_the_console_lets_in_and_ends_sessions(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let id = backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    let token = backend
        .open_session(&mut conn, NewOwner::Staff(id), None)
        .await
        .unwrap();
    for _ in 0..6 {
        backend
            .staff_sign_in("wang.wu", "wrong", HERE)
            .await
            .unwrap_err();
    }
    backend
        .reset_staff_password("wang.wu", "a quite different sentence")
        .await
        .unwrap();
    assert!(backend.find_session(&token).await.unwrap().is_none());
    backend
        .staff_sign_in("wang.wu", "a quite different sentence", HERE)
        .await
        .unwrap();
    let nobody = backend
        .reset_staff_password("nobody.here", "a quite different sentence")
        .await;
    assert!(matches!(nobody, Err(Error::NotFound)));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_but_an_officer_has_an_office(pool: PgPool) {
    let kit = kit(pool);
    office(&kit).await;
    for (name, role) in [
        ("wang.wu", Role::Supervisor),
        ("li.si", Role::Administrator),
        ("zhang.san", Role::Officer),
    ] {
        kit.backend
            .create_staff(name, PASSWORD, role, Some("kaifeng"))
            .await
            .unwrap();
    }
    let with: Vec<String> =
        sqlx::query_scalar("select user_name from staff where office_id is not null")
            .fetch_all(&kit.backend.pool)
            .await
            .unwrap();
    assert_eq!(with, ["zhang.san"]);
}
