//! Messages: each once, marked until read, told of by mail, closed in the end, and seen by nobody
//! else.

use chrono::TimeDelta;
use domain::application::view::Target;
use domain::message::{MAX_MESSAGE, NoMessage, Open};
use domain::review::filter::QueueFilter;
use domain::review::four_eyes::FourEyes;
use domain::review::{Decision, Role};
use sqlx::PgPool;

use crate::Error;
use crate::caller::Caller;
use crate::review::tests::stage::{history, mails, officer, portal, sent};
use crate::testing::Kit;

const CASE: &str = "7K3M-9QXP-KZ";

fn place() -> Target {
    Target::Reference(CASE.to_owned())
}

async fn unread(kit: &Kit, staff: &Caller) -> (i64, Vec<String>) {
    let filter = QueueFilter {
        only: "unread".to_owned(),
        state: "all".to_owned(),
        ..QueueFilter::default()
    };
    let page = kit.backend.queue(staff, &filter).await.unwrap();
    assert!(page.rows.iter().all(|row| row.has_unread));
    let found = page.rows.into_iter().map(|row| row.reference).collect();
    (page.unread, found)
}

async fn has_news(kit: &Kit, applicant: &Caller) -> bool {
    let list = kit.backend.applications(applicant).await.unwrap();
    list.listed.iter().any(|listed| listed.has_unread)
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn officer_and_applicant_write_to_each_other_and_see_what_is_new(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let (first, second) = (officer(&kit, "wang.li").await, officer(&kit, "li.na").await);
    let backend = &kit.backend;
    let text = "您好：\r\n请问有新证件吗？";
    backend
        .write_to_applicant(&first, CASE, "form-1", text)
        .await
        .unwrap();
    let mails = mails(&kit).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = kit.letterbox.mails().pop().unwrap();
    assert!(
        mail.text.contains(&format!("/applications/{CASE}")),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("新证件"), "not what is in it");

    assert!(has_news(&kit, &applicant).await);
    let thread = backend.status(&applicant, &place()).await.unwrap().messages;
    let [message] = &thread.unwrap().messages[..] else {
        panic!()
    };
    assert_eq!(message.text, "您好：\n请问有新证件吗？");
    assert!(!message.is_own && !message.is_read);
    assert!(
        !message.by.contains("wang"),
        "the office, not who held the pen: {}",
        message.by
    );
    assert!(!message.by.is_empty());
    assert!(!has_news(&kit, &applicant).await);

    backend
        .write_to_office(&applicant, &place(), "form-2", "有，我明天上传。")
        .await
        .unwrap();
    assert_eq!(unread(&kit, &second).await, (1, vec![CASE.to_owned()]));
    // Somebody who could not answer looks at it: it stays new.
    let administrator = kit.staff("admin", Role::Administrator, None).await;
    let seen = backend.case(&administrator, CASE).await.unwrap().messages;
    assert!(!seen.may_write && !seen.messages[1].is_read);
    let seen = backend.case(&second, CASE).await.unwrap().messages;
    let told: Vec<_> = seen
        .messages
        .iter()
        .map(|message| (message.by.as_str(), message.is_own, message.is_read))
        .collect();
    assert_eq!(told, [("wang.li", true, true), ("林晓安", false, false)]);
    assert_eq!(unread(&kit, &second).await, (0, vec![]));
    assert_eq!(
        history(&kit, &first, CASE).await,
        ["office_wrote wang.li", "applicant_wrote "]
    );
    let status = backend.status(&applicant, &place()).await.unwrap();
    assert!(status.timeline.iter().all(|entry| entry.by.is_none()));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_message_sent_twenty_times_at_once_is_there_once(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    let tries = (0..20).map(|_| backend.write_to_applicant(&first, CASE, "form", "同一条"));
    for sent in futures::future::join_all(tries).await {
        assert_eq!(sent.unwrap().unwrap().messages.len(), 1);
    }
    assert_eq!(mails(&kit).await.len(), 1);
    // Written on after the answer was lost: that is another message.
    let more = backend
        .write_to_applicant(&first, CASE, "form", "同一条，还有")
        .await;
    assert_eq!(more.unwrap().unwrap().messages.len(), 2);
    // And the same words in another form are meant.
    let again = backend
        .write_to_applicant(&first, CASE, "another", "同一条")
        .await;
    assert_eq!(again.unwrap().unwrap().messages.len(), 3);
    let place = place();
    let tries = (0..20).map(|_| backend.write_to_office(&applicant, &place, "form", "好的"));
    for sent in futures::future::join_all(tries).await {
        let count = sent.expect("repeating is no try").unwrap().messages.len();
        assert_eq!(count, 4);
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn what_is_no_message_is_refused_and_kept_for_a_form_without_scripts(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let backend = &kit.backend;
    let long = "字".repeat(MAX_MESSAGE + 1);
    for (text, expected) in [
        (" \n ", NoMessage::Empty),
        (long.as_str(), NoMessage::TooLong),
    ] {
        let sent = backend
            .write_to_office(&applicant, &place(), "form", text)
            .await;
        assert!(
            matches!(sent, Err(Error::Message(reason)) if reason == expected),
            "{sent:?}"
        );
    }
    backend
        .keep_message_to_office(&applicant, &place(), &long)
        .await
        .unwrap();
    let kept = async || {
        backend
            .status(&applicant, &place())
            .await
            .unwrap()
            .messages
            .unwrap()
            .kept
    };
    assert_eq!(kept().await, long);
    let first = officer(&kit, "wang.li").await;
    let case = backend.case(&first, CASE).await.unwrap();
    assert_eq!(case.messages.kept, "", "nobody else gets it");
    backend
        .write_to_office(&applicant, &place(), "form", "短一点")
        .await
        .unwrap();
    assert_eq!(kept().await, "");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_the_owner_and_the_office_write(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let stranger = sent(&kit, "8888-2222-7E", "somebody.else").await;
    let backend = &kit.backend;
    let sent = backend
        .write_to_office(&stranger, &place(), "form", "x")
        .await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
    let elsewhere = kit
        .staff("elsewhere", Role::Officer, Some("luoyang-west"))
        .await;
    let sent = backend
        .write_to_applicant(&elsewhere, CASE, "form", "x")
        .await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
    let administrator = kit.staff("boss.admin", Role::Administrator, None).await;
    let sent = backend
        .write_to_applicant(&administrator, CASE, "form", "x")
        .await;
    assert!(matches!(sent, Err(Error::Forbidden)), "{sent:?}");
    let sent = backend
        .write_to_applicant(&applicant, CASE, "form", "x")
        .await;
    assert!(matches!(sent, Err(Error::SignedOut)), "{sent:?}");
    let mut known = applicant.clone();
    known.session = None;
    let status = backend
        .look_up(&known, CASE, "lin.xiaoan@mail.example")
        .await
        .unwrap();
    assert!(
        status.messages.is_none(),
        "not for whoever knows the address"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_eleventh_message_in_a_quarter_of_an_hour_waits(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let backend = &kit.backend;
    for n in 0..10 {
        let text = format!("第{n}条");
        backend
            .write_to_office(&applicant, &place(), "form", &text)
            .await
            .unwrap();
    }
    let sent = backend
        .write_to_office(&applicant, &place(), "form", "还有")
        .await;
    assert!(matches!(sent, Err(Error::TooMany { .. })), "{sent:?}");
    let thread = backend.status(&applicant, &place()).await.unwrap().messages;
    assert_eq!(thread.unwrap().messages.len(), 10);
    kit.clock.advance(TimeDelta::minutes(16));
    backend
        .write_to_office(&applicant, &place(), "form", "还有")
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn messages_close_thirty_days_after_the_decision_and_stay_readable(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let first = officer(&kit, "wang.li").await;
    let backend = &kit.backend;
    backend
        .write_to_applicant(&first, CASE, "form", "在办理")
        .await
        .unwrap();
    backend.claim(&first, CASE).await.unwrap();
    backend
        .decide(&first, CASE, 1, Decision::Approve)
        .await
        .unwrap();
    let thread = async || {
        backend
            .status(&applicant, &place())
            .await
            .unwrap()
            .messages
            .unwrap()
    };
    let last = "2026-12-23".parse().unwrap();
    assert_eq!(thread().await.open, Open::Until(last));
    kit.clock.advance(TimeDelta::days(30));
    backend
        .write_to_applicant(&first, CASE, "form", "最后一天")
        .await
        .unwrap();
    kit.clock.advance(TimeDelta::days(1));
    let sent = backend
        .write_to_applicant(&first, CASE, "form", "晚了")
        .await;
    assert!(matches!(sent, Err(Error::Closed)), "{sent:?}");
    let thread = thread().await;
    assert_eq!((thread.open, thread.may_write), (Open::No, false));
    assert_eq!(thread.messages.len(), 2);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn messages_go_with_their_application(pool: PgPool) {
    let kit = portal(pool, FourEyes::Off).await;
    let applicant = sent(&kit, CASE, "lin.xiaoan").await;
    let backend = &kit.backend;
    backend
        .write_to_office(&applicant, &place(), "form", "你好")
        .await
        .unwrap();
    let stored: Vec<u8> = sqlx::query_scalar("select body from message")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    assert_eq!(stored.first(), Some(&1), "it is sealed");
    sqlx::query("delete from application")
        .execute(&backend.pool)
        .await
        .unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from message")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
