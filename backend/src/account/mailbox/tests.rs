//! The way in with the password of a mailbox, on a real database.

use domain::value::password::Password;
use sqlx::PgPool;

use super::*;
use crate::Error;
use crate::testing::{HERE, Kit, kit};

const NEW: &str = "石榴-Kettle-七里-Harbour-42";

async fn imported(pool: PgPool) -> Kit {
    let kit = kit(pool);
    let phc = kit
        .backend
        .passwords
        .hash(&Password::parse("as argon2 55").unwrap())
        .await
        .unwrap();
    let file = format!(
        "user_name,type,name,mailbox_1,mailbox_1_password,mailbox_2,mailbox_2_password\n\
         li.hua,person,李华,Li.Hua@older.example,Initial-7788,,\n\
         li.na,person,李娜,,,li.na@older.example,\"{phc}\"\n\
         wang.wu,person,王五,wang@older.example,Initial-1,office@older.example,Initial-2\n"
    );
    let done = kit
        .backend
        .import_accounts(file.as_bytes(), false)
        .await
        .unwrap();
    assert_eq!(done.added, 3, "{:?}", done.wrong);
    kit
}

async fn open(kit: &Kit, address: &str, password: &str) -> Result<String> {
    kit.backend.open_by_mailbox(address, password, HERE).await
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_password_of_the_only_mailbox_shows_the_user_name_and_sets_a_password_once(
    pool: PgPool,
) {
    let kit = imported(pool).await;
    let backend = &kit.backend;
    assert!(backend.has_imported_accounts().await.unwrap());
    for (address, password, name) in [
        (" LI.HUA@older.example", "Initial-7788", "li.hua"),
        ("li.na@older.example", "as argon2 55", "li.na"),
    ] {
        let token = open(&kit, address, password).await.unwrap();
        let view = backend.recovery(&token).await.unwrap();
        assert_eq!((view.user_name.as_str(), view.may_unlock), (name, false));
        let kept = backend.recover(&token, None, HERE).await;
        assert!(matches!(kept, Err(Error::Malformed(_))), "{kept:?}");
        // Whoever left the page in between starts again.
        let token = open(&kit, address, password).await.unwrap();
        let new = Password::parse(NEW).unwrap();
        backend.recover(&token, Some(&new), HERE).await.unwrap();
        backend.sign_in(name, NEW, HERE).await.unwrap();
        let second = open(&kit, address, password).await;
        assert!(matches!(second, Err(Error::WrongCredentials)), "{second:?}");
        let used = backend.recover(&token, Some(&new), HERE).await;
        assert!(matches!(used, Err(Error::NotFound)), "{used:?}");
    }
    let hashes: Vec<String> =
        sqlx::query_scalar("select password_hash from account where user_name like 'li.%'")
            .fetch_all(&backend.pool)
            .await
            .unwrap();
    assert!(
        hashes.iter().all(|hash| hash.starts_with("$argon2id$")),
        "{hashes:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn several_mailboxes_a_wrong_password_and_nobody_are_one_answer(pool: PgPool) {
    let kit = imported(pool).await;
    for (address, password) in [
        ("wang@older.example", "Initial-1"),
        ("office@older.example", "Initial-2"),
        ("li.hua@older.example", "wrong"),
        ("nobody@older.example", "Initial-7788"),
        ("no address", ""),
    ] {
        let refused = open(&kit, address, password).await;
        assert!(
            matches!(refused, Err(Error::WrongCredentials)),
            "{address}: {refused:?}"
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn five_wrong_tries_pause_an_address_whether_it_is_somebodys_or_not(pool: PgPool) {
    let kit = imported(pool).await;
    for address in ["li.hua@older.example", "nobody@older.example"] {
        for _ in 0..5 {
            open(&kit, address, "wrong").await.unwrap_err();
        }
        let paused = open(&kit, address, "Initial-7788").await;
        assert!(
            matches!(paused, Err(Error::TooMany { .. })),
            "{address}: {paused:?}"
        );
    }
}
