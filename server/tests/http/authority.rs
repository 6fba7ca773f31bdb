//! Who may do what: every address the router has, for everybody there is. An address that is not
//! in the table fails, so nothing is added without being thought about. What a row speaks of is
//! really there before each request, so that whoever is refused is so for who they are.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use backend::pool::MIGRATOR;
use http::{Method, Request};
use server::router::addresses;
use sqlx::PgPool;

mod administration;
mod everybody;
mod review;
mod world;

pub use world::{Things, applicant, give_password, inhabited, offices, reset, session, staff};

use crate::stage::{Answer, HOST, Stage, send};
use crate::uploads::{Form, jpeg};

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
/// sign in, `-` refused. An address may have several rows.
pub type Row = (&'static str, &'static str, &'static str);

/// All rows.
pub fn table() -> impl Iterator<Item = &'static Row> {
    let tables = [everybody::TABLE, review::TABLE, administration::TABLE];
    tables.into_iter().flatten()
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

#[sqlx::test(migrator = "MIGRATOR")]
async fn everybody_is_let_in_where_the_table_says_so_and_nowhere_else(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let (people, mut things) = inhabited(&stage).await;
    let known: BTreeSet<String> = table().map(|(address, ..)| (*address).to_owned()).collect();
    let there: BTreeSet<String> = addresses()
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(known, there, "the addresses of the table and of the router");
    let mut found = String::new();
    let mut expected = String::new();
    for row in table() {
        let (address, fields, wanted) = row;
        let _ = writeln!(expected, "{wanted} {address} {fields}");
        let (method, path) = address.split_once(' ').unwrap();
        let mut cells = String::new();
        for (person, name) in people.iter().zip(PEOPLE) {
            things.prepare(&stage, row).await;
            let token = match person {
                Some(person) => Some(session(&stage, *person).await),
                None => None,
            };
            let (path, fields) = (things.fill(path), things.fill(fields));
            let answer = send(&router, request(method, &path, &fields, token.as_deref())).await;
            let cell = judged(&answer);
            assert_ne!(cell, '!', "{name}: {address}: {}", answer.text());
            cells.push(cell);
        }
        let _ = writeln!(found, "{cells} {address} {fields}");
    }
    let wrong: Vec<String> = found
        .lines()
        .zip(expected.lines())
        .filter(|(found, expected)| found != expected)
        .map(|(found, expected)| format!("{found}\n{expected}  expected"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A request with fields in its address or body; one with the field `…=@photo` is a form with a
/// real photo.
pub fn request(method: &str, path: &str, fields: &str, token: Option<&str>) -> Request<Body> {
    let is_page = !path.starts_with("/api/");
    let (path, content_type, body) = match method {
        "GET" if !fields.is_empty() => (format!("{path}?{fields}"), URLENCODED, Vec::new()),
        _ if fields.contains("=@photo") => (path.to_owned(), Form::TYPE, multipart(fields)),
        _ => (path.to_owned(), URLENCODED, fields.as_bytes().to_vec()),
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
        .header("content-type", content_type);
    if let Some(token) = token {
        request = request.header("cookie", format!("docket={token}"));
    }
    request.body(Body::from(body)).unwrap()
}

const URLENCODED: &str = "application/x-www-form-urlencoded";

fn multipart(fields: &str) -> Vec<u8> {
    let fields = fields
        .split('&')
        .map(|field| field.split_once('=').unwrap());
    let form = fields.fold(Form::default(), |form, (name, value)| match value {
        "@photo" => form.file(name, "photo.jpg", &jpeg()),
        text => form.text(name, text),
    });
    form.end()
}
