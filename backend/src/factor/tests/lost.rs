//! Factors that are lost: who takes them away, and what is forgotten by itself.

use super::*;
use crate::service::ServiceOrder;

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_lost_phone_is_reset_by_a_colleague_who_may(pool: PgPool) {
    let kit = strict(pool);
    let backend = &kit.backend;
    sqlx::query("insert into office (id, city, names, postal_address, telephone, fax) values ('kaifeng', '4102', '{}', '', '', '')")
        .execute(&backend.pool)
        .await
        .unwrap();
    let supervisor = kit.staff("li.si", Role::Supervisor, None).await;
    let administrator = kit.staff("zhao.liu", Role::Administrator, None).await;
    let officer = kit.staff("wang.wu", Role::Officer, Some("kaifeng")).await;
    let (staff, _) = officer.reviewer().unwrap();
    let (pending, _) = pending_of(backend.enter(staff.into(), None).await.unwrap());
    let enrollee = backend
        .enrollee(Door::Staff, &nobody(), Some(&pending))
        .await
        .unwrap();
    let told = secret(&kit, &enrollee).await;
    let token = backend
        .confirm_factor(&enrollee, &code(&kit, &told), None)
        .await
        .unwrap()
        .token
        .unwrap();

    for (by, of) in [
        (&officer, "li.si"),
        (&officer, "wang.wu"),
        (&supervisor, "wang.wu"),
        (&administrator, "zhao.liu"),
    ] {
        let denied = backend.reset_second_factor(by, of).await;
        assert!(matches!(denied, Err(Error::Forbidden)), "{of}: {denied:?}");
    }
    for nothing_to_reset in ["nobody", "li.si"] {
        assert!(matches!(
            backend
                .reset_second_factor(&administrator, nothing_to_reset)
                .await,
            Err(Error::NotFound)
        ));
    }
    backend
        .reset_second_factor(&administrator, "Wang.Wu")
        .await
        .unwrap();
    assert_eq!(backend.find_session(&token).await.unwrap(), None);
    let (_, wants) = pending_of(backend.enter(staff.into(), None).await.unwrap());
    assert_eq!(wants, Wants::Factor);
    let told: Vec<(String, String)> =
        sqlx::query_as("select action, subject from audit order by number")
            .fetch_all(&backend.pool)
            .await
            .unwrap();
    assert_eq!(
        told.last().unwrap(),
        &("factor.reset".to_owned(), format!("staff:{staff}"))
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn customer_service_resets_the_factor_of_an_applicant(pool: PgPool) {
    let kit = kit(pool);
    let id = account(&kit, "zhang.san").await;
    let (token, ..) = with_factor(&kit, id).await;
    let supervisor = kit.staff("li.si", Role::Supervisor, None).await;
    assert!(matches!(
        kit.backend
            .serve(&nobody(), id, ServiceOrder::Factor, "seen")
            .await,
        Err(Error::SignedOut)
    ));
    kit.backend
        .serve(&supervisor, id, ServiceOrder::Factor, "seen")
        .await
        .unwrap();
    assert_eq!(kit.backend.find_session(&token).await.unwrap(), None);
    assert!(matches!(
        kit.backend.enter(id.into(), None).await.unwrap(),
        Entered::Session(_)
    ));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_console_rescues_whoever_is_locked_out(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let id = account(&kit, "zhang.san").await;
    with_factor(&kit, id).await;
    let nobody = backend.rescue_second_factor("zhang.san").await;
    assert!(
        matches!(nobody, Err(Error::NotFound)),
        "that is an applicant"
    );
    backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    assert!(matches!(
        backend.rescue_second_factor("wang.wu").await,
        Err(Error::NotFound)
    ));
    let staff: uuid::Uuid = sqlx::query_scalar("select id from staff where user_name = 'wang.wu'")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    let principal = Principal::Staff(domain::id::StaffId(staff));
    let now = backend.clock.now();
    sql::insert_factor(
        &mut conn,
        &backend.keys,
        staff,
        principal,
        &[7; totp::SECRET],
        0,
        now,
    )
    .await
    .unwrap();
    backend.rescue_second_factor("wang.wu").await.unwrap();
    let told: Vec<String> =
        sqlx::query_scalar("select actor from audit where action = 'factor.reset'")
            .fetch_all(&backend.pool)
            .await
            .unwrap();
    assert_eq!(told, ["console"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_nobody_came_back_for_is_forgotten(pool: PgPool) {
    let kit = strict(pool);
    let backend = &kit.backend;
    let staff = backend
        .create_staff("wang.wu", PASSWORD, Role::Supervisor, None)
        .await
        .unwrap();
    backend.enter(staff.into(), None).await.unwrap();
    kit.clock.advance(TimeDelta::minutes(21));
    let mut conn = backend.pool.acquire().await.unwrap();
    assert_eq!(
        sql::forget_old(&mut conn, backend.clock.now())
            .await
            .unwrap(),
        1
    );
    let left: i64 = sqlx::query_scalar("select count(*) from pending_sign_in")
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
