//! Who may do what: every address the router has, for everybody there is. An address that is not
//! in the table fails, so nothing is added without being thought about.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use domain::id::AccountId;
use domain::review::Role;
use domain::value::password::Password;
use http::{Method, Request};
use server::router::addresses;
use sqlx::PgPool;

mod administration;

use crate::stage::{Answer, HOST, Stage, photo, send};

/// The people, in the order of the columns: nobody known; the owner of the application; another
/// applicant; an officer of its office; one of another office; a supervisor; an administrator.
pub const PEOPLE: [&str; 7] = [
    "visitor",
    "owner",
    "stranger",
    "officer",
    "elsewhere",
    "supervisor",
    "administrator",
];

/// The reference of the application everything is about.
pub const REFERENCE: &str = "2222-2223-Z6";

/// Address, what is posted, and what becomes of it for each of [`PEOPLE`]: `+` heard, `>` told to
/// sign in, `-` refused.
pub type Row = (&'static str, &'static str, &'static str);

/// All rows; those of administrators stand in a file of their own.
pub fn table() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().chain(administration::TABLE)
}

const TABLE: &[Row] = &[
    // Pages. Those of an applicant's own send everybody else away or say what is not there.
    ("GET /", "", "+++++++"),
    ("GET /account", "", ">++>>>>"),
    ("GET /account/email", "", ">++>>>>"),
    ("GET /account/second-factor", "", ">++>>>>"),
    ("GET /account/password", "", ">++>>>>"),
    ("GET /account/prove", "", ">++>>>>"),
    ("GET /applications", "", ">++>>>>"),
    ("GET /applications/new", "", ">++>>>>"),
    ("GET /applications/{reference}", "", ">+-----"),
    ("GET /applications/{reference}/correction", "", ">+-----"),
    ("GET /applications/{reference}/done", "", ">+-----"),
    ("GET /applications/{reference}/{step}", "", ">+-----"),
    ("GET /recover", "", "+++++++"),
    ("GET /recover/legacy", "", "+++++++"),
    ("GET /register", "", "+++----"),
    ("GET /register/done", "", "-+-----"),
    ("GET /register/{step}", "", "+++----"),
    ("GET /sign-in", "", "+++++++"),
    // Nobody here has given half of what signs them in: see half.rs.
    ("GET /sign-in/code", "", ">>>>>>>"),
    ("GET /sign-out", "", "+++++++"),
    ("GET /staff/account", "", ">>>++++"),
    ("GET /staff/accounts", "", ">>>--++"),
    ("GET /staff/accounts/{account}", "", ">>>--++"),
    ("GET /staff/bulk", "case={reference}", ">>>++++"),
    // A plan is its maker's; there is none of this number.
    ("GET /staff/bulk/{id}", "", ">>>----"),
    ("GET /staff/cases/{reference}", "", ">>>+-++"),
    ("GET /staff/figures", "", ">>>--++"),
    ("GET /staff/figures.csv", "days=30", ">>>--++"),
    ("GET /staff/queue", "", ">>>++++"),
    ("GET /staff/second-factor", "", ">>>++++"),
    ("GET /staff/next", "case={reference}", ">>>+-++"),
    ("GET /staff/settings/reasons", "", ">>>---+"),
    ("GET /staff/sign-in", "", "+++++++"),
    ("GET /staff/sign-in/code", "", ">>>>>>>"),
    ("GET /status", "", "+++++++"),
    // What everybody may ask.
    ("GET /api/choices/{source}", "", "+++++++"),
    ("GET /api/landing", "", "+++++++"),
    ("GET /api/leave_sign_in", "", "+++++++"),
    ("GET /api/legacy", "", "+++++++"),
    ("GET /api/recovery", "token=0", "+++++++"),
    ("GET /api/session_left", "", "+++++++"),
    ("GET /api/surroundings", "", "+++++++"),
    ("GET /healthz", "", "+++++++"),
    ("GET /readyz", "", "+++++++"),
    ("POST /api/ask_for_recovery", "email=x", "+++++++"),
    ("POST /api/language", "tag=ja", "+++++++"),
    ("POST /api/recover", "token=0&password=x", "+++++++"),
    ("POST /api/sign_in", "user_name=x&password=x", "+++++++"),
    // Staff are led to their own door.
    ("POST /api/sign_out", "", "+++>>>>"),
    (
        "POST /api/staff_sign_in",
        "user_name=x&password=x",
        "+++++++",
    ),
    // Who knows reference and address is told, whoever it is.
    (
        "POST /api/look_up",
        "reference={reference}&email=lin@mail.example",
        "+++++++",
    ),
    (
        "POST /recover/legacy",
        "mailbox=x&mailbox_password=x",
        "+++++++",
    ),
    (
        "POST /status",
        "reference={reference}&email=lin@mail.example",
        "+++++++",
    ),
    // Of an account.
    ("GET /api/account", "language=en", ">++>>>>"),
    ("GET /api/applications", "", ">++>>>>"),
    ("GET /api/ask_to_sign_in", "next=/", ">>>>>>>"),
    ("GET /api/email", "", ">++>>>>"),
    ("POST /api/ask_for_email", "email=x", ">++>>>>"),
    ("POST /api/ask_for_email_code", "", ">++>>>>"),
    ("POST /api/confirm_email", "email_code=1", ">++>>>>"),
    ("POST /api/keep_email", "", ">++>>>>"),
    ("POST /api/prove", "current_password=x", ">++>>>>"),
    ("POST /api/end_other_sessions", "", ">++>>>>"),
    ("GET /api/needs_account", "next=/", ">++>>>>"),
    ("GET /api/needs_sign_in", "next=/", ">++>>>>"),
    (
        "POST /api/change_password",
        "current_password=x&password=a%20long%20enough%20one%207&password_again=a%20long%20enough%20one%207",
        ">++>>>>",
    ),
    (
        "POST /api/start_application",
        "kind=profile-change",
        ">++>>>>",
    ),
    ("POST /api/stay_signed_in", "", ">++++++"),
    // Of a second factor: whoever is signed in at its door.
    ("GET /api/half_sign_in", "door=staff", ">>>>>>>"),
    ("POST /api/finish_sign_in", "door=staff&code=1", ">>>>>>>"),
    ("GET /api/second_factor", "door=staff", ">>>++++"),
    (
        "POST /api/begin_second_factor",
        "door=staff&password=x",
        ">>>++++",
    ),
    (
        "POST /api/confirm_second_factor",
        "door=staff&code=1",
        ">>>----",
    ),
    (
        "POST /api/renew_recovery_codes",
        "door=staff&password=x",
        ">>>++++",
    ),
    ("POST /api/settle_second_factor", "door=staff", ">>>++++"),
    (
        "POST /api/end_second_factor",
        "door=staff&password=x&code=1",
        ">>>++++",
    ),
    // Of a member of staff.
    ("GET /api/staff_account", "", ">>>++++"),
    (
        "POST /api/change_staff_password",
        "current_password=x&password=a%20long%20enough%20one%207&password_again=a%20long%20enough%20one%207",
        ">>>++++",
    ),
    ("POST /api/end_other_staff_sessions", "", ">>>++++"),
    // Of an application: its owner's, and nobody is told that it is there.
    ("GET /api/documents/{id}", "", "-+-+-++"),
    ("GET /api/first_open_step", "", "+++----"),
    (
        "GET /api/load_correction",
        "reference={reference}",
        ">+-----",
    ),
    (
        "GET /api/load_status",
        "place={reference}&language=en",
        ">+-----",
    ),
    (
        "GET /api/load_step",
        "place={reference}&step=basic&language=en",
        ">+-----",
    ),
    (
        "GET /api/reading",
        "place={reference}&field=portrait",
        ">+-----",
    ),
    (
        "POST /api/enter_code",
        "place={reference}&field=email_code&text=1",
        ">+-----",
    ),
    (
        "POST /api/remove_picture",
        "place={reference}&field=portrait",
        ">+-----",
    ),
    (
        "POST /api/save_correction",
        "reference={reference}&action=next",
        ">+-----",
    ),
    (
        "POST /api/save_field",
        "place={reference}&field=address&text=1",
        ">+-----",
    ),
    (
        "POST /api/save_step",
        "place={reference}&step=basic&action=next",
        ">+-----",
    ),
    ("POST /api/submit", "place={reference}&round=1", ">+-----"),
    // An empty form is refused before anybody asks whose it is.
    ("POST /api/uploads", "", "+++++++"),
    ("POST /api/withdraw", "reference={reference}", ">+-----"),
    (
        "POST /api/write_to_office",
        "reference={reference}&form=1&text=x",
        ">+-----",
    ),
    // Of staff. An officer sees the cases of one office; an administrator decides none.
    (
        "GET /api/bulk",
        "id=00000000-0000-0000-0000-000000000001",
        ">>>----",
    ),
    ("GET /api/bulk_choice", "references={reference}", ">>>++++"),
    (
        "POST /api/carry_out_bulk",
        "id=00000000-0000-0000-0000-000000000001",
        ">>>----",
    ),
    (
        "POST /api/plan_bulk",
        "references={reference}&decision=approve",
        ">>>+-+-",
    ),
    ("GET /api/case", "reference={reference}", ">>>+-++"),
    ("GET /api/figures", "days=30", ">>>--++"),
    ("GET /api/next_case", "reference={reference}", ">>>+-++"),
    ("GET /api/queue", "", ">>>++++"),
    ("GET /api/queue_offices", "", ">>>++++"),
    ("GET /api/standard_texts", "", ">>>---+"),
    // Supervisors give cases to colleagues.
    (
        "POST /api/assign",
        "reference={reference}&version=1&to=officer",
        ">>>--+-",
    ),
    ("GET /api/find_accounts", "search=owner", ">>>--++"),
    ("GET /api/served_account", "account={account}", ">>>--++"),
    ("POST /staff/accounts/{account}", "action=pause", ">>>--++"),
    ("POST /api/claim", "reference={reference}", ">>>+-+-"),
    (
        "POST /api/decide",
        "reference={reference}&version=1&decision=approve",
        ">>>+-+-",
    ),
    ("POST /api/renew_claim", "reference={reference}", ">>>+-+-"),
    ("POST /api/release", "reference={reference}", ">>>+-++"),
    (
        "POST /api/remark",
        "reference={reference}&key=00000000-0000-7000-8000-000000000000&text=x",
        ">>>+-++",
    ),
    (
        "POST /api/save_standard_text",
        "subject=field&reason=wrong&version=0&texts[en]=x",
        ">>>---+",
    ),
    (
        "POST /api/write_to_applicant",
        "reference={reference}&form=1&text=x",
        ">>>+-+-",
    ),
    // A second officer; that there is nothing to confirm is said to whoever could.
    (
        "POST /api/confirm_proposal",
        "reference={reference}&proposal=00000000-0000-0000-0000-000000000001",
        ">>>+-+-",
    ),
    (
        "POST /api/reject_proposal",
        "reference={reference}&proposal=00000000-0000-0000-0000-000000000001&note=x",
        ">>>+-+-",
    ),
    (
        "POST /api/withdraw_proposal",
        "reference={reference}&proposal=00000000-0000-0000-0000-000000000001",
        ">>>+-+-",
    ),
];

