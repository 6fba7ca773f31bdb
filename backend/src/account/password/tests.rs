//! Hashing and judging passwords.

use super::*;

fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

#[tokio::test]
async fn a_hash_verifies_its_password_and_no_other() {
    let hasher = Hasher::new(1);
    let hash = hasher
        .hash(&password("correct horse battery"))
        .await
        .unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    assert!(hasher.verify("correct horse battery", &hash).await.unwrap());
    assert!(!hasher.verify("correct horse batterx", &hash).await.unwrap());
    assert!(!hasher.verify("", &hash).await.unwrap());
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let hasher = Hasher::new(1);
    let one = hasher
        .hash(&password("correct horse battery"))
        .await
        .unwrap();
    let two = hasher
        .hash(&password("correct horse battery"))
        .await
        .unwrap();
    assert_ne!(one, two);
}

#[tokio::test]
async fn a_password_typed_decomposed_is_the_same() {
    let hasher = Hasher::new(1);
    let hash = hasher
        .hash(&password("caf\u{E9} cr\u{E8}me"))
        .await
        .unwrap();
    assert!(
        hasher
            .verify("cafe\u{301} cre\u{300}me", &hash)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_hash_of_the_reference_implementation_with_other_costs_is_understood() {
    // RFC 9106 code: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32
    let hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let hasher = Hasher::new(1);
    assert!(hasher.verify("password", hash).await.unwrap());
    assert!(!hasher.verify("passwort", hash).await.unwrap());
}

#[tokio::test]
async fn a_broken_hash_is_an_error_and_no_password() {
    let hasher = Hasher::new(1);
    for hash in [
        "",
        "x",
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ",
        "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    ] {
        assert!(
            matches!(
                hasher.verify("password", hash).await,
                Err(Error::Inconsistent(_))
            ),
            "{hash}"
        );
    }
}

#[tokio::test]
async fn an_unknown_user_takes_as_long_as_a_known_one() {
    let hasher = Hasher::new(1);
    let hash = hasher
        .hash(&password("correct horse battery"))
        .await
        .unwrap();
    let mut times = [std::time::Duration::MAX; 2];
    let is_alike = |[known, unknown]: [std::time::Duration; 2]| {
        (0.5..2.0).contains(&(known.as_secs_f64() / unknown.as_secs_f64()))
    };
    // The shortest of several: a busy machine makes single ones longer, never shorter.
    for round in 0..80 {
        if round >= 8 && is_alike(times) {
            break;
        }
        let begun = std::time::Instant::now();
        hasher.verify("wrong horse battery", &hash).await.unwrap();
        times[0] = times[0].min(begun.elapsed());
        let begun = std::time::Instant::now();
        hasher.verify_nothing("wrong horse battery").await.unwrap();
        times[1] = times[1].min(begun.elapsed());
    }
    assert!(is_alike(times), "{times:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_strangers_makes_nobody_else_wait() {
    let hasher = Hasher::new(2);
    let crowd: Vec<_> = (0..33)
        .map(|_| {
            let strangers = hasher.on(Lane::Stranger(1));
            tokio::spawn(async move { strangers.verify_nothing("whatever it is").await })
        })
        .collect();
    tokio::task::yield_now().await;
    // Not even a stranger from elsewhere waits for more than the one whose turn it is.
    for lane in [Lane::Known, Lane::StaffDoor(1), Lane::Stranger(2)] {
        hasher.on(lane).verify_nothing("mine").await.unwrap();
        let waiting = crowd.iter().filter(|stranger| !stranger.is_finished());
        let waiting = waiting.count();
        assert!(waiting > 16, "{lane:?} had to wait for {}", 33 - waiting);
    }
    for stranger in crowd {
        stranger.await.unwrap().unwrap();
    }
    assert!(hasher.shared.networks.lock().unwrap().len() <= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_asks_for_more_than_can_wait_keeps_the_lane_free() {
    let hasher = Hasher::new(2);
    let crowd = hasher.on(Lane::Stranger(1));
    let all = (0..60).map(|_| crowd.verify_nothing("whatever it is"));
    let results = futures::future::join_all(all).await;
    let is_busy = |result: &&Result<()>| matches!(result, Err(Error::Busy));
    let busy = results.iter().filter(is_busy).count();
    assert_eq!(busy, 60 - (1 + WAITING_PER_NETWORK));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_wait_is_answered_with_busy_and_the_rest_is_served() {
    let hasher = Hasher::new(1);
    let all = (0..200).map(|_| hasher.verify_nothing("whatever it is"));
    let results = futures::future::join_all(all).await;
    let busy = results
        .iter()
        .filter(|result| matches!(result, Err(Error::Busy)))
        .count();
    assert_eq!(busy, 200 - (1 + WAITING_PER_CORE));
    hasher
        .verify_nothing("afterwards there is room again")
        .await
        .unwrap();
}

#[tokio::test]
async fn memory_is_used_again() {
    let hasher = Hasher::new(2);
    for _ in 0..4 {
        hasher.verify_nothing("whatever it is").await.unwrap();
    }
    assert_eq!(hasher.shared.memory.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_absurdly_long_password_is_simply_wrong() {
    let hasher = Hasher::new(1);
    assert!(
        !hasher
            .verify(&"字".repeat(1_000_000), UNUSABLE)
            .await
            .unwrap()
    );
}

#[test]
fn common_passwords_and_patterns_are_weak() {
    for text in [
        "password",
        "12345678",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "iloveyou1",
        "20261122",
        "abcdefgh",
    ] {
        assert!(is_weak(text, &[]), "{text}");
    }
}

#[test]
fn a_password_close_to_the_own_data_is_weak() {
    let own = [
        "zhang.san",
        "zhangsan@example.com",
        "张三李四",
        "410105197806038098",
        "13800138000",
        "河南省郑州市金水区花园路 1 号",
    ];
    for text in [
        "zhang.san2026",
        "ZHANG.SAN!!",
        "nas.gnahz99",
        "zhangsan@example.com",
        "张三李四12345",
        "410105197806038098",
        "张三李四410105197806038098",
        "张三李四13800138000",
        "河南省郑州市金水区",
    ] {
        assert!(is_weak(text, &own), "{text}");
    }
}

#[test]
fn good_passwords_of_any_script_are_not_weak() {
    let own = ["zhang.san", ""];
    for text in [
        "correct horse battery staple",
        "gT7#kq!m2Lz",
        "春眠不觉晓处处闻啼鸟夜来",
        "Kx9vQw3pTz",
    ] {
        assert!(!is_weak(text, &own), "{text}");
    }
}

#[test]
fn judging_the_longest_password_does_not_take_long() {
    let begun = std::time::Instant::now();
    let long: String = (0..256_u32)
        .filter_map(|n| char::from_u32(0x4e00 + n * 37))
        .collect();
    assert!(!is_weak(&long, &["zhang.san"]));
    let _ = is_weak(&"a1".repeat(128), &["zhang.san"]);
    let _ = is_weak(&"password".repeat(32), &["zhang.san"]);
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}
