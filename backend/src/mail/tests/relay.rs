//! Relays that say what a script makes them say.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// What was said to a relay, over all connections.
pub(super) type Told = Arc<Mutex<Vec<String>>>;

/// A relay at a free port. `answer` is asked what it says to a command, `.` for the end of a
/// message; what it has no answer for it takes.
pub(super) async fn relay<F>(answer: F) -> (String, Told)
where
    F: Fn(&str) -> Option<&'static str> + Clone + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let told = Told::default();
    let heard = Arc::clone(&told);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, answer.clone(), Arc::clone(&heard)));
        }
    });
    (url, told)
}

async fn converse<F: Fn(&str) -> Option<&'static str>>(stream: TcpStream, answer: F, told: Told) {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut in_data = false;
    let greeting = answer("").unwrap_or("220 test");
    let _ = writing
        .write_all(format!("{greeting}\r\n").as_bytes())
        .await;
    while let Ok(Some(line)) = lines.next_line().await {
        told.lock().unwrap().push(line.clone());
        let command = line.split([' ', ':']).next().unwrap_or_default();
        let taken = match command {
            "." if in_data => "250 taken",
            _ if in_data => continue,
            "EHLO" => "250-test\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        in_data = false;
        let said = answer(command).unwrap_or(taken);
        in_data |= said.starts_with("354");
        let sent = writing.write_all(format!("{said}\r\n").as_bytes()).await;
        if command == "QUIT" || sent.is_err() {
            break;
        }
    }
}

/// One that answers `refusal` to one command.
async fn refusing(command: &'static str, refusal: &'static str) -> Smtp {
    let (url, _) = relay(move |said| (said == command).then_some(refusal)).await;
    let url = url.replace("smtp://", "smtp://user:secret@");
    Smtp::new(&url, "docket@docket.example").unwrap()
}

#[tokio::test]
async fn a_relay_is_handed_the_mails_over_one_connection() {
    let (url, told) = relay(|_| None).await;
    let smtp = Smtp::new(&url, "docket@docket.example").unwrap();
    for _ in 0..2 {
        let text = "text\n.\nafter a lonely dot";
        smtp.send(&mail("zhang@example.com", "subject", text))
            .await
            .unwrap();
    }
    let told = told.lock().unwrap();
    for line in [
        "MAIL FROM:<docket@docket.example>",
        "RCPT TO:<zhang@example.com>",
        "after a lonely dot",
    ] {
        assert_eq!(
            told.iter().filter(|said| *said == line).count(),
            2,
            "{line}: {told:#?}"
        );
    }
    let connections = told.iter().filter(|said| said.starts_with("EHLO"));
    assert_eq!(connections.count(), 1, "{told:#?}");
}

#[tokio::test]
async fn a_refusal_is_judged_by_the_step_it_came_at() {
    for (command, reply, wanted) in [
        (
            "RCPT",
            "550 5.1.1 <zhang@example.com> unknown",
            MailError::Refused("SMTP 550 at RCPT TO".to_owned()),
        ),
        (
            ".",
            "550 Mailbox not found",
            MailError::Refused("SMTP 550 at end of DATA".to_owned()),
        ),
        (
            "RCPT",
            "451 try <zhang@example.com> later",
            MailError::Unavailable("SMTP 451 at RCPT TO (later)".to_owned()),
        ),
        (
            "MAIL",
            "553 Mail from must equal authorized user",
            MailError::NotTakenFromUs(
                "SMTP 553 at MAIL FROM: Mail from must equal authorized user".to_owned(),
            ),
        ),
        (
            "RCPT",
            "550 Ip frequency limited",
            MailError::NotTakenFromUs("SMTP 550 at RCPT TO (frequen)".to_owned()),
        ),
        (
            "AUTH",
            "535 5.7.8 authentication failed",
            MailError::NotTakenFromUs("SMTP 535 at AUTH: 5.7.8 authentication failed".to_owned()),
        ),
        (
            "",
            "554 5.7.1 your IP is on a list",
            MailError::NotTakenFromUs(
                "SMTP 554 at connection: 5.7.1 your IP is on a list".to_owned(),
            ),
        ),
        (
            ".",
            "554 5.7.1 DT:SPM spam",
            MailError::NotTakenFromUs("SMTP 554 at end of DATA (spam)".to_owned()),
        ),
    ] {
        let smtp = refusing(command, reply).await;
        let sent = smtp.send(&mail("zhang@example.com", "s", "t")).await;
        assert_eq!(sent, Err(wanted), "{reply}");
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

#[test]
fn a_malformed_relay_is_refused_without_repeating_its_password() {
    for url in [
        "",
        "http://user:geheim@relay",
        "smtp://user:geheim@relay?tls=perhaps",
        "smtps://user:geheim@",
    ] {
        let refused = Smtp::new(url, "docket@docket.example").err().unwrap();
        assert!(!refused.to_string().contains("geheim"), "{refused}");
    }
    for url in [
        "smtps://user:p%40ss@relay.example",
        "smtp://relay.example?tls=required",
        "smtp://[::1]:25/portal.example",
    ] {
        assert!(Smtp::new(url, "docket@docket.example").is_ok(), "{url}");
    }
    assert!(Smtp::new("smtp://relay.example?tls=required", "nobody").is_err());
}
