//! The kinds that only tests have, as a browser without scripts meets them: drawn, saved, sent, sent
//! back, corrected and decided by the pages and forms of all other kinds.

use axum::body::Body;
use axum::http::Request;
use backend::pool::MIGRATOR;
use backend::record::theatre;
use backend::session::NewOwner;
use domain::review::Role;
use sqlx::PgPool;

use crate::authority::{applicant, offices, session, staff};
use crate::stage::{HOST, Stage};

const FORM: &str = "application/x-www-form-urlencoded";

/// A browser, in English and without scripts.
struct Browser<'a> {
    stage: &'a Stage,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn new(stage: &'a Stage, token: &str) -> Self {
        let cookie = match token {
            "" => String::new(),
            token => format!("docket={token}"),
        };
        Self { stage, cookie }
    }

    async fn ask(&mut self, method: &str, path: &str, body: String) -> (u16, String, String) {
        let request = Request::builder()
            .method(method)
            .uri(path.split('#').next().unwrap())
            .header("host", HOST)
            .header("accept", "text/html")
            .header("accept-language", "en")
            .header("content-type", FORM)
            .header("cookie", &self.cookie)
            .body(Body::from(body))
            .unwrap();
        let answer = self.stage.send(request).await;
        if let Some(cookie) = answer.header("set-cookie").split(';').next()
            && cookie.starts_with("docket=")
        {
            cookie.clone_into(&mut self.cookie);
        }
        let to = answer.header("location").to_owned();
        (answer.status.as_u16(), to, answer.text())
    }

    /// A page that is shown.
    async fn page(&mut self, path: &str) -> String {
        let (status, to, page) = self.ask("GET", path, String::new()).await;
        assert_eq!((status, to.as_str()), (200, ""), "{path}");
        page
    }

    /// Where a page leads to.
    async fn led(&mut self, path: &str) -> String {
        let (status, to, _) = self.ask("GET", path, String::new()).await;
        assert!((300..400).contains(&status), "{path}: {status}");
        to
    }

    /// Where a form leads to.
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let fields = fields.iter().map(|(name, text)| {
            let name = name.replace('[', "%5B").replace(']', "%5D");
            format!("{name}={}", text.replace('+', "%2B").replace(' ', "+"))
        });
        let body = fields.collect::<Vec<_>>().join("&");
        let (status, to, text) = self.ask("POST", path, body).await;
        assert!((300..400).contains(&status), "{path}: {status} {text}");
        to
    }
}

/// What stands in the attribute of this name after a mark.
fn after<'a>(page: &'a str, mark: &str, name: &str) -> &'a str {
    let from = page.find(mark).unwrap_or_else(|| panic!("{mark}: {page}"));
    let rest = &page[from..];
    let name = format!("{name}=\"");
    let at = rest.find(&name).unwrap_or_else(|| panic!("{name}: {rest}"));
    let value = &rest[at + name.len()..];
    &value[..value.find('"').unwrap()]
}

fn has(page: &str, what: &str) {
    assert!(page.contains(what), "no {what} in {page}");
}

fn lacks(page: &str, what: &str) {
    assert!(!page.contains(what), "{what} in {page}");
}

async fn stage(pool: &PgPool) -> Stage {
    offices(pool).await;
    sqlx::query(
        "insert into industry (id, names, position) values ('A', '{\"en\": \"Farming\"}', 1)",
    )
    .execute(pool)
    .await
    .unwrap();
    Stage::new(pool.clone())
}

/// What was agreed to in a browser that is asked to, and where that leads.
async fn agree(browser: &mut Browser<'_>, reference: &str) -> String {
    let path = format!("/applications/{reference}/consent");
    let page = browser.page(&path).await;
    has(&page, "Nobody whistles.");
    has(&page, "data-action=\"agree\"");
    let version = after(&page, "name=\"terms_version\"", "value").to_owned();
    let sha256 = after(&page, "name=\"terms_sha256\"", "value").to_owned();
    let fields = [
        ("reference", reference),
        ("terms_version", &version),
        ("terms_sha256", &sha256),
    ];
    browser.post("/api/agree", &fields).await
}

