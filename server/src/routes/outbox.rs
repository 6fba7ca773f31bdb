//! `/outbox` and `/outbox/{id}`: mails of the demo, which go nowhere else. These routes do not
//! exist where mail leaves. `/outbox?to=` lists only what one address got. A mail is shown as a mail
//! program shows it, and as plain text.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use backend::mail::{Outbox, OutboxEntry, OutboxMail};
use domain::text::Language;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use serde::Deserialize;

use crate::layers::refusal::Refusal;
use crate::portal::Portal;

/// The list, a mail, and what both look like.
pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/outbox", get(list))
        .route("/outbox/style.css", get(style))
        .route("/outbox/{id}", get(show))
        .route("/outbox/{id}/html", get(show_html))
}

#[derive(Deserialize)]
struct Wanted {
    to: Option<String>,
}

async fn list(
    State(portal): State<Portal>,
    headers: HeaderMap,
    Query(Wanted { to }): Query<Wanted>,
) -> Result<Html<String>, Refusal> {
    let words = Words::of(&portal, &headers);
    let mails = outbox(&portal)?.list(to.as_deref()).await?;
    let rows: String = mails.iter().map(|mail| row(&portal, mail)).collect();
    let body = match mails.is_empty() {
        true => format!("<p class=\"empty\">{}</p>", words.empty),
        false => format!("<ul class=\"mails\">{rows}</ul>"),
    };
    let again = format!("<a class=\"button\" href=\"/outbox\">{}</a>", words.reload);
    Ok(page(
        &words,
        words.title,
        &format!("<header><h1>{}</h1>{again}</header>{body}", words.title),
    ))
}

async fn show(
    State(portal): State<Portal>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Html<String>, Refusal> {
    let words = Words::of(&portal, &headers);
    let OutboxMail {
        entry,
        language,
        text,
        html,
    } = outbox(&portal)?.read(&id).await?;
    let body = format!(
        "<p><a href=\"/outbox\">← {back}</a></p>\
         <article class=\"mail\" lang=\"{language}\">\
         <h1>{subject}</h1><p class=\"facts\">{to} <b>{address}</b> · <time>{at}</time></p>\
         {drawn}<h2>{plain}</h2><div class=\"text\">{text}</div></article>",
        back = words.title,
        language = escaped(&language),
        subject = escaped(&entry.subject),
        to = words.to,
        address = escaped(&entry.to),
        at = time(&portal, &entry),
        drawn = drawn(&words, &entry.id, &html, &text),
        plain = words.plain,
        text = linked(&text, &portal.backend.settings.public_url),
    );
    Ok(page(&words, &entry.subject, &body))
}

/// The HTML part in a frame of its own; nothing for a mail from before there was one. Nothing in
/// the frame may run, so nothing tells how tall its mail is: the lines of the text are counted, for
/// a phone and for a wide screen.
fn drawn(words: &Words, id: &str, html: &str, text: &str) -> String {
    if html.is_empty() {
        return String::new();
    }
    format!(
        "<iframe class=\"drawn narrow-{narrow} wide-{wide}\" title=\"{title}\" src=\"/outbox/{id}/html\" \
         sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>",
        narrow = steps(text, NARROW),
        wide = steps(text, WIDE),
        title = words.drawn,
        id = escaped(id),
    )
}

/// How many half-width signs stand in a line of a mail: on the narrowest phone, and where it has
/// all the room it takes.
const NARROW: usize = 25;
const WIDE: usize = 58;
/// Frames are as many steps tall, each of so many rem.
const STEP: usize = 12;
/// More steps no mail is tall.
const MOST_STEPS: usize = 24;

/// How many steps tall a mail of this text is at most: what stands around the text, and 2 rem for
/// each line of it, of which facts in two columns take more than the text alone.
fn steps(text: &str, signs: usize) -> usize {
    let width = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let lines: usize = text
        .lines()
        .map(|line| usize::div_ceil(width(line), signs).max(1))
        .sum();
    (26 + lines * 2).div_ceil(STEP).clamp(3, MOST_STEPS)
}

/// The page a mail program would show: it fetches nothing, runs nothing, sends nothing, and its
/// links open beside it.
async fn show_html(
    State(portal): State<Portal>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let html = outbox(&portal)?.read(&id).await?.html;
    let html = html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok(([(CONTENT_SECURITY_POLICY, HTML_POLICY)], Html(html)).into_response())
}

const HTML_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'self'; \
                           sandbox allow-popups allow-popups-to-escape-sandbox";

async fn style() -> Response {
    (
        [
            (CONTENT_TYPE, "text/css; charset=utf-8"),
            (CACHE_CONTROL, "no-cache"),
        ],
        format!("{STYLE}{}", heights()),
    )
        .into_response()
}

fn heights() -> String {
    let rules = |of: &str| -> String {
        let rule = |n: usize| format!(".{of}-{n} {{ height: {}rem; }}\n", n * STEP);
        (3..=MOST_STEPS).map(rule).collect()
    };
    let (narrow, wide) = (rules("narrow"), rules("wide"));
    format!("{narrow}@media (min-width: 42rem) {{\n{wide}}}\n")
}

fn outbox(portal: &Portal) -> Result<&Outbox, Refusal> {
    portal.backend.mailer.outbox().ok_or(Refusal::not_found())
}

fn row(portal: &Portal, mail: &OutboxEntry) -> String {
    format!(
        "<li><a href=\"/outbox/{id}\"><strong>{subject}</strong><span>{to}</span>\
         <time>{at}</time></a></li>",
        id = escaped(&mail.id),
        subject = escaped(&mail.subject),
        to = escaped(&mail.to),
        at = time(portal, mail),
    )
}

fn time(portal: &Portal, mail: &OutboxEntry) -> String {
    mail.at
        .with_timezone(&portal.backend.settings.offset)
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}

struct Words {
    language: Language,
    title: &'static str,
    empty: &'static str,
    to: &'static str,
    reload: &'static str,
    drawn: &'static str,
    plain: &'static str,
}

impl Words {
    fn of(portal: &Portal, headers: &HeaderMap) -> Self {
        let language = app::server::request_language(&portal.backend, headers);
        let [title, empty, to, reload, drawn, plain] = match language {
            Language::Chinese => [
                "演示邮箱",
                "还没有邮件。",
                "收件人",
                "刷新",
                "邮件正文",
                "纯文本",
            ],
            Language::Japanese => [
                "デモ用メール",
                "まだメールはありません。",
                "宛先",
                "更新",
                "メール本文",
                "テキスト形式",
            ],
            Language::English => [
                "Mails of the demo",
                "No mails yet.",
                "To",
                "Refresh",
                "The mail",
                "Plain text",
            ],
        };
        Self {
            language,
            title,
            empty,
            to,
            reload,
            drawn,
            plain,
        }
    }
}

fn page(words: &Words, title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/outbox/style.css\"></head>\
         <body><main>{body}</main></body></html>",
        language = words.language.tag(),
        title = escaped(title),
    ))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The text with links to this portal made clickable; links elsewhere stay text.
