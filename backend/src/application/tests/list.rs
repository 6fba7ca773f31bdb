//! The list of an account: every kind, every state, page by page.

use std::sync::Arc;

use domain::application::state::ApplicationState as S;
use domain::application::view::Target;
use sqlx::PgPool;

use super::applicant::ready;
use crate::budget::Budget;
use crate::record::theatre;
use crate::settings::Settings;
use crate::testing::settings;

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn all_an_account_ever_began_is_listed_page_by_page_newest_first(pool: PgPool) {
    let mut kit = ready(pool).await;
    let settings = Settings {
        budget: Budget::boundless(),
        ..settings()
    };
    kit.backend.settings = Arc::new(settings);
    let backend = &kit.backend;
    let account = kit.account("lin", Some("lin@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let profile = backend.start(&owner, "profile-change").await.unwrap();
    let place = Target::Reference(profile.clone());
    backend.withdraw(&owner, &place).await.unwrap();
    let mut expected = vec![profile];
    for n in 0..44 {
        // Several in the same moment, too.
        if n % 3 == 0 {
            kit.clock.advance(chrono::TimeDelta::minutes(1));
        }
        let theatre = theatre::open(backend, account, &n.to_string(), &[]).unwrap();
        let about = theatre.value();
        let begun = backend.start_about(&owner, "rehearsal", Some(&about));
        expected.push(begun.await.unwrap());
    }
    let (mut before, mut found, mut sizes) = (None, Vec::new(), Vec::new());
    loop {
        let page = backend
            .applications_before(&owner, before.as_deref())
            .await
            .unwrap();
        sizes.push(page.listed.len());
        found.extend(page.listed);
        match page.next {
            Some(last) => before = Some(last),
            None => break,
        }
    }
    assert_eq!(sizes, [20, 20, 5]);
    let last = found.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.state),
        ("profile-change", S::Withdrawn)
    );
    let mut references: Vec<_> = found.into_iter().map(|row| row.reference).collect();
    assert_eq!(references.last(), expected.first());
    references.sort();
    expected.sort();
    assert_eq!(references, expected, "each once");

    // What is none of the account's leads nowhere.
    let other = kit.account("wang", Some("wang@mail.example")).await;
    let stranger = kit.browser_of(other).await;
    let page = backend
        .applications_before(&stranger, Some(&references[0]))
        .await
        .unwrap();
    assert_eq!((page.listed.len(), page.next), (0, None));
}
