//! Mails with codes, by a relay that puts off, refuses, or is not ours, and the page that waits.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::application::view::{CodeView, MailState, StepAction, StepOutcome, Target};

use super::relay::relay;
use super::*;
use crate::application::tests::applicant::{BASIC, Browser, CONTACT, ready};
use crate::testing::{Kit, Letterbox};

/// By SMTP, and what left is kept.
struct Through {
    smtp: Smtp,
    left: Arc<Letterbox>,
}

#[async_trait]
impl Mailer for Through {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.smtp.send(mail).await?;
        self.left.send(mail).await
    }
}

/// A portal whose mails go to this relay.
async fn through<F>(pool: PgPool, answer: impl FnOnce(&Kit) -> F) -> Kit
where
    F: Fn(&str) -> Option<&'static str> + Clone + Send + Sync + 'static,
{
    let mut kit = ready(pool).await;
    let (url, _) = relay(answer(&kit)).await;
    kit.backend.mailer = Arc::new(Through {
        smtp: Smtp::new(&url, "docket@docket.example").unwrap(),
        left: Arc::clone(&kit.letterbox),
    });
    kit
}

/// Somebody who asked for a code.
async fn asking(kit: &Kit) -> Browser<'_> {
    let mut browser = Browser::new(kit);
    let mut basic = BASIC.to_vec();
    basic.push(("user_name", "ouyang"));
    browser.save("basic", &basic).await;
    let sent = browser.act("contact", CONTACT, StepAction::SendCode).await;
    let StepOutcome::CodeSent { code } = sent else {
        panic!("{sent:?}")
    };
    assert_eq!(code.mail, MailState::Waiting);
    browser
}

/// What the page is told now, by asking and by being loaded again.
async fn shown(browser: &Browser<'_>) -> CodeView {
    let (caller, place) = (browser.caller().await, Target::Newcomer);
    let backend = &browser.kit.backend;
    let asked = backend.mailed_code(&caller, &place).await.unwrap().unwrap();
    let draft = backend.draft(&caller, &place).await.unwrap();
    assert_eq!(draft.code.as_ref(), Some(&asked));
    asked
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_that_is_put_off_for_five_minutes_arrives_and_is_good_for_ten(pool: PgPool) {
    let tries = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&tries);
    let kit = through(pool, |kit| {
        let clock = Arc::clone(&kit.backend.clock);
        move |command: &str| {
            if command != "RCPT" {
                return None;
            }
            let now = clock.now();
            let mut tries = heard.lock().unwrap();
            tries.push(now);
            (now - tries[0] < TimeDelta::seconds(300))
                .then_some("451 4.7.1 Greylisted, try again in 300 seconds")
        }
    })
    .await;
    let begun = kit.backend.clock.now();
    let mut browser = asking(&kit).await;
    while kit.letterbox.mails().is_empty() {
        crate::job_list::run_due(&kit.backend).await;
        if kit.letterbox.mails().is_empty() {
            assert_eq!(shown(&browser).await.mail, MailState::Delayed);
            kit.clock.advance(TimeDelta::seconds(1));
        }
        assert!(kit.backend.clock.now() - begun < TimeDelta::seconds(361));
    }
    let tries = tries.lock().unwrap().clone();
    let most = tries
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .max()
        .unwrap();
    assert!(most <= TimeDelta::seconds(60), "{most}");
    assert_eq!(shown(&browser).await.mail, MailState::Sent);

    let code = browser.code().await;
    kit.clock.advance(TimeDelta::seconds(599));
    let entered = browser.enter_code(&code).await;
    assert_eq!(entered.finding, None);
    assert!(
        entered.confirmed.is_some(),
        "15 minutes after it was asked for"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_relay_that_is_not_set_up_for_us_costs_no_code(pool: PgPool) {
    let is_mended = Arc::new(Mutex::new(false));
    let mended = Arc::clone(&is_mended);
    let kit = through(pool, |_| {
        move |command: &str| {
            let is_refused = command == "MAIL" && !*mended.lock().unwrap();
            is_refused.then_some("553 Mail from must equal authorized user")
        }
    })
    .await;
    let mut browser = asking(&kit).await;
    crate::job_list::run_due(&kit.backend).await;
    assert_eq!(shown(&browser).await.mail, MailState::Delayed);
    assert_eq!(kit.backend.backlog().await.unwrap().failing, 1);
    *is_mended.lock().unwrap() = true;
    kit.clock.advance(TimeDelta::seconds(6));
    let code = browser.code().await;
    assert_eq!(shown(&browser).await.mail, MailState::Sent);
    assert!(browser.enter_code(&code).await.confirmed.is_some());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn who_mistyped_the_mailbox_is_told_and_asks_again_at_once(pool: PgPool) {
    let kit = through(pool, |_| {
        |command: &str| (command == "RCPT").then_some("550 5.1.1 no such mailbox")
    })
    .await;
    let mut browser = asking(&kit).await;
    crate::job_list::run_due(&kit.backend).await;
    let code = shown(&browser).await;
    assert_eq!((code.mail, code.resend_seconds), (MailState::Refused, 0));
    // Nothing for the operator to do.
    assert_eq!(kit.backend.jobs(10).await.unwrap().1, 0);
    let sent = browser.act("contact", CONTACT, StepAction::SendCode).await;
    assert!(matches!(sent, StepOutcome::CodeSent { .. }), "{sent:?}");
    assert_eq!(shown(&browser).await.mail, MailState::Waiting);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_code_that_was_replaced_is_not_mailed_and_one_that_never_left_is_lost(pool: PgPool) {
    let kit = ready(pool).await;
    kit.letterbox
        .fail(Some(MailError::Unavailable("SMTP 451".to_owned())));
    let mut browser = asking(&kit).await;
    crate::job_list::run_due(&kit.backend).await;
    kit.clock.advance(TimeDelta::seconds(61));
    browser.act("contact", CONTACT, StepAction::SendCode).await;
    assert_eq!(kit.backend.jobs(10).await.unwrap().1, 1);
    kit.clock.advance(TimeDelta::minutes(29));
    crate::job_list::run_due(&kit.backend).await;
    assert_eq!(shown(&browser).await.mail, MailState::Delayed);
    kit.clock.advance(TimeDelta::minutes(1));
    kit.letterbox.fail(None);
    crate::job_list::run_due(&kit.backend).await;
    assert!(kit.letterbox.mails().is_empty());
    assert_eq!(shown(&browser).await.mail, MailState::Lost);
}
