//! Mails are worded, written, queued, and leave.

use std::path::PathBuf;

use chrono::TimeZone as _;
use sqlx::PgPool;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

use super::send_mail::worded;
use super::*;
use crate::testing::{kit, settings};

fn mail(to: &str, subject: &str, text: &str) -> Mail {
    Mail {
        id: "1700000000000000-1".to_owned(),
        at: Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap(),
        from: "信息平台".to_owned(),
        to: to.to_owned(),
        subject: subject.to_owned(),
        text: text.to_owned(),
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
fn nothing_from_outside_becomes_a_tag_or_a_link() {
    let html = message::html(&mail(
        "a@example.com",
        "<b>&",
        "<script>alert(1)</script>\nhttps://evil.example \"x\"\n\n{subject}\n\n\n\nend",
    ));
    assert!(!html.contains("<script") && !html.contains("<a ") && html.contains("&lt;script&gt;"));
    assert!(html.contains("<title>&lt;b&gt;&amp;</title>"));
    assert!(
        html.contains("<p>{subject}</p>"),
        "a value is no place to be filled"
    );
    assert_eq!(html.matches("<p>").count(), html.matches("</p>").count());
    assert!(html.contains("<html lang=\"zh-CN\">"));
}

#[test]
fn a_mail_to_an_international_domain_can_be_written() {
    let message = written(&mail("user@例子.中国", "s", "t"));
    assert!(
        message.contains("To: user@xn--fsqu00a.xn--fiqs8s\r\n"),
        "{message}"
    );
}

#[test]
fn an_unknown_text_is_no_mail() {
    let letter = Letter {
        to: "a@example.com".to_owned(),
        language: Language::English,
        template: "unheard-of".to_owned(),
        values: BTreeMap::new(),
        at: Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap(),
    };
    let policy = crate::platform::Policy::start(&settings());
    assert_eq!(worded(&settings(), &policy, &letter, 1), None);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mail_leaves_in_the_language_and_with_the_values_of_its_letter(pool: PgPool) {
    let kit = kit(pool);
    let backend = &kit.backend;
    let mut tx = backend.pool.begin().await.unwrap();
    let values = [("code", "123456".to_owned()), ("minutes", "10".to_owned())];
    let now = backend.clock.now();
    for language in Language::ALL {
        let to = "zhang@example.com";
        backend
            .mail(
                &mut tx,
                Urgency::Until(now + chrono::TimeDelta::minutes(10)),
                to,
                language,
                "code",
                &values,
            )
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(crate::job::run_due(backend).await, 3);
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
        .mail(&mut tx, Urgency::Notice, to, Language::Chinese, "code", &[])
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(crate::job::run_due(&kit.backend).await, 0);
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
        (read.text.as_str(), read.language.as_str()),
        ("文字", "zh-CN")
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

/// A relay that answers `refusal` to the receiver, or takes the mail; returns its URL and what it
/// was told.
async fn relay(refusal: Option<&'static str>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let (mut told, mut in_data) = (Vec::new(), false);
        writing.write_all(b"220 test\r\n").await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "." if in_data => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => "",
                "EHLO" => "250 test",
                "RCPT" => refusal.unwrap_or("250 ok"),
                "DATA" => {
                    in_data = true;
                    "354 go on"
                }
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            told.push(line.clone());
            if !answer.is_empty() {
                writing
                    .write_all(format!("{answer}\r\n").as_bytes())
                    .await
                    .unwrap();
            }
            if line == "QUIT" || line == "." {
                break;
            }
        }
        told
    });
    (url, told)
}

#[tokio::test]
async fn a_relay_is_handed_the_mail() {
    let (url, told) = relay(None).await;
    let smtp = Smtp::new(&url, "docket@docket.example").unwrap();
    smtp.send(&mail(
        "zhang@example.com",
        "subject",
        "text\n.\nafter a lonely dot",
    ))
    .await
    .unwrap();
    let told = told.await.unwrap();
    assert!(
        told.contains(&"MAIL FROM:<docket@docket.example>".to_owned()),
        "{told:#?}"
    );
    assert!(
        told.contains(&"RCPT TO:<zhang@example.com>".to_owned()),
        "{told:#?}"
    );
    assert!(told.contains(&"after a lonely dot".to_owned()), "{told:#?}");
}

#[tokio::test]
async fn what_the_relay_says_is_told_without_the_address() {
    for (reply, wanted) in [
        (
            "550 5.1.1 <zhang@example.com> unknown",
            MailError::Refused("SMTP 550".to_owned()),
        ),
        (
            "451 try <zhang@example.com> later",
            MailError::Unavailable("SMTP 451".to_owned()),
        ),
        (
            "530 authenticate first",
            MailError::Unavailable("SMTP 530".to_owned()),
        ),
    ] {
        let (url, _told) = relay(Some(reply)).await;
        let smtp = Smtp::new(&url, "docket@docket.example").unwrap();
        assert_eq!(
            smtp.send(&mail("zhang@example.com", "s", "t")).await,
            Err(wanted)
        );
    }
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_worth_another_try() {
    let smtp = Smtp::new("smtp://127.0.0.1:9", "docket@docket.example").unwrap();
    let failed = smtp.send(&mail("zhang@example.com", "s", "t")).await;
    assert!(
        matches!(failed, Err(MailError::Unavailable(_))),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_malformed_relay_is_refused_without_repeating_its_password() {
    for url in [
        "",
        "http://user:geheim@relay",
        "smtp://user:geheim@relay?tls=perhaps",
    ] {
        let refused = Smtp::new(url, "docket@docket.example").err().unwrap();
        assert!(!refused.to_string().contains("geheim"), "{refused}");
    }
    assert!(Smtp::new("smtps://user:p%40ss@relay.example", "docket@docket.example").is_ok());
    assert!(Smtp::new("smtp://relay.example?tls=required", "nobody").is_err());
}
