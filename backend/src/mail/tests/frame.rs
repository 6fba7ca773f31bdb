//! The template all mails share, and every text there is in it.

use std::collections::BTreeSet;

use domain::text::Language;
use serde_json::Value;

use super::*;
use crate::notify::send_mail::worded;
use crate::office::OfficeView;
use crate::platform::Policy;
use crate::testing::settings;

const URL: &str = "https://docket.example";

fn office() -> OfficeView {
    OfficeView {
        id: "centre".to_owned(),
        name: "Zhengzhou <Centre>".to_owned(),
        postal_address: String::new(),
        telephone: "0371-65509999".to_owned(),
        fax: String::new(),
    }
}

fn letter(language: Language, template: &str, values: &[(&str, &str)]) -> Letter {
    Letter {
        to: "a@example.com".to_owned(),
        language,
        template: template.to_owned(),
        values: values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        at: Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap(),
        is_watched: false,
    }
}

fn written(letter: &Letter) -> Option<Mail> {
    let policy = Policy::start(&settings());
    worded(&settings(), &policy, Some(&office()), letter, 1)
}

/// Every template and its body, as they stand in the files of a language.
fn bodies(language: Language) -> Vec<(String, String)> {
    let folder = format!(
        "{}/../domain/texts/{}/mail",
        env!("CARGO_MANIFEST_DIR"),
        language.tag()
    );
    let mut bodies = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let texts: Value = serde_json::from_str(&text).unwrap();
        let mails = texts.get("mail").and_then(Value::as_object);
        for (template, parts) in mails.into_iter().flatten() {
            if let Some(body) = parts.get("body") {
                bodies.push((template.clone(), body.as_str().unwrap().to_owned()));
            }
        }
    }
    assert!(bodies.len() > 15, "{bodies:?}");
    bodies
}

/// The names in braces.
fn places(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
        .collect()
}

/// The addresses a body links to, in order.
fn links(body: &str) -> Vec<&str> {
    body.split("\n\n")
        .filter_map(|part| {
            Some(
                part.strip_prefix('[')?
                    .strip_suffix(')')?
                    .split_once("](")?
                    .1,
            )
        })
        .collect()
}

#[test]
fn every_mail_has_a_button_and_says_it_in_both_parts() {
    let values = [
        ("code", "012345"),
        ("minutes", "10"),
        ("page", "/register/contact"),
        ("reference", "2222-2223-Z6"),
        ("kind", "Kind"),
        ("due", "2026-12-01"),
        ("reason", "Reason"),
        ("items", "· Item"),
        ("user_name", "zhang.san"),
        ("link", "https://docket.example/recover?token=abc"),
        ("when", "2026-11-23 09:00"),
        ("until", "2026-12-23 09:00"),
        ("new", "n…@mail.example"),
        ("password", "korb-feder-7"),
        ("office", "centre"),
    ];
    for language in Language::ALL {
        for (template, body) in bodies(language) {
            let here = format!("{template} in {}", language.tag());
            // Only told: there is nothing to go and do.
            let is_told = template == "email_corrected";
            assert_eq!(links(&body).is_empty(), is_told, "{here}");
            let bare = body
                .split("\n\n")
                .filter(|part| !part.starts_with('['))
                .find(|part| part.contains("{url}") || part.contains("{link}"));
            assert_eq!(bare, None, "{here}: an address nobody can press");
            let mail = written(&letter(language, &template, &values)).unwrap();
            for text in [&mail.text, &mail.subject] {
                assert!(!text.contains(['{', '}']), "{here}: {text}");
            }
            for link in links(&body) {
                let link =
                    domain::text::fill(link, &[("url", URL), values[2], values[3], values[9]]);
                assert!(
                    link.starts_with("https://docket.example/"),
                    "{here}: {link}"
                );
                assert!(mail.text.lines().any(|line| line == link), "{here}: {link}");
                assert!(
                    mail.html.contains(&format!("href=\"{link}\"")),
                    "{here}: {link}"
                );
            }
            let buttons = mail.html.matches("class=\"button\"").count();
            assert_eq!(buttons, usize::from(!is_told), "{here}");
            for told in ["2222-2223-Z6", "0371-65509999", "Docket"] {
                assert!(mail.text.contains(told), "{here}: {told}: {}", mail.text);
                assert!(mail.html.contains(told), "{here}: {told}");
            }
            assert!(mail.html.starts_with("<!DOCTYPE html>"), "{here}");
            assert!(
                mail.html
                    .contains(&format!("<html lang=\"{}\"", language.tag())),
                "{here}"
            );
            for foreign in ["<img", "<script", "@import", "url(", " src=", "<link", "{"] {
                let body = mail.html.split_once("<body").unwrap().1;
                assert!(!body.contains(foreign), "{here}: {foreign}");
            }
        }
    }
}

