//! The platform's settings, on a real database: who may set them, which value counts where, and
//! what is kept of a form that was refused.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::platform::setting::Setting;
use domain::review::Role;
use sqlx::PgPool;

use super::*;
use crate::testing::{Kit, kit};

async fn administrator(kit: &Kit) -> Caller {
    kit.staff("wang.admin", Role::Administrator, None).await
}

fn answers(pairs: &[(&str, &str)]) -> RawAnswers {
    pairs.iter().copied().collect()
}

async fn in_the_log(kit: &Kit) -> Vec<(String, String)> {
    sqlx::query_as(
        "select action, details from audit where action like 'platform.%' order by number",
    )
    .fetch_all(&kit.backend.pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_set_wins_and_what_is_emptied_goes_back_to_its_start_value(pool: PgPool) {
    let kit = kit(pool);
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let page = backend.platform_page(&administrator, false).await.unwrap();
    assert_eq!(page.sheet.version, 0);
    assert!(page.sheet.stored.is_empty());
    assert_eq!(page.start.get("review_days"), "7");
    assert_eq!(page.start.get("sender_name"), "Docket");
    let chosen = answers(&[("review_days", "9"), ("platform_name", "Copyright Office")]);
    backend
        .set_platform(&administrator, 0, &chosen)
        .await
        .unwrap();
    let mut conn = backend.pool.acquire().await.unwrap();
    let policy = backend.policy(&mut conn).await.unwrap();
    assert_eq!((policy.review_days, policy.picture_days), (9, 180));
    assert_eq!(policy.sender_name(), "Copyright Office");
    backend
        .set_platform(&administrator, 1, &answers(&[]))
        .await
        .unwrap();
    let policy = backend.policy(&mut conn).await.unwrap();
    assert_eq!(policy, Policy::start(&backend.settings));
    assert_eq!(
        in_the_log(&kit).await,
        [
            (
                "platform.changed".to_owned(),
                "platform_name: - -> Copyright Office; review_days: - -> 9".to_owned()
            ),
            (
                "platform.changed".to_owned(),
                "platform_name: Copyright Office -> -; review_days: 9 -> -".to_owned()
            ),
        ]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn which_decisions_wait_for_a_second_officer_is_set_here_too(pool: PgPool) {
    use domain::review::four_eyes::FourEyes;
    let kit = kit(pool);
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let mut conn = backend.pool.acquire().await.unwrap();
    let policy = backend.policy(&mut conn).await.unwrap();
    assert_eq!(policy.four_eyes, FourEyes::Off);
    let chosen = answers(&[("four_eyes", "refusals")]);
    backend
        .set_platform(&administrator, 0, &chosen)
        .await
        .unwrap();
    let policy = backend.policy(&mut conn).await.unwrap();
    assert_eq!(policy.four_eyes, FourEyes::Refusals);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn two_administrators_do_not_overwrite_each_other(pool: PgPool) {
    let kit = kit(pool);
    let administrator = administrator(&kit).await;
    let backend = &kit.backend;
    let tries = (1..=8).map(|n| {
        let answers = answers(&[("review_days", &n.to_string())]);
        let administrator = administrator.clone();
        async move { backend.set_platform(&administrator, 0, &answers).await }
    });
    let done = futures::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    assert!(
        done.iter()
            .filter_map(|done| done.as_ref().err())
            .all(|error| matches!(error, Error::Stale { seen: 0 })),
        "{done:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn another_instance_shows_a_change_within_seconds(pool: PgPool) {
    let kit = kit(pool);
    let administrator = administrator(&kit).await;
    let here = &kit.backend;
    let mut there = here.clone();
    there.shown = ShownPolicy::default();
    assert_eq!(there.policy_shown().await.platform_name, "Docket");
    assert_eq!(here.policy_shown().await.platform_name, "Docket");
    let chosen = answers(&[("platform_name", "Copyright Office")]);
    here.set_platform(&administrator, 0, &chosen).await.unwrap();
    assert_eq!(here.policy_shown().await.platform_name, "Copyright Office");
    assert_eq!(there.policy_shown().await.platform_name, "Docket");
    kit.clock.advance(TimeDelta::seconds(2));
    assert_eq!(there.policy_shown().await.platform_name, "Copyright Office");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn pages_go_on_with_what_was_known_while_the_database_is_away(pool: PgPool) {
    let kit = kit(pool.clone());
    let administrator = administrator(&kit).await;
    let chosen = answers(&[("platform_name", "Copyright Office")]);
    let backend = &kit.backend;
    backend
        .set_platform(&administrator, 0, &chosen)
        .await
        .unwrap();
    assert_eq!(
        backend.policy_shown().await.platform_name,
        "Copyright Office"
    );
    kit.clock.advance(TimeDelta::minutes(1));
    pool.close().await;
    assert_eq!(
        backend.policy_shown().await.platform_name,
        "Copyright Office"
    );
    let mut newcomer = backend.clone();
    newcomer.shown = ShownPolicy::default();
    newcomer.settings = Arc::clone(&backend.settings);
    assert_eq!(newcomer.policy_shown().await.platform_name, "Docket");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_wrong_is_named_and_nothing_is_set(pool: PgPool) {
    let kit = kit(pool);
    let administrator = administrator(&kit).await;
    let wrong = answers(&[("review_days", "many"), ("home_province", "99")]);
    let backend = &kit.backend;
    match backend.set_platform(&administrator, 0, &wrong).await {
        Err(Error::Answers(errors)) => assert_eq!(errors["review_days"], FieldError::Malformed),
        other => panic!("{other:?}"),
    }
    let nowhere = answers(&[("home_province", "99")]);
    match backend.set_platform(&administrator, 0, &nowhere).await {
        Err(Error::Answers(errors)) => {
            assert_eq!(errors[Setting::HomeProvince.id()], FieldError::NotAChoice);
        }
        other => panic!("{other:?}"),
    }
    let page = backend.platform_page(&administrator, false).await.unwrap();
    assert_eq!(page.sheet.version, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_was_refused_is_shown_again_to_whoever_typed_it_and_forgotten_after_a_day(
    pool: PgPool,
) {
    let kit = kit(pool);
    let administrator = administrator(&kit).await;
    let colleague = kit.staff("li.admin", Role::Administrator, None).await;
    let backend = &kit.backend;
    let typed = answers(&[("review_days", "many\0")]);
    let errors = StepErrors::from([("review_days".to_owned(), FieldError::Malformed)]);
    backend
        .keep_typed(&administrator, PLATFORM, &typed, &errors)
        .await
        .unwrap();
    let shown = async |caller: &Caller, again| {
        let page = backend.platform_page(caller, again).await.unwrap();
        page.sheet
    };
    let sheet = shown(&administrator, true).await;
    assert_eq!(sheet.text("review_days"), "many");
    assert_eq!(sheet.error("review_days"), Some(&FieldError::Malformed));
    assert_eq!(shown(&administrator, false).await.text("review_days"), "");
    assert_eq!(shown(&colleague, true).await.refused, None);
    kit.clock.advance(TYPED_KEPT + TimeDelta::minutes(1));
    crate::job_list::run_due(backend).await;
    let mut conn = backend.pool.acquire().await.unwrap();
    let before = backend.clock.now() - TYPED_KEPT;
    sql::forget_old_typed(&mut conn, before).await.unwrap();
    assert_eq!(shown(&administrator, true).await.refused, None);
    let officer = kit.staff("li.officer", Role::Supervisor, None).await;
    let refused = backend
        .keep_typed(&officer, PLATFORM, &typed, &errors)
        .await;
    assert!(matches!(refused, Err(Error::Forbidden)));
}
