//! What strangers may begin, who pays for it, and what is left on the disk.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::view::{Limit, StepAction, StepOutcome, Target};
use domain::document::ReadingState;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use sqlx::PgPool;

use crate::Error;
use crate::application::tests::applicant::{BASIC, Browser, go, posted, ready};
use crate::caller::Caller;
use crate::session::known::remembered;
use crate::settings::Settings;
use crate::testing::{HERE, Kit, settings};

/// A portal with these limits.
async fn limited(pool: PgPool, budget: &str) -> Kit {
    let mut kit = ready(pool).await;
    kit.backend.settings = Arc::new(Settings {
        budget: budget.parse().unwrap(),
        ..settings()
    });
    kit
}

fn stranger(from: IpAddr) -> Caller {
    Caller {
        session: None,
        token: None,
        language: domain::text::Language::English,
        address: from,
        browser: String::new(),
    }
}

async fn begin(kit: &Kit, caller: &Caller) -> Result<(), Error> {
    let place = Target::Newcomer;
    let saved = kit.backend.save_field(caller, &place, "user_name", "x");
    saved.await.map(drop)
}

fn seconds<T>(result: &Result<T, Error>) -> Option<u32> {
    match result {
        Err(Error::Spent { seconds, .. }) => Some(*seconds),
        _ => None,
    }
}

fn limit<T>(result: &Result<T, Error>) -> Option<Limit> {
    match result {
        Err(Error::Spent { limit, .. }) => Some(*limit),
        _ => None,
    }
}

/// A photo that does not become small: half a megabyte or so.
fn large(seed: u32) -> Vec<u8> {
    let mut state = seed;
    let noise = RgbImage::from_fn(600, 500, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        image::Rgb([a, b, c])
    });
    let mut bytes = Vec::new();
    noise
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 60))
        .unwrap();
    bytes
}

