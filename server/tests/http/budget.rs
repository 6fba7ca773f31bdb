//! What strangers may begin, as browsers and programs are told, and how a browser is known again.

use axum::Router;
use axum::body::Body;
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use domain::review::Role;
use domain::text::{Language, fill, find};
use http::{Request, StatusCode};
use sqlx::PgPool;

use crate::authority::{REFERENCE, applicant, offices, reset, session, staff};
use crate::stage::{Answer, HOST, Stage, get, send_from};
use crate::uploads::{Form, jpeg};

const MANY: &str = "192.0.2.1";
const OTHER: &str = "192.0.2.2";

fn limited(pool: PgPool, budget: &str) -> Stage {
    Stage::new(pool).with(|settings| settings.budget = budget.parse().unwrap())
}

fn post(path: &str, accept: &str, kind: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path)
        .header("host", HOST)
        .header("accept", accept)
        .header("accept-language", "en")
        .header("content-type", kind)
        .body(body.into())
        .unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn save_field(router: &Router, from: &str) -> Answer {
    let body = "place=&field=user_name&text=x";
    send_from(
        from,
        router,
        post("/api/save_field", "application/json", FORM, body),
    )
    .await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_program_is_told_how_long_to_wait_and_a_page_says_it_in_a_sentence(pool: PgPool) {
    let router = limited(pool, "drafts=1:1:9").router();
    let begun = save_field(&router, MANY).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let refused = save_field(&router, MANY).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3600).contains(&seconds));
    assert_eq!(refused.header("set-cookie"), "");
    let json = refused.json();
    assert_eq!(
        (&json["code"], &json["seconds"]),
        (&"spent".into(), &seconds.into())
    );

    let body = Form::default()
        .text("application", "")
        .file("portrait", "p.jpg", &jpeg())
        .end();
    let upload = |accept: &str| post("/api/uploads", accept, Form::TYPE, body.clone());
    let refused = send_from(MANY, &router, upload("application/json")).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(refused.json()["error"], "spent");

    let step = "place=&step=basic&action=next&answers%5Buser_name%5D=x";
    let led = [
        send_from(
            MANY,
            &router,
            post("/api/save_step", "text/html", FORM, step),
        )
        .await,
        send_from(MANY, &router, upload("text/html,*/*;q=0.8")).await,
    ];
    for (led, path) in led.iter().zip(["/register/basic", "/register"]) {
        assert!(led.status.is_redirection(), "{} {}", led.status, led.text());
        let page = led.header("location");
        let told = page.strip_prefix(path).unwrap_or_else(|| panic!("{page}"));
        assert!(told.starts_with("?error=spent&seconds="), "{page}");
    }
    let page = led[0].header("location").to_owned();
    let mut shown = get(&page);
    let english = "en".parse().unwrap();
    shown.headers_mut().insert("accept-language", english);
    let shown = send_from(MANY, &router, shown).await;
    let sentence = find(Language::English, "app_error.spent").unwrap();
    let sentence = fill(sentence, &[("minutes", "60")]);
    assert!(shown.text().contains(&sentence), "{}", shown.text());
    assert!(shown.text().contains("data-problem=\"spent\""));

    let elsewhere = save_field(&router, OTHER).await;
    assert_eq!(elsewhere.status, StatusCode::OK);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_correction_without_scripts_is_led_back_with_how_long_to_wait(pool: PgPool) {
    let stage = limited(pool.clone(), "codes=0:0:0");
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    let token = session(&stage, NewOwner::Applicant(owner)).await;
    reset(&pool, owner, RandomIds.id()).await;
    sqlx::query("update application set state = 'returned'")
        .execute(&pool)
        .await
        .unwrap();
    let typed = "action=send-code&answers%5Bemail%5D=a%40mail.example";
    let body = format!("reference={REFERENCE}&{typed}");
    let mut request = post("/api/save_correction", "text/html", FORM, body);
    let cookie = format!("docket={token}").parse().unwrap();
    request.headers_mut().insert("cookie", cookie);
    let led = stage.send(request).await;
    assert!(led.status.is_redirection(), "{} {}", led.status, led.text());
    let page = led.header("location");
    let told = format!("/applications/{REFERENCE}/correction?error=spent_own&seconds=");
    assert!(page.starts_with(&told), "{page}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_typed_is_kept_when_a_code_cannot_be_mailed_any_more(pool: PgPool) {
    let router = limited(pool.clone(), "codes=0:0:0").router();
    let step = "place=&step=contact&action=send-code&answers%5Bemail%5D=a%40mail.example";
    let refused = send_from(
        MANY,
        &router,
        post("/api/save_step", "application/json", FORM, step),
    )
    .await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    // The draft is there, and the browser can reach it.
    assert!(refused.header("set-cookie").starts_with("docket="));
    let drafts: i64 = sqlx::query_scalar("select count(*) from draft")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(drafts, 1);
}

/// `docket-browser=…`, as the browser sends it back.
fn browser(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies
        .find(|cookie| cookie.starts_with("docket-browser="))
        .unwrap();
    for mark in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(mark), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_browser_that_was_signed_in_is_let_in_whatever_strangers_try(pool: PgPool) {
    let stage = Stage::new(pool);
    staff(&stage, "wang.wu", Role::Supervisor, None).await;
    let router = stage.router();
    let sign_in = async |password: &str, cookie: &str| {
        let body = format!("user_name=wang.wu&password={}", password.replace(' ', "+"));
        let mut request = post("/api/staff_sign_in", "application/json", FORM, body);
        if !cookie.is_empty() {
            request
                .headers_mut()
                .insert("cookie", cookie.parse().unwrap());
        }
        send_from(MANY, &router, request).await
    };
    let right = "a long enough password 7";
    let first = sign_in(right, "").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let known = browser(&first);
    for _ in 0..7 {
        sign_in("wrong", "").await;
    }
    let stranger = sign_in(right, "").await;
    assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = stranger.header("retry-after").parse().unwrap();
    assert!((50..=60).contains(&wait), "{wait}");
    let session = first.header("set-cookie");
    let token = session.split(['=', ';']).nth(1).unwrap();
    assert!(!known.contains(token), "the session cannot be told from it");
    let forged = format!("docket-browser={token}");
    assert_eq!(
        sign_in(right, &forged).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let owner = sign_in(right, &known).await;
    assert_eq!(owner.status, StatusCode::OK, "{}", owner.text());
    // It lets nobody in by itself.
    let mut page = get("/staff/queue");
    page.headers_mut().insert("cookie", known.parse().unwrap());
    let led = send_from(MANY, &router, page).await;
    assert!(led.status.is_redirection(), "{}", led.status);
}