/// What stands for a part of a path.
pub fn filled(path: &str, picture: &str, account: AccountId) -> String {
    let path = administration::filled(path);
    path.replace("{reference}", REFERENCE)
        .replace("{account}", &account.to_string())
        .replace("{step}", "basic")
        .replace("{id}", picture)
        .replace("{source}", "industry")
}

pub fn judged(answer: &Answer) -> char {
    let to = answer.header("location");
    match answer.status.as_u16() {
        // Said to somebody who has just tried.
        401 if answer.text().contains("wrong_credentials") => '+',
        401 => '>',
        // To a page with the status of a redirect, to a script beside a 200.
        _ if to.contains("/sign-in") => '>',
        403 | 404 => '-',
        500.. => '!',
        _ => '+',
    }
}

/// One application, sent, with a picture, as it is before each request.
pub async fn reset(pool: &PgPool, owner: AccountId, picture: uuid::Uuid) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "delete from application;
         with application as (
             insert into application (id, reference, kind, account_id, state, version, round, language, created_at
                 , changed_at, submitted_at, due_on, subject_name, email, office_id)
             values ('{0}', '{REFERENCE}', 'registration', '{1}', 'submitted', 1, 1, 'zh-CN', now(), now(), now()
                 , current_date, '林晓安', 'lin@mail.example', 'centre')
         )
         insert into draft (application_id, saved_at) values ('{0}', now());
         insert into submission (application_id, round, answers, pictures, submitted_at)
         values ('{0}', 1, '{{\"real_name\": \"林晓安\"}}', '{{\"portrait\": \"{2}\"}}', now());
         insert into document (id, application_id, field, fingerprint, bytes, width, height, blob_key, created_at, reading_state)
         values ('{2}', '{0}', 'portrait', '\\x00', 3, 1, 1, 'portrait.jpg', now(), 'none');",
        uuid::Uuid::from_u128(7),
        owner.0,
        picture,
    )))
    .execute(pool)
    .await
    .unwrap();
}