#[test]
fn the_languages_of_a_mail_say_and_link_the_same() {
    let chinese = bodies(Language::Chinese);
    for language in [Language::Japanese, Language::English] {
        let others: BTreeMap<String, String> = bodies(language).into_iter().collect();
        for (template, body) in &chinese {
            let other = &others[template];
            let here = format!("{template} in {}", language.tag());
            assert_eq!(links(body), links(other), "{here}");
            assert_eq!(places(body), places(other), "{here}");
            let large = |body: &str| {
                body.split("\n\n")
                    .filter(|part| part.starts_with("# "))
                    .count()
            };
            assert_eq!(large(body), large(other), "{here}");
        }
    }
}

#[test]
fn a_code_stands_alone_in_large_type() {
    let values = [
        ("code", "012345"),
        ("minutes", "10"),
        ("page", "/register/contact"),
    ];
    let mail = written(&letter(Language::English, "code", &values)).unwrap();
    assert!(
        mail.text.lines().any(|line| line.trim() == "012345"),
        "{}",
        mail.text
    );
    let (_, large) = mail.html.split_once("<p class=\"large\"").unwrap();
    let (large, _) = large.split_once("</p>").unwrap();
    assert!(
        large.contains("font-size:34px") && large.ends_with(">012345"),
        "{large}"
    );
    assert!(
        mail.html
            .contains("href=\"https://docket.example/register/contact\"")
    );
}

#[test]
fn nothing_from_outside_becomes_a_tag_or_a_link() {
    let hostile =
        "<b>\"'&\n\n# big\n\n[Press](https://evil.example)\n\nhttps://evil.example {code}";
    let values = [
        ("kind", "Kind"),
        ("reference", "\"><script>alert(1)</script>"),
        ("reason", hostile),
        ("items", "· <a href='https://evil.example'>x</a>"),
        ("picture_days", "1"),
    ];
    let mail = written(&letter(Language::Chinese, "returned", &values)).unwrap();
    for tag in [
        "<script",
        "<b>",
        "evil.example\"",
        "href='",
        "href=\"https://evil",
    ] {
        assert!(!mail.html.contains(tag), "{tag}: {}", mail.html);
    }
    assert!(mail.html.contains("&lt;b&gt;&quot;&#39;&amp;"));
    assert!(mail.html.contains("Zhengzhou &lt;Centre&gt;"));
    assert!(
        mail.html.contains("{code}"),
        "a value is no place to be filled"
    );
    assert!(!mail.html.contains("class=\"large\""));
    let own = mail.html.matches("href=\"https://docket.example").count();
    assert_eq!(mail.html.matches("href=\"").count(), own);
}

#[test]
fn a_mail_of_no_office_tells_of_none() {
    let policy = Policy::start(&settings());
    let letter = letter(
        Language::English,
        "password_changed",
        &[("user_name", "zhang.san")],
    );
    let mail = worded(&settings(), &policy, None, &letter, 1).unwrap();
    assert!(!mail.text.contains("Telephone") && !mail.html.contains("Telephone"));
}

#[test]
fn an_unknown_text_is_no_mail() {
    assert_eq!(written(&letter(Language::English, "unheard-of", &[])), None);
}
