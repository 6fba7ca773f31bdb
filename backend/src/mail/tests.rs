//! Mails are worded, written, queued, and leave.

use std::path::PathBuf;

use chrono::TimeZone as _;
use sqlx::PgPool;

use super::*;
use crate::testing::kit;

mod frame;
mod relay;
mod watched;

fn mail(to: &str, subject: &str, text: &str) -> Mail {
    Mail {
        id: "1700000000000000-1".to_owned(),
        at: Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap(),
        from: "信息平台".to_owned(),
        to: to.to_owned(),
        subject: subject.to_owned(),
        text: text.to_owned(),
        html: format!("<p>{text}</p>"),
        language: Language::Chinese,
    }
}

fn directory(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("docket-outbox-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}

fn written(mail: &Mail) -> String {
    let from = message::From::new("docket@docket.example").unwrap();
    String::from_utf8(message::build(&from, mail).unwrap().formatted()).unwrap()
}

/// The header lines, continued lines joined.
fn headers(message: &str) -> Vec<String> {
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ")
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_mail_has_all_headers_and_both_parts() {
    let message = written(&mail(
        "zhang@example.com",
        "您的验证码",
        "您的验证码是 123456。\n\n请勿转发。",
    ));
    let headers = headers(&message);
    for wanted in [
        "To: zhang@example.com",
        "Date: Mon, 23 Nov 2026 01:00:00 +0000",
        "Message-ID: <1700000000000000-1@docket.example>",
        "Auto-Submitted: auto-generated",
        "Content-Language: zh-CN",
        "MIME-Version: 1.0",
    ] {
        assert!(
            headers.iter().any(|line| line == wanted),
            "{wanted}\n{headers:#?}"
        );
    }
    assert!(
        headers
            .iter()
            .any(|line| line.starts_with("From: =?utf-8?b?")
                && line.ends_with("<docket@docket.example>"))
    );
    assert!(message.contains("Content-Type: text/plain; charset=utf-8"));
    assert!(message.contains("Content-Type: text/html; charset=utf-8"));
    assert!(message.is_ascii() && message.lines().all(|line| line.len() <= 998));
}

#[test]
fn nothing_from_outside_begins_a_header() {
    let hostile = "hello\r\nBcc: everybody@example.com\r\n\r\nbody\u{2028}x\0";
    let message = written(&mail("zhang@example.com", hostile, "text"));
    assert!(
        headers(&message)
            .iter()
            .all(|line| !line.starts_with("Bcc:"))
    );
    assert_eq!(
        headers(&message)
            .iter()
            .filter(|line| line.starts_with("Subject:"))
            .count(),
        1
    );
    let message = written(&Mail {
        from: "Plat\r\nBcc: a@example.com".to_owned(),
        ..mail("zhang@example.com", "s", "t")
    });
    assert!(!message.contains("\r\nBcc:"));
    for to in [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "",
        "no address",
    ] {
        let from = message::From::new("docket@docket.example").unwrap();
        assert!(
            matches!(
                message::build(&from, &mail(to, "s", "t")),
                Err(MailError::Refused(_))
            ),
            "{to}"
        );
    }
}

#[test]
fn a_mail_to_an_international_domain_can_be_written() {
    let message = written(&mail("user@例子.中国", "s", "t"));
    assert!(
        message.contains("To: user@xn--fsqu00a.xn--fiqs8s\r\n"),
        "{message}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mail_leaves_in_the_language_and_with_the_values_of_its_letter(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let mut tx = backend.pool.begin().await.unwrap();
    let values = [
        ("code", "123456".to_owned()),
        ("minutes", "10".to_owned()),
        ("page", "/register/contact".to_owned()),
    ];
    let now = backend.clock.now();
    for language in Language::ALL {
        let to = "zhang@example.com";
        backend
            .mail(
                &mut tx,
                Urgency::Until(now + chrono::TimeDelta::minutes(10)),
                to,
                language,
                Template::Code,
                &values,
            )
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(crate::job_list::run_due(backend).await, 3);
    let mails = kit.letterbox.mails();
    assert_eq!(mails.len(), 3);
    for (mail, language) in mails.iter().zip(Language::ALL) {
        assert_eq!(
            (mail.to.as_str(), mail.language, mail.at),
            ("zhang@example.com", language, now)
        );
        assert!(mail.text.contains("123456"), "{}", mail.text);
        assert!(
            !mail.text.contains('{') && !mail.subject.contains('{'),
            "{mail:?}"
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_transaction_that_fails_sends_nothing(pool: PgPool) {
    let kit = kit(pool);
    let mut tx = kit.backend.pool.begin().await.unwrap();
    let to = "zhang@example.com";
    kit.backend
        .mail(
            &mut tx,
            Urgency::Notice,
            to,
            Language::Chinese,
            Template::Code,
            &[],
        )
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(crate::job_list::run_due(&kit.backend).await, 0);
}

#[tokio::test]
async fn the_outbox_lists_the_newest_first_and_reads_one() {
    let path = directory("list");
    let outbox = Outbox::new(&path, "docket@docket.example").unwrap();
    for number in 1..=3 {
        let subject = format!("number {number}");
        let mail = Mail {
            id: format!("{number:016}-9"),
            ..mail("zhang@example.com", &subject, "文字")
        };
        outbox.send(&mail).await.unwrap();
        outbox.send(&mail).await.unwrap();
    }
    std::fs::write(path.join(".0000000000000009-9.json.part"), "half").unwrap();
    let list = outbox.list(None).await.unwrap();
    let subjects: Vec<_> = list.iter().map(|entry| entry.subject.as_str()).collect();
    assert_eq!(subjects, ["number 3", "number 2", "number 1"]);
    for (to, count) in [("zhang@example.com", 3), ("hang@example.com", 0)] {
        assert_eq!(outbox.list(Some(to)).await.unwrap().len(), count, "{to}");
    }
    let read = outbox.read(&list[0].id).await.unwrap();
    assert_eq!(
        (
            read.text.as_str(),
            read.html.as_str(),
            read.language.as_str()
        ),
        ("文字", "<p>文字</p>", "zh-CN")
    );
    assert!(path.join("0000000000000003-9.eml").exists());
    std::fs::remove_dir_all(path).unwrap();
}

#[tokio::test]
async fn the_outbox_reads_nothing_but_its_mails() {
    let path = directory("inside");
    let outbox = Outbox::new(path.join("mails"), "docket@docket.example").unwrap();
    std::fs::write(path.join("secret.json"), "{}").unwrap();
    for id in [
        "../secret",
        "..%2fsecret",
        "/etc/passwd",
        "",
        ".",
        "A",
        "nothing",
    ] {
        assert!(
            matches!(outbox.read(id).await, Err(Error::NotFound)),
            "{id}"
        );
    }
    std::fs::remove_dir_all(path).unwrap();
}