/// Two offices.
pub async fn offices(pool: &PgPool) {
    for office in ["centre", "elsewhere"] {
        sqlx::query(
            "insert into office (id, city, names, postal_address, telephone, fax)
             values ($1, '4101', '{}', '', '', '')",
        )
        .bind(office)
        .execute(pool)
        .await
        .unwrap();
    }
}

/// An account that is open.
pub async fn applicant(pool: &PgPool, name: &str) -> AccountId {
    let id = AccountId(RandomIds.id());
    sqlx::query(
        "insert into account (id, user_name, password_hash, language, created_at, opened_at)
         values ($1, $2, 'x', 'zh-CN', now(), now())",
    )
    .bind(id.0)
    .bind(name)
    .execute(pool)
    .await
    .unwrap();
    id
}

pub async fn staff(stage: &Stage, name: &str, role: Role, office: Option<&str>) -> NewOwner {
    let made = stage
        .portal
        .backend
        .create_staff(name, "a long enough password 7", role, office)
        .await
        .unwrap();
    NewOwner::Staff(made)
}

/// The token of a new session.
pub async fn session(stage: &Stage, owner: NewOwner) -> String {
    let backend = &stage.portal.backend;
    let mut conn = backend.pool.acquire().await.unwrap();
    backend.open_session(&mut conn, owner, None).await.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn everybody_is_let_in_where_the_table_says_so_and_nowhere_else(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let router = stage.router();
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    let people = [
        None,
        Some(NewOwner::Applicant(owner)),
        Some(NewOwner::Applicant(applicant(&pool, "stranger").await)),
        Some(staff(&stage, "officer", Role::Officer, Some("centre")).await),
        Some(staff(&stage, "elsewhere", Role::Officer, Some("elsewhere")).await),
        Some(staff(&stage, "supervisor", Role::Supervisor, None).await),
        Some(staff(&stage, "administrator", Role::Administrator, None).await),
    ];
    administration::lists(&pool).await;
    let hasher = &stage.portal.backend.passwords;
    let password = Password::parse("another long one 42").unwrap();
    sqlx::query("update account set password_hash = $1")
        .bind(hasher.hash(&password).await.unwrap())
        .execute(&pool)
        .await
        .unwrap();
    let picture = RandomIds.id();
    stage
        .portal
        .backend
        .blobs
        .put("portrait.jpg", photo())
        .await
        .unwrap();
    let mut found = String::new();
    let mut expected = String::new();
    let addresses: BTreeSet<String> = addresses()
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    for address in &addresses {
        let row = table().find(|(known, ..)| known == address);
        let (fields, wanted) =
            row.map_or(("", "???????"), |(_, fields, wanted)| (*fields, *wanted));
        let _ = writeln!(expected, "{wanted} {address}");
        let (method, path) = address.split_once(' ').unwrap();
        let mut cells = String::new();
        for (person, name) in people.iter().zip(PEOPLE) {
            reset(&pool, owner, picture).await;
            let token = match person {
                Some(person) => Some(session(&stage, *person).await),
                None => None,
            };
            let fields = filled(fields, &picture.to_string(), owner);
            let path = filled(path, &picture.to_string(), owner);
            let answer = send(&router, request(method, &path, &fields, token.as_deref())).await;
            let cell = judged(&answer);
            assert_ne!(cell, '!', "{name}: {address}: {}", answer.text());
            cells.push(cell);
        }
        let _ = writeln!(found, "{cells} {address}");
    }
    for (known, ..) in table() {
        assert!(
            addresses.contains(*known),
            "no such address any more: {known}"
        );
    }
    assert_eq!(found, expected, "\n{found}");
}

pub fn request(method: &str, path: &str, fields: &str, token: Option<&str>) -> Request<Body> {
    let is_page = !path.starts_with("/api/");
    let (path, body) = match method {
        "GET" if !fields.is_empty() => (format!("{path}?{fields}"), String::new()),
        _ => (path.to_owned(), fields.to_owned()),
    };
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header("host", HOST)
        .header(
            "accept",
            if is_page {
                "text/html"
            } else {
                "application/json"
            },
        )
        .header("content-type", "application/x-www-form-urlencoded");
    if let Some(token) = token {
        request = request.header("cookie", format!("docket={token}"));
    }
    request.body(Body::from(body)).unwrap()
}
