//! The desk without scripts: what was written and refused is in the form of the next page, and no
//! address holds a word of it.

use axum::body::Body;
use axum::http::Request;
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use domain::review::Role;
use sqlx::PgPool;

use crate::authority::{REFERENCE, applicant, offices, request, reset, session, staff};
use crate::stage::{Answer, Stage};

struct Desk {
    stage: Stage,
    token: String,
    pool: PgPool,
}

async fn desk(pool: PgPool, role: Role) -> Desk {
    let stage = Stage::new(pool.clone());
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    reset(&pool, owner, RandomIds.id()).await;
    let office = (role == Role::Officer).then_some("centre");
    let member = staff(&stage, "zhang.li", role, office).await;
    let token = session(&stage, member).await;
    Desk { stage, token, pool }
}

impl Desk {
    /// Sends a plain form; answers where it led to, which holds nothing of what was written.
    async fn post(&self, path: &str, fields: &str) -> String {
        let request: Request<Body> = request("POST", path, fields, Some(&self.token));
        let (mut parts, body) = request.into_parts();
        parts.headers.insert("accept", "text/html".parse().unwrap());
        let answer = self.stage.send(Request::from_parts(parts, body)).await;
        assert!(answer.status.is_redirection(), "{}", answer.text());
        let to = answer.header("location").to_owned();
        assert!(!to.contains("Sheet") && !to.contains("glare"), "{to}");
        to
    }

    async fn page(&self, path: &str) -> String {
        let path = path.split('#').next().unwrap();
        let answer: Answer = self
            .stage
            .send(request("GET", path, "", Some(&self.token)))
            .await;
        assert_eq!(answer.status, 200, "{path}");
        answer.text()
    }
}

/// The markup from a mark to the next end of a tag of this name.
fn part<'a>(page: &'a str, mark: &str, end: &str) -> &'a str {
    let from = page.find(mark).unwrap_or_else(|| panic!("{mark}: {page}"));
    let rest = &page[from..];
    &rest[..rest.find(end).unwrap_or(rest.len())]
}

const WRITTEN: &str = "reason=Sheet+one&flags[portrait]=yes&reasons[portrait]=glare\
    &instructions[portrait]=Sheet+%3Ctwo%3E&instructions[real_name]=Sheet+three";

