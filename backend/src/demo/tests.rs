//! A fresh database is filled once.

use sqlx::PgPool;

use super::*;
use crate::testing::{HERE, kit};

async fn counts(pool: &PgPool) -> (i64, i64, i64, i64, i64) {
    sqlx::query_as(
        "select (select count(*) from office), (select count(*) from industry)
              , (select count(*) from holiday), (select count(*) from terms), (select count(*) from staff)",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_demo_is_filled_once_and_its_staff_can_sign_in(pool: PgPool) {
    let kit = kit(pool.clone());
    let told = seed(&kit.backend).await.unwrap();
    let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["officer", "supervisor", "administrator"]);
    for (name, password) in &told {
        kit.backend
            .staff_sign_in(name, password, HERE)
            .await
            .unwrap();
        assert!(
            !crate::account::password::is_weak(password, &[name]),
            "{password}"
        );
    }
    let first = counts(&pool).await;
    assert_eq!((first.0, first.1, first.3, first.4), (10, 20, 1, 3));
    assert_eq!(seed(&kit.backend).await.unwrap(), []);
    assert_eq!(seed_reference_data(&kit.backend).await.unwrap(), None);
    assert_eq!(counts(&pool).await, first);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_real_installation_starts_with_the_lists_and_one_administrator(pool: PgPool) {
    let kit = kit(pool.clone());
    let (name, password) = seed_reference_data(&kit.backend).await.unwrap().unwrap();
    assert_eq!(name, "administrator");
    kit.backend
        .staff_sign_in(&name, &password, HERE)
        .await
        .unwrap();
    let filled = counts(&pool).await;
    assert_eq!((filled.0, filled.1, filled.3, filled.4), (0, 20, 0, 1));
    assert_eq!(filled.2, 33 + 6);
    // What the operator changed is left alone, a list that is empty again is filled again.
    sqlx::query("delete from industry where id <> 'A'")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("delete from holiday")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(seed_reference_data(&kit.backend).await.unwrap(), None);
    let again = counts(&pool).await;
    assert_eq!((again.1, again.2), (1, filled.2));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn two_servers_that_start_at_once_fill_it_once(pool: PgPool) {
    let kit = kit(pool.clone());
    let (one, two) = futures::future::join(seed(&kit.backend), seed(&kit.backend)).await;
    assert_eq!(one.unwrap().len() + two.unwrap().len(), 3);
    assert_eq!(counts(&pool).await.4, 3);
}