fn linked(text: &str, portal: &str) -> String {
    let mut done = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(portal) {
        let (before, from) = rest.split_at(at);
        done.push_str(&escaped(before));
        let is_end = |c: char| c.is_whitespace() || !c.is_ascii() || "<>\"'()".contains(c);
        let (link, after) = from.split_at(from.find(is_end).unwrap_or(from.len()));
        let link = escaped(link);
        done.push_str(&format!("<a href=\"{link}\">{link}</a>"));
        rest = after;
    }
    done.push_str(&escaped(rest));
    done
}

const STYLE: &str = "
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, 'Noto Sans CJK SC', sans-serif; }
body { margin: 0; background: light-dark(#f4f5f7, #15181c); color: light-dark(#1c2126, #e6e9ec); }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: .5rem 0; overflow-wrap: anywhere; }
a { color: light-dark(#0b57a4, #8cc2ff); }
.button { display: inline-flex; align-items: center; min-height: 44px; padding: 0 1rem;
  border: 1px solid currentColor; border-radius: 8px; text-decoration: none; }
.mails { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .5rem; }
.mails a, .mail { background: light-dark(#fff, #1e2329); border-radius: 10px;
  border: 1px solid light-dark(#d9dee3, #343b43); color: inherit; }
.mails a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .75rem 1rem;
  min-height: 44px; text-decoration: none; overflow-wrap: anywhere; }
.mails a:hover { border-color: light-dark(#0b57a4, #8cc2ff); }
.mails strong { grid-column: 1 / -1; }
.mails span, .mails time, .facts { color: light-dark(#4a545e, #aeb7c0); font-size: .9rem; }
.mail { padding: 1rem 1.25rem 1.5rem; }
.drawn { display: block; box-sizing: border-box; width: 100%; margin: 1rem 0;
  border: 1px solid light-dark(#d9dee3, #343b43); border-radius: 8px; color-scheme: light dark; }
h2 { font-size: 1.1rem; margin: 1.25rem 0 .5rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.empty { padding: 3rem 0; text-align: center; color: light-dark(#4a545e, #aeb7c0); }
:focus-visible { outline: 3px solid light-dark(#0b57a4, #8cc2ff); outline-offset: 2px; }
";

#[cfg(test)]
mod tests {
    use super::{MOST_STEPS, NARROW, STEP, WIDE, escaped, heights, linked, steps};

    #[test]
    fn a_frame_is_as_tall_as_its_mail() {
        let short = "Your code: 123456";
        let long = "一行很长的中文，在手机上要折成好几行才能写完。\n\n".repeat(12);
        // 12 paragraphs of two lines at least on a phone, each with an empty line below.
        assert!(steps(&long, NARROW) * STEP >= 26 + 12 * 3 * 2);
        assert!(steps(&long, WIDE) < steps(&long, NARROW));
        assert!(steps(short, NARROW) < steps(&long, WIDE));
        let style = heights();
        for steps in [steps(short, NARROW), steps(&long, NARROW), MOST_STEPS] {
            let rule = format!(".narrow-{steps} {{ height: {}rem; }}", steps * STEP);
            assert!(style.contains(&rule), "{rule}");
        }
    }

    #[test]
    fn what_a_mail_says_is_text_and_never_markup() {
        assert_eq!(escaped("<b>'\"&"), "&lt;b&gt;&#39;&quot;&amp;");
    }

    #[test]
    fn only_links_to_the_portal_can_be_clicked() {
        let text = "见 https://a.example/x?y=1&z，or https://b.example/<i>";
        assert_eq!(
            linked(text, "https://a.example"),
            "见 <a href=\"https://a.example/x?y=1&amp;z\">https://a.example/x?y=1&amp;z</a>，or \
             https://b.example/&lt;i&gt;"
        );
    }
}
