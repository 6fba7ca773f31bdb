//! Forms of customer service: what was done leads back to the page, so that loading it again does
//! nothing again.

use backend::pool::MIGRATOR;
use domain::review::Role;
use sqlx::PgPool;

use crate::authority::{applicant, session, staff};
use crate::settings::{form, page};
use crate::stage::{Stage, send};

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_password_that_is_read_out_is_shown_once_and_made_once(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let router = stage.router();
    let (owner, other) = (
        applicant(&pool, "owner").await,
        applicant(&pool, "other").await,
    );
    let supervisor = staff(&stage, "wang.li", Role::Supervisor, None).await;
    let token = session(&stage, supervisor).await;
    let path = format!("/staff/accounts/{owner}");
    let made = form(&path, "action=password&note=seen+the+card", &token, "");
    let answer = send(&router, made).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, &*path)
    );
    let cookie = answer.header("set-cookie").to_owned();
    for part in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/staff/accounts;",
        "Max-Age=120",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    let password = pair.rsplit(':').next().unwrap().to_owned();
    let with = format!("; {pair}");
    let others = page(&format!("/staff/accounts/{other}"), &token, &with);
    assert!(!send(&router, others).await.text().contains(&password));
    let shown = send(&router, page(&path, &token, &with)).await;
    assert!(shown.text().contains(&password), "{}", shown.text());
    assert!(shown.text().contains("seen the card"));
    assert!(shown.header("set-cookie").contains("Max-Age=0"));
    let again = send(&router, page(&path, &token, "")).await;
    assert!(!again.text().contains(&password));
    let made: i64 = sqlx::query_scalar("select count(*) from service_record")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(made, 1);
    let from = std::net::IpAddr::from(std::net::Ipv4Addr::LOCALHOST);
    let backend = &stage.portal.backend;
    backend.sign_in("owner", &password, from).await.unwrap();
    // What was refused is the page itself, with what was typed.
    let refused = send(&router, form(&path, "action=password&note=", &token, "")).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("set-cookie")),
        (200, "")
    );
    assert!(refused.text().contains("id=\"note-password-error\""));
}
