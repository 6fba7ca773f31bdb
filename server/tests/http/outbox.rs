//! The mails of the demo.

use backend::mail::Mail;
use backend::pool::MIGRATOR;
use chrono::DateTime;
use domain::text::Language;
use http::StatusCode;
use sqlx::PgPool;

use crate::stage::Stage;

fn mail() -> Mail {
    Mail {
        id: "20261122-1".to_owned(),
        at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        from: "Docket".to_owned(),
        to: "a&b@example.org".to_owned(),
        subject: "</title><script>alert(1)</script>".to_owned(),
        text: "<img src=x onerror=alert(1)>\n\nhttp://portal.example/register?a=1&b=2".to_owned(),
        html: "<html><head><title>m</title></head><body><p>drawn</p></body></html>".to_owned(),
        language: Language::Chinese,
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn mails_are_listed_and_shown_as_text_whatever_they_hold(pool: PgPool) {
    let stage = Stage::new(pool);
    stage.portal.backend.mailer.send(&mail()).await.unwrap();
    for path in ["/outbox", "/outbox/20261122-1"] {
        let page = stage.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let text = page.text();
        assert!(text.contains("&lt;script&gt;"), "{text}");
        for hostile in ["<script", "<img", "a&b"] {
            assert!(!text.contains(hostile), "{path}: {text}");
        }
    }
    let link = "href=\"http://portal.example/register?a=1&amp;b=2\"";
    assert!(stage.get("/outbox/20261122-1").await.text().contains(link));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn both_parts_of_a_mail_are_shown_and_the_drawn_one_can_do_nothing(pool: PgPool) {
    let stage = Stage::new(pool);
    stage.portal.backend.mailer.send(&mail()).await.unwrap();
    let page = stage.get("/outbox/20261122-1").await.text();
    let frame = "src=\"/outbox/20261122-1/html\" sandbox=\"allow-popups ";
    assert!(
        page.contains(frame) && page.contains("<h2>纯文本</h2>"),
        "{page}"
    );
    let drawn = stage.get("/outbox/20261122-1/html").await;
    assert_eq!(drawn.status, StatusCode::OK);
    assert!(drawn.text().contains("<p>drawn</p>"), "{}", drawn.text());
    assert!(drawn.text().contains("<head><base target=\"_blank\">"));
    let policy = drawn.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "frame-ancestors 'self'",
        "; sandbox allow-popups ",
    ] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("script"), "{policy}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_mails_of_one_address_can_be_asked_for(pool: PgPool) {
    let stage = Stage::new(pool);
    stage.portal.backend.mailer.send(&mail()).await.unwrap();
    for (to, is_there) in [("a%26b%40example.org", true), ("b%40example.org", false)] {
        let list = stage.get(&format!("/outbox?to={to}")).await.text();
        assert_eq!(list.contains("/outbox/20261122-1"), is_there, "{to}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn there_is_no_outbox_outside_the_demo(pool: PgPool) {
    let stage = Stage::new(pool).with(|settings| settings.demo = false);
    stage.portal.backend.mailer.send(&mail()).await.unwrap();
    for path in [
        "/outbox",
        "/outbox/20261122-1",
        "/outbox/20261122-1/html",
        "/outbox/style.css",
    ] {
        assert_eq!(
            stage.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_unknown_or_hostile_mail_id_is_not_found(pool: PgPool) {
    let stage = Stage::new(pool);
    for path in [
        "/outbox/none",
        "/outbox/none/html",
        "/outbox/..%2Fsecret/html",
        "/outbox/..%2F..%2Fetc%2Fpasswd",
        "/outbox/%00",
    ] {
        assert_eq!(
            stage.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
