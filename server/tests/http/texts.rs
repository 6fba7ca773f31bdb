//! Every page there is, in every language: real texts, and in each language others. What a page says
//! after mistakes is looked at in a browser.

use std::collections::BTreeSet;

use backend::pool::MIGRATOR;
use domain::text::Language;
use http::header::ACCEPT_LANGUAGE;
use sqlx::PgPool;

use crate::authority::{inhabited, request, session, table};
use crate::stage::{Stage, send};

/// Answers of the table that are no pages, and the mailbox of the demo, which has no texts but its
/// title and the mails in it.
const NO_PAGES: [&str; 5] = [
    "/healthz",
    "/readyz",
    "/outbox",
    "/staff/figures.csv",
    "/staff/next",
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_page_speaks_each_language_in_real_texts(pool: PgPool) {
    let stage = Stage::new(pool);
    let router = stage.router();
    let (people, mut things) = inhabited(&stage).await;
    let mut wrong = Vec::new();
    let mut pages = BTreeSet::new();
    for row in table() {
        let (address, fields, wanted) = row;
        let (method, path) = address.split_once(' ').unwrap();
        let is_page = method == "GET" && !path.starts_with("/api/") && !NO_PAGES.contains(&path);
        // Whoever is let in first stands for all.
        let Some(heard) = wanted.find('+').filter(|_| is_page) else {
            continue;
        };
        things.prepare(&stage, row).await;
        let mut seen = BTreeSet::new();
        for language in Language::ALL {
            let token = match people[heard] {
                Some(person) => Some(session(&stage, person).await),
                None => None,
            };
            let (path, fields) = (things.fill(path), things.fill(fields));
            let mut asked = request(method, &path, &fields, token.as_deref());
            asked
                .headers_mut()
                .insert(ACCEPT_LANGUAGE, language.tag().parse().unwrap());
            let answer = send(&router, asked).await;
            if answer.status.is_redirection() {
                continue;
            }
            let html = answer.text();
            let here = format!("{address} in {}", language.tag());
            assert!(
                html.contains(&format!("<html lang=\"{}\"", language.tag())),
                "{here} is in another language"
            );
            let texts = texts_of(&html);
            assert!(texts.len() > 5, "{here} says nothing: {texts:?}");
            wrong.extend(
                texts
                    .iter()
                    .filter(|text| is_none(text))
                    .map(|text| format!("{here}: {text}")),
            );
            seen.insert(texts);
            pages.insert(*address);
        }
        if !seen.is_empty() && seen.len() != Language::ALL.len() {
            wrong.push(format!(
                "{address}: {} texts in three languages",
                seen.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(pages.len() > 40, "only these are pages: {pages:?}");
}

/// A name of a text in place of the text, a place left unfilled, a lone question mark.
fn is_none(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_name = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let is_key = (2..=5).contains(&parts.len()) && parts.iter().all(is_name);
    let has_place = text.match_indices('{').any(|(at, _)| {
        let inside = text[at + 1..].split('}').next().unwrap_or_default();
        let is_closed = text[at + 1..].len() > inside.len();
        is_closed && (inside.is_empty() || is_name(&inside))
    });
    is_key || has_place || text == "?" || text == "？"
}

/// Every text a person can meet on a page: shown, read aloud, or in the title. Pages are written by
/// Leptos, so quotes are double and nothing is left open.
fn texts_of(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        texts.push(&rest[..at]);
        let (tag, after) = match rest[at..].strip_prefix("<!--") {
            Some(comment) => ("", comment.split_once("-->").map_or("", |(_, after)| after)),
            None => rest[at + 1..].split_once('>').unwrap_or_default(),
        };
        rest = after;
        for name in ["aria-label", "alt", "title", "placeholder", "data-label"] {
            if let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) {
                texts.push(value.split('"').next().unwrap_or_default());
            }
        }
        // What stands on a key is the same in every language.
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if ["script", "style", "noscript", "kbd"].contains(&name) && !tag.ends_with('/') {
            let end = format!("</{name}>");
            rest = rest.split_once(&end).map_or("", |(_, after)| after);
        }
    }
    texts.push(rest);
    texts
        .into_iter()
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn what_is_no_text_is_told_from_what_is_one() {
    for none in [
        "layout.sign_out",
        "a.b.c.d.e",
        "{name}",
        "up to {}",
        "?",
        "？",
    ] {
        assert!(is_none(none), "{none}");
    }
    for text in [
        "Sign out",
        "docket.example.org is down.",
        "{ a }",
        "Why?",
        "officer",
        "1.5",
        "{",
    ] {
        assert!(!is_none(text), "{text}");
    }
}

#[test]
fn all_a_page_says_is_found_and_nothing_of_its_scripts() {
    let html = "<html><head><title>One</title><script>if (a < b) {}</script></head><body><!-- no -->\
        <p title=\"Two\">Three<!>Four</p><kbd>j</kbd><img alt=\"Five\"><input placeholder=\"Six\">\
        <b> Seven </b></body></html>";
    let found = texts_of(html).join(" ");
    assert_eq!(found, "One Two Three Four Five Six Seven");
}

/// A browser has only the sentences of its readers. Names made from data are in no literal that
/// somebody could look up.
#[test]
fn what_applicants_are_told_by_a_name_made_from_data_is_for_everyone() {
    use domain::application::event::Event;
    use domain::application::kind::ApplicationKind;
    use domain::form::name_in_group;
    use domain::text::Audience;
    use domain::text::table::is_for;

    let mut names = Vec::new();
    for event in Event::ALL.iter().filter(|event| event.is_for_applicant()) {
        names.push(format!("event.{}", event.id()));
    }
    for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
        names.push(format!("kind.{}.name", kind.id));
        for step in kind.steps {
            names.push(format!("step.{}.title", step.id));
        }
        for field in kind.fields() {
            names.push(format!("field.{}.label", name_in_group(field.id)));
        }
    }
    assert!(names.len() > 40, "{}", names.len());
    names.retain(|name| !is_for(Audience::Everyone, name));
    assert!(names.is_empty(), "{names:?}");
}