fn assert_written(page: &str) {
    assert!(part(page, "id=\"general_reason\"", "</textarea").contains("Sheet one"));
    assert!(part(page, "id=\"flag-portrait\"", ">").contains("checked"));
    assert!(!part(page, "id=\"flag-real_name\"", ">").contains("checked"));
    let reasons = part(page, "id=\"flag-reason-portrait\"", "</select");
    assert!(part(reasons, "value=\"glare\"", ">").contains("selected"));
    let instruction = part(page, "id=\"flag-instruction-portrait\"", "</textarea");
    assert!(instruction.contains("Sheet &lt;two&gt;"), "{instruction}");
    assert!(part(page, "id=\"flag-instruction-real_name\"", "</textarea").contains("Sheet three"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_refused_decision_is_in_the_form_again(pool: PgPool) {
    let desk = desk(pool, Role::Officer).await;
    let case = format!("reference={REFERENCE}");
    desk.post("/api/claim", &case).await;
    for (version, decision, told) in [(7, "return", "error=stale"), (1, "return", "missing=")] {
        // The second lacks a flag's reason.
        let written = match version {
            7 => WRITTEN.to_owned(),
            _ => WRITTEN.replace("&reasons[portrait]=glare", "&flags[real_name]=yes"),
        };
        let fields = format!("{case}&version={version}&decision={decision}&{written}");
        let to = desk.post("/api/decide", &fields).await;
        assert!(to.contains(told), "{to}");
        let page = desk.page(&to).await;
        if version == 7 {
            assert_written(&page);
        } else {
            assert!(part(&page, "id=\"flag-real_name\"", ">").contains("checked"));
        }
    }
    // A colleague has it by now: it can still be read.
    sqlx::query("update application set claimed_by = null, claimed_until = null")
        .execute(&desk.pool)
        .await
        .unwrap();
    let fields = format!("{case}&version=1&decision=return&{WRITTEN}");
    let to = desk.post("/api/decide", &fields).await;
    assert!(to.contains("error=lapsed"), "{to}");
    let page = desk.page(&to).await;
    let card = part(&page, "data-kept", "</section");
    assert!(
        card.contains("Sheet &lt;two&gt;") && card.contains("Sheet one"),
        "{card}"
    );
    desk.post("/api/claim", &case).await;
    let path = format!("/staff/cases/{REFERENCE}");
    assert_written(&desk.page(&path).await);
    // Sent at last, it is forgotten.
    let to = desk.post("/api/decide", &fields).await;
    assert!(to.contains("decided=return"), "{to}");
    assert!(!desk.page(&path).await.contains("Sheet one</textarea"));
    let kept: i64 = sqlx::query_scalar("select count(*) from desk_form")
        .fetch_one(&desk.pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
    // Pressed again after the answer was lost.
    let to = desk.post("/api/decide", &fields).await;
    assert!(to.contains("decided=return"), "{to}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_note_that_cannot_be_kept_is_in_its_box_again(pool: PgPool) {
    let desk = desk(pool, Role::Officer).await;
    let key = "00000000-0000-7000-8000-000000000000";
    let long = "Sheet+".repeat(400);
    let fields = format!("reference={REFERENCE}&key={key}&text={long}");
    let to = desk.post("/api/remark", &fields).await;
    assert!(to.contains("remark=too_long"), "{to}");
    let page = desk.page(&to).await;
    assert!(part(&page, "id=\"remark-text\"", "</textarea").contains("Sheet Sheet"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_decision_about_several_is_in_its_form_again_and_what_is_no_case_is_counted(
    pool: PgPool,
) {
    let desk = desk(pool, Role::Officer).await;
    let cases = format!("references={REFERENCE},9999-9999-99&ticked[case-{REFERENCE}]=unopened");
    let lacking = WRITTEN.replace("reason=Sheet+one&", "");
    let fields = format!("{cases}&decision=refuse&{lacking}");
    let to = desk.post("/api/plan_bulk", &fields).await;
    assert!(to.contains("missing=no_reason"), "{to}");
    let page = desk.page(&to).await;
    assert!(page.contains("data-left-out=\"1\""), "{page}");
    assert!(part(&page, "id=\"flag-portrait\"", ">").contains("checked"));
    let tick = format!("name=\"ticked[case-{REFERENCE}]\"");
    assert!(part(&page, &tick, ">").contains("checked"), "{to}");

    let fields = format!("{cases}&decision=return&{WRITTEN}");
    let plan = desk.post("/api/plan_bulk", &fields).await;
    let preview = desk.page(&plan).await;
    assert!(part(&preview, "data-instruction", "</li").contains("Sheet &lt;two&gt;"));
    let back = format!("/staff/bulk?case={REFERENCE}&case=9999-9999-99");
    assert_written(&desk.page(&back).await);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_case_given_or_taken_over_is_told_in_one_sentence(pool: PgPool) {
    let desk = desk(pool.clone(), Role::Supervisor).await;
    let officer = staff(&desk.stage, "li.na", Role::Officer, Some("centre")).await;
    let officer = Desk {
        token: session(&desk.stage, officer).await,
        stage: Stage::new(pool.clone()),
        pool,
    };
    let give =
        |from: &str, to: &str| format!("reference={REFERENCE}&version=1&from={from}&to={to}");
    let path = format!("/staff/cases/{REFERENCE}?language=en");
    let claims = |page: &str| page.matches("claim--other").count();
    let assigned = |page: &str| page.matches("data-assigned=").count();

    desk.post("/api/assign", &give("", "li.na")).await;
    let seen = desk.page(&path).await;
    assert_eq!((claims(&seen), assigned(&seen)), (0, 1));
    let seen = officer.page(&path).await;
    assert_eq!((claims(&seen), assigned(&seen)), (0, 1));
    assert!(part(&seen, "action=\"/api/release\"", "</form").contains("data-assigned=\"me\""));

    desk.post("/api/assign", &give("li.na", "zhang.li")).await;
    for page in [officer.page(&path).await, desk.page(&path).await] {
        assert_eq!((claims(&page), assigned(&page)), (0, 1));
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_emptied_standard_text_is_the_one_supplied_and_the_page_says_so(pool: PgPool) {
    let desk = desk(pool, Role::Administrator).await;
    let own = "subject=field&reason=wrong&version=0&texts[en]=Sheet";
    let to = desk.post("/api/save_standard_text", own).await;
    assert!(to.contains("saved=yes"), "{to}");
    let emptied = "subject=field&reason=wrong&version=1&texts[en]=+";
    let to = desk.post("/api/save_standard_text", emptied).await;
    assert!(to.contains("saved=supplied"), "{to}");
    let page = desk.page(&to).await;
    assert!(page.contains("data-supplied"), "{page}");
    let text = part(&page, "id=\"standard-field.wrong-en\"", "</textarea");
    assert!(
        text.split_once('>').is_some_and(|(_, text)| text.len() > 5),
        "{text}"
    );
}
