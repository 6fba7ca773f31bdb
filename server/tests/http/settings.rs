//! Forms of administrators as plain forms: each ends in a redirect, nothing typed is lost, nothing
//! typed is in an address, and a first password is shown once.

use axum::body::Body;
use backend::pool::MIGRATOR;
use domain::review::Role;
use http::{Request, StatusCode};
use sqlx::PgPool;

use crate::authority::{offices, session, staff};
use crate::stage::{Answer, HOST, Stage, send};

/// What a browser without scripts sends.
pub fn form(path: &str, fields: &str, token: &str, cookies: &str) -> Request<Body> {
    Request::post(path)
        .header("host", HOST)
        .header("accept", "text/html")
        .header("origin", format!("http://{HOST}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "cookie",
            format!("docket={token}; docket_language=en{cookies}"),
        )
        .body(Body::from(fields.to_owned()))
        .unwrap()
}

pub fn page(path: &str, token: &str, cookies: &str) -> Request<Body> {
    Request::get(path)
        .header("host", HOST)
        .header("accept", "text/html")
        .header(
            "cookie",
            format!("docket={token}; docket_language=en{cookies}"),
        )
        .body(Body::empty())
        .unwrap()
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text());
    answer.header("location").to_owned()
}

async fn administrator(stage: &Stage) -> String {
    let owner = staff(stage, "wang.admin", Role::Administrator, None).await;
    session(stage, owner).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_refused_comes_back_with_the_page_and_not_in_its_address(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let token = administrator(&stage).await;
    let fields = "version=0&answers[office_id]=harbour&answers[office_name_zh]=%3C%2Ftextarea%3E%3Cscript%3E&answers[office_telephone]=call";
    let answer = send(&router, form("/api/save_office", fields, &token, "")).await;
    let back = location(&answer);
    assert_eq!(back, "/staff/settings/offices/new?again=1&error=answers");
    let shown = send(&router, page(&back, &token, "")).await.text();
    assert!(shown.contains("value=\"harbour\""), "{shown}");
    assert!(shown.contains("id=\"office_telephone-error\""), "{shown}");
    assert!(shown.contains("id=\"error-summary\""));
    assert!(!shown.contains("<script>\""), "{shown}");
    // Somebody who comes without having been sent back sees an empty form.
    let fresh = send(&router, page("/staff/settings/offices/new", &token, "")).await;
    assert!(!fresh.text().contains("harbour"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_text_with_markup_stays_a_text_in_the_box_of_a_notice(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let token = administrator(&stage).await;
    let begun = form("/api/begin_notice", "id=registration-notice", &token, "");
    let draft = location(&send(&router, begun).await);
    assert_eq!(draft, "/staff/settings/terms/registration-notice/draft");
    let hostile = "%3C%2Ftextarea%3E%3Cimg+src%3Dx%3E";
    let fields = format!(
        "id=registration-notice&version=0&preview=true&answers[notice_title_en]=T&answers[notice_text_en]={hostile}"
    );
    let saved = send(&router, form("/api/save_notice", &fields, &token, "")).await;
    let preview = location(&saved);
    for path in [preview.as_str(), draft.as_str()] {
        let shown = send(&router, page(path, &token, "")).await.text();
        assert!(!shown.contains("<img src=x>"), "{path}: {shown}");
        assert!(shown.contains("&lt;img src=x&gt;"), "{path}: {shown}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_first_password_is_shown_once_and_is_nowhere_but_in_that_browser(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let router = stage.router();
    offices(&pool).await;
    let token = administrator(&stage).await;
    let fields =
        "answers[member_name]=zhang.san&answers[member_role]=officer&answers[member_office]=centre";
    let answer = send(&router, form("/api/add_member", fields, &token, "")).await;
    let next = location(&answer);
    assert_eq!(next, "/staff/settings/staff/zhang.san?done=added");
    let cookie = answer.header("set-cookie").to_owned();
    for part in [
        "HttpOnly",
        "SameSite=Strict",
        "Path=/staff/settings/staff",
        "Max-Age=120",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    let password = pair.rsplit(':').next().unwrap().to_owned();
    assert!(!answer.text().contains(&password));
    let with = format!("; {pair}");
    let other = page("/staff/settings/staff/wang.admin", &token, &with);
    assert!(!send(&router, other).await.text().contains(&password));
    let shown = send(&router, page(&next, &token, &with)).await;
    assert!(shown.text().contains(&password), "{}", shown.text());
    assert!(shown.header("set-cookie").contains("Max-Age=0"));
    let again = send(&router, page(&next, &token, "")).await;
    assert!(!again.text().contains(&password));
    let backend = &stage.portal.backend;
    let from = std::net::IpAddr::from(std::net::Ipv4Addr::LOCALHOST);
    backend
        .staff_sign_in("zhang.san", &password, from)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_who_has_left_is_offered_no_new_password(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let router = stage.router();
    let token = administrator(&stage).await;
    staff(&stage, "zhang.san", Role::Supervisor, None).await;
    let shown = async || {
        let path = page("/staff/settings/staff/zhang.san", &token, "");
        send(&router, path).await.text()
    };
    assert!(shown().await.contains("data-action=\"renew\""));
    let fields = "name=zhang.san&version=0";
    let gone = send(&router, form("/api/dismiss_member", fields, &token, "")).await;
    assert!(location(&gone).ends_with("?done=dismissed"));
    let left = shown().await;
    assert!(left.contains("data-action=\"reinstate\"") && !left.contains("data-action=\"renew\""));
    let late = form(
        "/api/renew_member_password",
        "name=zhang.san&version=1",
        &token,
        "",
    );
    let late = send(&router, late).await;
    assert!(
        location(&late).ends_with("?error=stale"),
        "{}",
        location(&late)
    );
    assert_eq!(late.header("set-cookie"), "");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_late_form_shows_what_is_stored_beside_what_was_typed(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let token = administrator(&stage).await;
    let set = async |version: i32, days: &str| {
        let fields = format!("version={version}&answers[review_days]={days}");
        let answer = send(&router, form("/api/set_platform", &fields, &token, "")).await;
        location(&answer)
    };
    assert_eq!(set(0, "9").await, "/staff/settings/platform?done=saved");
    let back = set(0, "12").await;
    assert_eq!(back, "/staff/settings/platform?again=1&error=stale");
    let shown = send(&router, page(&back, &token, "")).await.text();
    assert!(shown.contains("value=\"12\""), "{shown}");
    assert!(shown.contains("Stored now: 9"), "{shown}");
    // Having seen it, the next try is written on what is stored now.
    assert!(
        shown.contains("name=\"version\" value=\"1\"")
            || shown.contains("value=\"1\" name=\"version\""),
        "{shown}"
    );
    assert_eq!(set(1, "12").await, "/staff/settings/platform?done=saved");
}
