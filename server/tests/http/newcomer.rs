//! What a newcomer is shown in pages without scripts.

use backend::pool::MIGRATOR;
use http::{Request, StatusCode};
use sqlx::PgPool;

use crate::stage::{HOST, Stage};

const FORM: &str = "application/x-www-form-urlencoded";

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_picture_stands_in_a_summary_that_leads_to_its_slot(pool: PgPool) {
    let stage = Stage::new(pool);
    let answers = [
        ("province_scope", "inside"),
        ("applicant_type", "person"),
        ("document_type", "id_card"),
        ("user_name", "lin.newcomer"),
        ("password", "harbour-kettle-orchard-42"),
        ("password_again", "harbour-kettle-orchard-42"),
    ];
    let answers: Vec<_> = answers
        .iter()
        .map(|(id, text)| format!("answers%5B{id}%5D={text}"))
        .collect();
    let body = format!("place=&step=basic&action=next&{}", answers.join("&"));
    let request = Request::post("/api/save_step")
        .header("host", HOST)
        .header("accept", "text/html")
        .header("content-type", FORM)
        .body(body.into())
        .unwrap();
    let led = stage.send(request).await;
    assert_eq!(led.header("location"), "/register/documents");
    let cookie = led.header("set-cookie");
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let page = async |path: &str| {
        let request = Request::get(path)
            .header("host", HOST)
            .header("accept", "text/html")
            .header("accept-language", "en")
            .header("cookie", &cookie)
            .body(axum::body::Body::empty())
            .unwrap();
        let page = stage.send(request).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        page.text()
    };
    let summary = "id=\"error-summary\"";
    let plain = page("/register/documents").await;
    assert!(!plain.contains(summary), "{plain}");
    let told = page("/register/documents?picture=portrait.damaged").await;
    let from = told.find(summary).unwrap_or_else(|| panic!("{told}"));
    let told = &told[from..];
    let line = &told[..told.find("</ul>").unwrap()];
    assert!(line.contains("href=\"#portrait\""), "{line}");
    assert!(line.contains("damaged or incomplete"), "{line}");
    // Nothing is converted without scripts.
    assert!(plain.contains("upload__limits--plain"), "{plain}");
    // Whoever has an account is not asked whether they have one.
    let first = page("/register/basic").await;
    assert!(!first.contains("data-action=\"began-before\""), "{first}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_has_no_session_finds_the_way_to_what_was_begun(pool: PgPool) {
    let stage = Stage::new(pool);
    let page = stage.get("/register/basic").await.text();
    assert!(page.contains("data-action=\"began-before\""), "{page}");
    assert!(page.contains("href=\"/sign-in?next="), "{page}");
}