async fn count(kit: &Kit, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

async fn files(kit: &Kit) -> usize {
    let now = kit.backend.clock.now() + TimeDelta::days(36_500);
    let mut files = kit.backend.blobs.older_than(crate::document::FOLDER, now);
    let mut count = 0;
    while files.next().await.unwrap().is_some() {
        count += 1;
    }
    count
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn strangers_share_what_their_network_may_begin_and_take_it_from_nobody_known(pool: PgPool) {
    let kit = limited(pool, "drafts=3:2:5").await;
    let owner = kit.account("zhang.san", None).await;
    for _ in 0..3 {
        begin(&kit, &stranger(HERE)).await.unwrap();
    }
    kit.clock.advance(TimeDelta::minutes(20));
    let refused = begin(&kit, &stranger(HERE)).await;
    assert_eq!(seconds(&refused), Some(40 * 60));
    assert_eq!(limit(&refused), Some(Limit::Strangers));
    // The whole /64 is one network.
    let elsewhere: [IpAddr; 3] =
        ["2001:db8::1", "2001:db8::2", "192.0.2.8"].map(|text| text.parse().unwrap());
    for from in &elsewhere[..2] {
        begin(&kit, &stranger(*from)).await.unwrap();
    }
    // Now all strangers together have begun enough.
    assert!(seconds(&begin(&kit, &stranger(elsewhere[2])).await).is_some());
    // Whoever is signed in has their own, and so has a browser that was.
    let caller = kit.browser_of(owner).await;
    kit.backend.start(&caller, "profile-change").await.unwrap();
    let token = caller.token.unwrap();
    kit.backend.end_session(&token).await.unwrap();
    let known = Caller {
        browser: remembered("", &token),
        ..stranger(HERE)
    };
    begin(&kit, &known).await.unwrap();
    let refused = begin(&kit, &known).await;
    assert_eq!(limit(&refused), Some(Limit::Own));
    let forged = Caller {
        browser: remembered("", "0123"),
        ..stranger(HERE)
    };
    assert!(seconds(&begin(&kit, &forged).await).is_some());
    kit.clock.advance(TimeDelta::minutes(41));
    begin(&kit, &stranger(HERE)).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_account_made_a_minute_ago_makes_nobody_known(pool: PgPool) {
    let kit = limited(pool, "drafts=1:9:9").await;
    let mut browser = Browser::new(&kit);
    let basic = [BASIC, &[("user_name", "ouyang")]].concat();
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
    let token = browser.token.unwrap();
    kit.backend.end_session(&token).await.unwrap();
    let again = Caller {
        browser: remembered("", &token),
        ..stranger(HERE)
    };
    assert!(seconds(&begin(&kit, &again).await).is_some());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_registers_is_told_that_all_newcomers_share(pool: PgPool) {
    let kit = limited(pool, "codes=1:9:9").await;
    let mut browser = Browser::new(&kit);
    let basic = [BASIC, &[("user_name", "ouyang")]].concat();
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
    let first = [("email", "a@example.org")];
    let sent = browser.act("contact", &first, StepAction::SendCode).await;
    assert!(matches!(sent, StepOutcome::CodeSent { .. }), "{sent:?}");
    // They are signed in: to sign in would not help.
    let second = [("email", "b@example.org")];
    let later = browser.act("contact", &second, StepAction::SendCode).await;
    let StepOutcome::Later { limit, .. } = later else {
        panic!("{later:?}")
    };
    assert_eq!(limit, Limit::Newcomers);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_password_is_hashed_only_when_everything_else_on_its_step_is_right(pool: PgPool) {
    let kit = limited(pool, "hashes=2:2:9").await;
    let hashes = "select count(*) from spending where kind = 'hash'";
    let mut browser = Browser::new(&kit);
    let step = |name| [BASIC, &[("user_name", name)]].concat();
    for name in ["9 lives", "", "x"] {
        let outcome = browser.save("basic", &step(name)).await;
        assert!(matches!(outcome, StepOutcome::Stay { .. }), "{outcome:?}");
    }
    for action in [StepAction::Refresh, StepAction::Previous] {
        browser.act("basic", &step("ouyang"), action).await;
    }
    browser.save("contact", &step("ouyang")).await;
    let draft: Option<String> = sqlx::query_scalar("select password_hash from draft")
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    assert_eq!((count(&kit, hashes).await, draft), (0, None));
    assert_eq!(
        browser.save("basic", &step("ouyang")).await,
        go("documents")
    );
    assert_eq!(count(&kit, hashes).await, 1);
    // Past the limit what was typed is kept all the same, in a draft the browser can reach.
    Browser::new(&kit).save("basic", &step("second")).await;
    let mut third = Browser::new(&kit);
    let outcome = third.save("basic", &step("third")).await;
    assert!(matches!(outcome, StepOutcome::Later { .. }), "{outcome:?}");
    let caller = third.caller().await;
    let kept = kit.backend.draft(&caller, &Target::Newcomer).await.unwrap();
    assert_eq!(kept.answers.get("user_name"), "third");
    let third = "select count(*) from account where user_name = 'third'";
    assert_eq!(count(&kit, third).await, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_picture_again_and_again_takes_the_place_of_one(pool: PgPool) {
    let kit = limited(pool, "pictures=1:1:2").await;
    let mut browser = Browser::new(&kit);
    for seed in 0..6 {
        let caller = browser.caller().await;
        let place = Target::Newcomer;
        let stored = kit
            .backend
            .store_picture(&caller, &place, "portrait", None, large(seed))
            .await;
        browser.take(stored.unwrap());
        let rows = count(&kit, "select count(*) from document").await;
        assert_eq!((rows, files(&kit).await), (1, 1), "rows and files");
    }
    let readings = "select count(*) from job where name = 'read_document'";
    assert_eq!(count(&kit, readings).await, 1, "only the newest is read");
    let caller = browser.caller().await;
    let removed = kit
        .backend
        .remove_picture(&caller, &Target::Newcomer, "portrait", None);
    removed.await.unwrap();
    assert_eq!(files(&kit).await, 0);
    assert_eq!(count(&kit, readings).await, 0);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn unsent_pictures_fill_no_more_than_their_share_of_the_disk(pool: PgPool) {
    let kit = limited(pool, "pictures=1:3:2").await;
    let upload = async |browser: &mut Browser, field, seed| {
        let caller = browser.caller().await;
        let place = Target::Newcomer;
        let stored = kit
            .backend
            .store_picture(&caller, &place, field, None, large(seed))
            .await;
        stored.map(|stored| {
            browser.take(stored);
        })
    };
    let mut refused = 0;
    for seed in 0..6 {
        let mut browser = Browser::new(&kit);
        match upload(&mut browser, "portrait", seed).await {
            Ok(()) => {}
            Err(Error::Spent { seconds, .. }) => {
                assert!((1..=3600).contains(&seconds));
                refused += 1;
            }
            Err(other) => panic!("{other}"),
        }
    }
    let kept = count(&kit, "select sum(bytes) from document").await;
    assert!(refused > 0 && kept <= 1024 * 1024, "{refused} {kept}");
    let rows = count(&kit, "select count(*) from document").await;
    assert_eq!(usize::try_from(rows).unwrap(), files(&kit).await);
    // An applicant behind the same address who has an account by now has room of their own.
    let mut browser = Browser::new(&kit);
    let basic = [BASIC, &[("user_name", "ouyang")]].concat();
    browser.save("basic", &basic).await;
    upload(&mut browser, "portrait", 7).await.unwrap();
    let before = count(
        &kit,
        "select count(*) from document where unsent_by is not null",
    )
    .await;
    // What is sent is charged to nobody.
    for field in ["portrait", "emblem", "handheld"] {
        browser.upload(field).await;
    }
    let mine = "select p.id from application p join account a on a.id = p.account_id
         where a.user_name = 'ouyang'";
    let id: uuid::Uuid = sqlx::query_scalar(mine)
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap();
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    super::sql::settle(&mut conn, domain::id::ApplicationId(id))
        .await
        .unwrap();
    let after = count(
        &kit,
        "select count(*) from document where unsent_by is not null",
    )
    .await;
    assert_eq!(after, before - 1);
}

/// A newcomer who has an account by now.
async fn newcomer<'a>(kit: &'a Kit, name: &str) -> Browser<'a> {
    let mut browser = Browser::new(kit);
    let basic = [BASIC, &[("user_name", name)]].concat();
    assert_eq!(browser.save("basic", &basic).await, go("documents"));
    browser
}

async fn put(browser: &mut Browser<'_>, from: IpAddr, seed: u32) -> Result<(), Error> {
    let caller = Caller {
        address: from,
        ..browser.caller().await
    };
    let stored = browser
        .kit
        .backend
        .store_picture(&caller, &Target::Newcomer, "portrait", None, large(seed))
        .await;
    stored.map(|stored| {
        browser.take(stored);
    })
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn accounts_that_are_not_open_have_no_more_together_than_their_network(pool: PgPool) {
    let kit = limited(pool, "uploads=3:2:9").await;
    let mut looked_at = 0;
    for name in ["first", "second", "third"] {
        let mut browser = newcomer(&kit, name).await;
        for seed in 0..3 {
            match put(&mut browser, HERE, seed).await {
                Ok(()) => looked_at += 1,
                refused => assert!(seconds(&refused).is_some(), "{refused:?}"),
            }
        }
        if name == "first" {
            assert_eq!(looked_at, 2, "its own limit");
        }
    }
    assert_eq!(looked_at, 3, "and that of their network");
    let elsewhere = "192.0.2.77".parse().unwrap();
    let mut fourth = newcomer(&kit, "fourth").await;
    put(&mut fourth, elsewhere, 0).await.unwrap();
    let strangers = "select count(*) from spending where kind = 'upload' and is_stranger";
    assert_eq!(count(&kit, strangers).await, 4, "each counts once");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_account_for_each_picture_keeps_no_more_of_them(pool: PgPool) {
    let kit = limited(pool, "pictures=1:1:99").await;
    let kept = "select coalesce(sum(bytes), 0)::bigint from document";
    let mut refused = 0;
    for seed in 0..6 {
        let mut browser = newcomer(&kit, &format!("after{seed}")).await;
        refused += u32::from(seconds(&put(&mut browser, HERE, seed).await).is_some());
    }
    let after = count(&kit, kept).await;
    assert!(refused > 0 && after <= 1024 * 1024, "{refused} {after}");
    // Nor does an account that is made once they are there.
    let mut refused = 0;
    for seed in 0..6 {
        let mut browser = Browser::new(&kit);
        refused += u32::from(seconds(&put(&mut browser, HERE, seed).await).is_some());
        let name = format!("before{seed}");
        let basic = [BASIC, &[("user_name", name.as_str())]].concat();
        assert_eq!(browser.save("basic", &basic).await, go("documents"));
    }
    let before = count(&kit, kept).await - after;
    assert!(refused > 0 && before <= 1024 * 1024, "{refused} {before}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_sent_and_taken_back_leaves_nothing_on_the_disk(pool: PgPool) {
    let kit = ready(pool).await;
    for (name, is_sent) in [("sent", true), ("unsent", false)] {
        let mut browser = Browser::new(&kit);
        browser.fill_in(name).await;
        if is_sent {
            browser.submit().await.unwrap();
        }
        assert_eq!(files(&kit).await, 3);
        let caller = browser.caller().await;
        let withdrawn = kit.backend.withdraw(&caller, &Target::Newcomer);
        withdrawn.await.unwrap();
        crate::job_list::run_due(&kit.backend).await;
        let rows = count(&kit, "select count(*) from document").await;
        assert_eq!((rows, files(&kit).await), (0, 0), "{name}");
        let status = kit.backend.status(&caller, &Target::Newcomer).await;
        let timeline = status.unwrap().timeline;
        let is_told = timeline
            .iter()
            .any(|entry| entry.event == Event::PicturesDeleted);
        assert!(is_told, "{timeline:?}");
    }
    let audited = "select count(*) from audit where action = 'pictures.purged'";
    assert_eq!(count(&kit, audited).await, 2);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn past_the_limit_a_picture_is_kept_and_not_read(pool: PgPool) {
    let kit = limited(pool, "readings=1:1:9,uploads=3:3:9").await;
    let mut states = Vec::new();
    for _ in 0..4 {
        let mut browser = Browser::new(&kit);
        let caller = browser.caller().await;
        let place = Target::Newcomer;
        let photo = crate::application::tests::applicant::photo();
        let stored = kit
            .backend
            .store_picture(&caller, &place, "portrait", None, photo)
            .await;
        states.push(match stored {
            Ok(stored) => Some(browser.take(stored).picture.reading),
            Err(Error::Spent { .. }) => None,
            Err(other) => panic!("{other}"),
        });
    }
    let none = Some(ReadingState::None);
    let expected = [Some(ReadingState::Waiting), none, none, None];
    assert_eq!(states, expected, "and the fourth is not even looked at");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn codes_are_mailed_within_the_budget_and_what_was_typed_stays(pool: PgPool) {
    let kit = limited(pool, "codes=2:2:9").await;
    let place = Target::Newcomer;
    let mut outcomes = Vec::new();
    for number in 0..3 {
        let mut browser = Browser::new(&kit);
        let email = format!("a{number}@example.org");
        let typed = [("email", email.as_str())];
        let caller = browser.caller().await;
        let saved = kit
            .backend
            .save_step(
                &caller,
                &place,
                "contact",
                posted(&typed),
                StepAction::SendCode,
            )
            .await;
        outcomes.push(browser.take(saved.unwrap()));
        let caller = browser.caller().await;
        let draft = kit.backend.draft(&caller, &place).await.unwrap();
        assert_eq!(draft.answers.get("email"), email);
    }
    assert!(
        matches!(outcomes[1], StepOutcome::CodeSent { .. }),
        "{outcomes:?}"
    );
    assert!(
        matches!(outcomes[2], StepOutcome::Later { .. }),
        "{outcomes:?}"
    );
    crate::job_list::run_due(&kit.backend).await;
    assert_eq!(kit.letterbox.mails().len(), 2);
    // Links back into an account are mails of strangers, too.
    let asked = kit
        .backend
        .ask_for_recovery("a@example.org", domain::text::Language::English, HERE)
        .await;
    assert!(seconds(&asked).is_some(), "{asked:?}");
}
