//! Who waits after wrong passwords, for how long, and who does not.

use chrono::TimeDelta;
use domain::review::Role;
use sqlx::PgPool;

use super::{PASSWORD_TEXT, account, address, try_password};
use crate::Error;
use crate::session::NewOwner;
use crate::session::known::{Origin, remembered};
use crate::testing::{HERE, Kit, kit};

fn is_wait<T>(result: &Result<T, Error>) -> Option<u32> {
    match result {
        Err(Error::TooMany { seconds }) => Some(*seconds),
        _ => None,
    }
}

/// What a browser in which somebody signed in keeps when they have signed out again.
async fn known_browser(kit: &Kit, owner: NewOwner, from: std::net::IpAddr) -> Origin {
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let token = kit
        .backend
        .open_session(&mut conn, owner, None)
        .await
        .unwrap();
    kit.backend.end_session(&token).await.unwrap();
    let mut origin = Origin::from(from);
    origin.browser = remembered("", &token);
    origin
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn each_wrong_password_more_makes_the_wait_longer_but_never_endless(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    for _ in 0..5 {
        let tried = try_password(&kit, "zhang.san", "wrong").await;
        assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
    }
    let mut waits = Vec::new();
    for _ in 0..6 {
        // Written differently it is the same name, and the right password does not help.
        let refused = try_password(&kit, "ZHANG.san", PASSWORD_TEXT).await;
        let seconds = is_wait(&refused).unwrap();
        waits.push(seconds);
        kit.clock.advance(TimeDelta::seconds(seconds.into()));
        let tried = try_password(&kit, "zhang.san", "wrong").await;
        assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
    }
    assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
    kit.clock.advance(TimeDelta::minutes(15));
    try_password(&kit, "zhang.san", PASSWORD_TEXT)
        .await
        .unwrap();
    // The right one ends it all.
    for _ in 0..5 {
        let tried = try_password(&kit, "zhang.san", "wrong").await;
        assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn wrong_passwords_far_apart_cost_no_wait(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    for _ in 0..12 {
        kit.clock.advance(TimeDelta::minutes(13));
        let tried = try_password(&kit, "zhang.san", "wrong").await;
        assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn many_tries_at_the_same_moment_are_no_way_around(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    let looked_at = async |tries: Vec<std::net::IpAddr>| {
        let tries = tries
            .into_iter()
            .map(|from| kit.backend.sign_in("zhang.san", "wrong", from));
        let results = futures::future::join_all(tries).await;
        let looked_at = |result: &&_| matches!(result, Err(Error::WrongCredentials));
        results.iter().filter(looked_at).count()
    };
    assert_eq!(looked_at(vec![HERE; 25]).await, 5);
    // Nor are many addresses.
    let everywhere = (1..=40).map(address).collect();
    assert_eq!(looked_at(everywhere).await, 20);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn strangers_make_nobody_wait_who_signed_in_with_this_browser_before(pool: PgPool) {
    let kit = kit(pool);
    let zhang = account(&kit, "zhang.san").await;
    let li = account(&kit, "li.si").await;
    let known = known_browser(&kit, NewOwner::Applicant(zhang), HERE).await;
    let other = known_browser(&kit, NewOwner::Applicant(li), HERE).await;
    // As long as they like, from where its owner is and from everywhere else.
    for number in 0..60 {
        let from = if number % 2 == 0 {
            HERE
        } else {
            address(number)
        };
        let _ = kit.backend.sign_in("zhang.san", "wrong", from).await;
    }
    let stranger = try_password(&kit, "zhang.san", PASSWORD_TEXT).await;
    assert!(is_wait(&stranger).is_some(), "{stranger:?}");
    // That somebody else signed in with a browser says nothing.
    let sign_in = async |from: &Origin, password| {
        kit.backend
            .sign_in("zhang.san", password, from.clone())
            .await
    };
    let elsewhere = sign_in(&other, PASSWORD_TEXT).await;
    assert!(is_wait(&elsewhere).is_some(), "{elsewhere:?}");
    sign_in(&known, PASSWORD_TEXT).await.unwrap();
    // It is no way to guess without end.
    for _ in 0..5 {
        let tried = sign_in(&known, "wrong").await;
        assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
    }
    assert_eq!(is_wait(&sign_in(&known, PASSWORD_TEXT).await), Some(60));
    kit.clock.advance(TimeDelta::days(181));
    let _ = sign_in(&known, "wrong").await;
    let doors: Vec<String> =
        sqlx::query_scalar("select door from wrong_try order by at desc limit 1")
            .fetch_all(&kit.backend.pool)
            .await
            .unwrap();
    assert_eq!(doors, ["account"], "it is forgotten after half a year");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn thirty_wrong_passwords_behind_an_address_keep_nobody_there_out(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    kit.staff("wang.wu", Role::Supervisor, None).await;
    let staff_password = "a long enough password 7";
    for number in 0..30 {
        let tried = try_password(&kit, &format!("somebody{number}"), "wrong").await;
        assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
    }
    try_password(&kit, "zhang.san", PASSWORD_TEXT)
        .await
        .unwrap();
    // A whole dictionary of names does, for a moment, at that door and no other.
    let mut last = Ok(());
    for number in 30..100 {
        last = try_password(&kit, &format!("somebody{number}"), "wrong")
            .await
            .map(drop);
    }
    assert!(
        is_wait(&last).is_some_and(|seconds| seconds <= 300),
        "{last:?}"
    );
    let kept: i64 = sqlx::query_scalar("select count(*) from wrong_try")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!(kept, 60, "each name weighs five tries");
    let mine = try_password(&kit, "zhang.san", PASSWORD_TEXT).await;
    assert!(is_wait(&mine).is_some());
    let signed_in = kit
        .backend
        .staff_sign_in("wang.wu", staff_password, HERE)
        .await;
    signed_in.unwrap();
    kit.backend
        .sign_in("zhang.san", PASSWORD_TEXT, address(1))
        .await
        .unwrap();
    kit.clock.advance(TimeDelta::minutes(5));
    try_password(&kit, "zhang.san", PASSWORD_TEXT)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_right_password_takes_only_the_wrong_ones_of_its_own_back(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    for _ in 0..3 {
        for _ in 0..4 {
            try_password(&kit, "zhang.san", "wrong").await.unwrap_err();
        }
        let _ = kit.backend.sign_in("zhang.san", "wrong", address(1)).await;
        try_password(&kit, "zhang.san", PASSWORD_TEXT)
            .await
            .unwrap();
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from wrong_try")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!(kept, 3, "those from elsewhere");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_stranger_who_never_stops_keeps_the_owner_out_of_no_new_browser(pool: PgPool) {
    let kit = kit(pool);
    account(&kit, "zhang.san").await;
    let attack = async |from: std::net::IpAddr| {
        let mut waits = 0;
        for _ in 0..40 {
            let tried = kit.backend.sign_in("zhang.san", "wrong", from).await;
            if let Some(seconds) = is_wait(&tried) {
                kit.clock.advance(TimeDelta::seconds(seconds.into()));
                waits += 1;
            }
        }
        waits
    };
    assert!(attack(address(1)).await > 15);
    let sign_in = |from| kit.backend.sign_in("zhang.san", PASSWORD_TEXT, from);
    let mistyped = kit.backend.sign_in("zhang.san", "wrong", address(2)).await;
    assert!(
        matches!(mistyped, Err(Error::WrongCredentials)),
        "{mistyped:?}"
    );
    sign_in(address(2)).await.unwrap();
    // It goes on like that, from a second and a third network, and helps none of them.
    for from in [2, 3, 1] {
        assert!(attack(address(from)).await > 15);
        sign_in(HERE).await.unwrap();
    }
    let _ = kit.backend.sign_in("zhang.san", "wrong", address(1)).await;
    let hostile = sign_in(address(1)).await;
    assert!(is_wait(&hostile).is_some(), "whoever tries waits");
}