const CONTACTS: [(&str, &str); 9] = [
    ("answers[registration.contact_person]", "Lin Xiaoan"),
    ("answers[registration.mobile]", "13800138000"),
    ("answers[registration.email]", "lin@mail.example"),
    ("answers[technical.contact_person]", "Lin Xiaoan"),
    ("answers[technical.mobile]", "13900139000"),
    ("answers[technical.email]", "lin@mail.example"),
    ("answers[billing.contact_person]", "Lin Xiaoan"),
    ("answers[billing.mobile]", "13700137000"),
    ("answers[billing.email]", "lin@mail.example"),
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_kind_is_drawn_sent_corrected_and_decided_by_the_pages_of_all_kinds(pool: PgPool) {
    let stage = stage(&pool).await;
    let backend = &stage.portal.backend;
    let account = applicant(&pool, "owner").await;
    let odeon = theatre::open(backend, account, "Odeon", &[("season_ends", "2999-12-31")]).unwrap();
    theatre::open(backend, account, "Globe", &[("is_dark", "yes")]).unwrap();
    let token = session(&stage, NewOwner::Applicant(account)).await;
    let mut owner = Browser::new(&stage, &token);

    // Offered once for each record, with the last day or the reason.
    let offers = owner.page("/applications/new").await;
    let about = odeon.value();
    has(&offers, &format!("data-record=\"{about}\""));
    has(&offers, "Odeon");
    has(&offers, "31 December 2999");
    has(&offers, "Globe");
    has(&offers, "It is dark.");
    let only = owner
        .page(&format!("/applications/new?record={about}"))
        .await;
    lacks(&only, "Globe");

    // Agreed to before the first step.
    let begin = [("kind", "rehearsal"), ("record", &about)];
    let first = owner.post("/api/start_application", &begin).await;
    let reference = first.split('/').nth(2).unwrap().to_owned();
    let page = |step: &str| format!("/applications/{reference}/{step}");
    assert_eq!(first, page("wish"));
    assert_eq!(owner.led(&first).await, page("consent"));
    assert_eq!(agree(&mut owner, &reference).await, page("wish"));
    assert_eq!(
        owner.led(&page("consent")).await,
        format!("/applications/{reference}")
    );

    // In words of its own; a check of the server; a page under a condition.
    let wish = owner.page(&page("wish")).await;
    has(&wish, "What is rehearsed");
    has(&wish, "In plain clothes");
    has(&wish, "Odeon");
    let place = ("place", reference.as_str());
    let next = ("action", "next");
    let step = [place, ("step", "wish"), next];
    let wrong = [
        ("answers[wish]", "more"),
        ("answers[industry]", "none-such"),
    ];
    let back = owner
        .post("/api/save_step", &[&step[..], &wrong].concat())
        .await;
    assert!(back.starts_with(&page("wish")), "{back}");
    let right = [("answers[wish]", "plain"), ("answers[industry]", "A")];
    let to = owner
        .post("/api/save_step", &[&step[..], &right].concat())
        .await;
    assert_eq!(to, page("contacts"));
    let right = [("answers[wish]", "more"), ("answers[industry]", "A")];
    let to = owner
        .post("/api/save_step", &[&step[..], &right].concat())
        .await;
    assert_eq!(to, page("more"));
    has(&owner.page(&to).await, "id=\"address\"");
    let more = [
        place,
        ("step", "more"),
        next,
        ("answers[address]", "Garden Road 1"),
    ];
    assert_eq!(owner.post("/api/save_step", &more).await, page("contacts"));

    // A group asked three times, each with reasons of its own.
    let contacts = owner.page(&page("contacts")).await;
    for group in ["registration", "technical", "billing"] {
        has(&contacts, &format!("data-group=\"{group}\""));
        has(&contacts, &format!("data-field=\"{group}.mobile\""));
    }
    let step = [place, ("step", "contacts"), next];
    let back = owner
        .post("/api/save_step", &[&step[..], &CONTACTS[..6]].concat())
        .await;
    let refused = owner.page(&back).await;
    has(&refused, "Say whom to send invoices to");
    has(&refused, "href=\"#billing.email\"");
    lacks(&refused, "href=\"#technical.mobile\"");
    let to = owner
        .post("/api/save_step", &[&step[..], &CONTACTS].concat())
        .await;
    assert_eq!(to, page("confirm"));
    let confirm = owner.page(&to).await;
    has(&confirm, "13700137000");
    has(&confirm, "Garden Road 1");
    let send = [place, ("round", "0")];
    assert_eq!(owner.post("/api/submit", &send).await, page("done"));

    // Followed: what it is about, what to send on paper, what happened in its own words.
    let status = owner.page(&format!("/applications/{reference}")).await;
    has(&status, "Odeon");
    has(
        &status,
        "data-paper=\"programme\" data-paper-form=\"original\"",
    );
    has(&status, "data-paper=\"poster\" data-paper-form=\"copy\"");
    has(&status, "sealed original");
    let list = owner.page("/applications").await;
    has(&list, &format!("data-application=\"{reference}\""));
    has(&list, "data-due");

    // Staff see all of it, and what must be done first.
    let member = staff(&stage, "wang.li", Role::Supervisor, None).await;
    let mut officer = Browser::new(&stage, &session(&stage, member).await);
    let case = format!("/staff/cases/{reference}");
    let decide = ("reference", reference.as_str());
    officer.post("/api/claim", &[decide]).await;
    let shown = officer.page(&case).await;
    for what in [
        "Odeon",
        "data-notice=\"rehearsal\" data-version=\"1\"",
        "data-paper=\"programme\"",
        "data-requirement=\"telephone\"",
        "What is rehearsed",
        "Nobody would believe it",
    ] {
        has(&shown, what);
    }
    in_its_words_for_many(&mut officer, &reference).await;
    let approve = [decide, ("version", "1"), ("decision", "approve")];
    let early = officer.post("/api/decide", &approve).await;
    assert!(early.contains("error=missing_telephone"), "{early}");
    let meet = [decide, ("requirement", "telephone")];
    officer.post("/api/meet_requirement", &meet).await;
    let flagged = [
        decide,
        ("version", "1"),
        ("decision", "return"),
        ("flags[billing.mobile]", "yes"),
        ("reasons[billing.mobile]", "wrong"),
    ];
    let to = officer.post("/api/decide", &flagged).await;
    assert!(to.contains("decided=return"), "{to}");

    // Corrected where it was flagged, and nowhere else.
    let correction = owner.page(&page("correction")).await;
    has(&correction, "data-field=\"billing.mobile\"");
    lacks(&correction, "data-field=\"technical.mobile\"");
    has(&correction, "Nobody would believe it");
    has(&owner.page("/applications").await, &page("correction"));
    let change = [
        decide,
        ("action", "next"),
        ("answers[billing.mobile]", "13600136000"),
    ];
    let to = owner.post("/api/save_correction", &change).await;
    assert_eq!(to, format!("{}?notice=1", page("correction")));
    let send = [place, ("round", "1")];
    let to = owner.post("/api/submit", &send).await;
    assert_eq!(to, format!("/applications/{reference}?resubmitted=1"));

    // Approved, and completed by a job.
    officer.post("/api/claim", &[decide]).await;
    has(&officer.page(&case).await, "13600136000");
    officer.post("/api/meet_requirement", &meet).await;
    let approve = [decide, ("version", "3"), ("decision", "approve")];
    let to = officer.post("/api/decide", &approve).await;
    assert!(to.contains("decided=approve"), "{to}");
    let status = format!("/applications/{reference}");
    has(&owner.page(&status).await, "data-status=\"completing\"");
    backend::job_list::run_due(backend).await;
    let done = owner.page(&status).await;
    has(&done, "data-status=\"completed\"");
    has(&done, "Rehearsed");
    // What was to be sent stays on record.
    has(&done, "data-paper=\"programme\"");
    lacks(&done, "data-send-to");
    let queue = officer.page("/staff/queue?state=completed").await;
    has(part(&queue, &reference, "</tbody"), ">Rehearsed<");
}

/// What a decision about several cases says of the reasons of this kind, before and after it is chosen.
async fn in_its_words_for_many(officer: &mut Browser<'_>, reference: &str) {
    let bulk = officer.page(&format!("/staff/bulk?case={reference}")).await;
    has(&bulk, "Nobody would believe it");
    let ticked = format!("ticked[case-{reference}]");
    let mark = after(&bulk, &format!("name=\"{ticked}\""), "value").to_owned();
    let plan = [
        ("references", reference),
        (&ticked, &mark),
        ("decision", "return"),
        ("flags[wish]", "yes"),
        ("reasons[wish]", "wrong"),
    ];
    let plan = officer.post("/api/plan_bulk", &plan).await;
    let preview = officer.page(&plan).await;
    let finding = part(&preview, "data-finding=\"wish\"", "</li");
    has(finding, "Nobody would believe it");
}

/// What stands between two marks.
fn part<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let begin = page.find(from).unwrap_or_else(|| panic!("{from}: {page}"));
    let rest = &page[begin..];
    &rest[..rest.find(to).unwrap_or_else(|| panic!("{to}: {rest}"))]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_foreign_record_and_one_that_does_not_exist_are_answered_alike(pool: PgPool) {
    let stage = stage(&pool).await;
    let backend = &stage.portal.backend;
    let account = applicant(&pool, "owner").await;
    let other = applicant(&pool, "stranger").await;
    let foreign = theatre::open(backend, other, "Globe", &[]).unwrap().value();
    let token = session(&stage, NewOwner::Applicant(account)).await;
    let mut owner = Browser::new(&stage, &token);
    let nobodys = "theatre:00000000-0000-4000-8000-000000000000";
    let mut answers = Vec::new();
    for record in [foreign.as_str(), nobodys] {
        let begin = [("kind", "rehearsal"), ("record", record)];
        answers.push(owner.post("/api/start_application", &begin).await);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].contains("error=not_found"), "{}", answers[0]);
    let offers = owner.page("/applications/new").await;
    lacks(&offers, "Globe");
    has(&offers, "You have nothing this could be about.");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_start_that_is_refused_says_why_in_the_words_of_its_kind(pool: PgPool) {
    let stage = stage(&pool).await;
    let backend = &stage.portal.backend;
    let account = applicant(&pool, "owner").await;
    let globe = theatre::open(backend, account, "Globe", &[("is_dark", "yes")]).unwrap();
    let token = session(&stage, NewOwner::Applicant(account)).await;
    let mut owner = Browser::new(&stage, &token);
    let begin = [("kind", "rehearsal"), ("record", &globe.value())];
    let to = owner.post("/api/start_application", &begin).await;
    let refused = "/applications/new?error=ineligible&kind=rehearsal&why=";
    assert_eq!(to, format!("{refused}dark"));
    let page = owner.page(&to).await;
    let said = part(&page, "data-problem=\"ineligible\"", "</div");
    has(said, "It is dark.");
    has(said, "Rehearsal");
    // What no kind says is said in general.
    let page = owner.page(&format!("{refused}none-such")).await;
    has(&page, "You cannot apply for this with your account");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn somebody_signed_out_begins_what_is_for_them_on_the_home_page(pool: PgPool) {
    let stage = stage(&pool).await;
    let mut nobody = Browser::new(&stage, "");
    let home = nobody.page("/").await;
    has(&home, "data-start=\"lost-ticket\"");
    lacks(&home, "data-start=\"rehearsal\"");
    let begin = [("kind", "lost-ticket")];
    let first = nobody.post("/api/start_application", &begin).await;
    let reference = first.split('/').nth(2).unwrap().to_owned();
    assert_eq!(first, format!("/applications/{reference}/ticket"));
    let consent = format!("/applications/{reference}/consent");
    let later = nobody.page(&consent).await;
    let later = part(&later, "button--secondary", "</a");
    assert!(!later.contains("/applications"), "{later}");
    assert_eq!(agree(&mut nobody, &reference).await, first);
    has(&nobody.page(&first).await, "data-field=\"contact_person\"");
    let ticket = [
        ("place", reference.as_str()),
        ("step", "ticket"),
        ("action", "next"),
        ("answers[contact_person]", "Lin Xiaoan"),
        ("answers[email]", "lin@mail.example"),
    ];
    let to = nobody.post("/api/save_step", &ticket).await;
    assert_eq!(to, format!("/applications/{reference}/confirm"));
    let send = [("place", reference.as_str()), ("round", "0")];
    let to = nobody.post("/api/submit", &send).await;
    let done = nobody.page(&to).await;
    has(&done, &reference);
    has(part(&done, "class=\"actions\"", "</div"), "href=\"/\"");
    lacks(part(&done, "class=\"actions\"", "</div"), "/sign-in");
    // Who is signed in is not offered it, and another browser does not see it.
    let account = applicant(&pool, "owner").await;
    let token = session(&stage, NewOwner::Applicant(account)).await;
    let mut owner = Browser::new(&stage, &token);
    lacks(&owner.page("/").await, "data-start=\"lost-ticket\"");
    let (status, ..) = owner.ask("GET", &first, String::new()).await;
    assert_eq!(status, 404);
    // Who asks for it all the same is told where such things are begun, and not led to sign in.
    let to = owner.post("/api/start_application", &begin).await;
    assert_eq!(to, "/?error=forbidden");
    has(&owner.page(&to).await, "data-problem=\"forbidden\"");
}
