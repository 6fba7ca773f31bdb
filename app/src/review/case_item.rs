//! One item of a case, as its officer reads it: an answer with what it was before, a picture beside
//! the one it replaced. Nothing in it changes in the browser: it is written as a text.

use domain::application::view::PictureView;
use domain::review::Finding;
use domain::review::view::CaseItem;
use domain::text::Language;

use super::changes::anchor;
use super::flag::{self, Flag};
use super::viewer::readings;
use crate::components::answer_text::{self, answer_text};
use crate::language::{say_here, short_label_text};
use crate::live::markup::Markup;
use crate::paths;

/// An item and what is known about it.
pub struct Item<'a> {
    /// What the officer is told.
    pub told: &'a CaseItem,
    /// What the last round found.
    pub finding: Option<&'a Finding>,
    /// It was to be corrected and is as it was.
    pub is_same: bool,
    /// Which round this is.
    pub round: i32,
    /// The way to flag it, where the reader may.
    pub flag: Option<Flag<'a>>,
}

/// Writes an answer, as a row of a description list.
pub fn write_answer(html: &mut Markup, language: Language, item: &Item) {
    let CaseItem {
        field,
        value,
        before,
        read,
        warning,
        ..
    } = item.told;
    let shown = |html: &mut Markup, text: &str| match text.is_empty() {
        true => {
            html.text(domain::t!(language, "staff.case.empty"));
        }
        false => answer_text::write(html, language, field, text),
    };
    html.tags(match before.is_some() {
        true => "<div class=\"answer answer--changed\"",
        false => "<div class=answer",
    })
    .attribute("id", &anchor(field))
    .attribute("data-answer", field)
    .tags("><dt class=answer__label>")
    .text(&short_label_text(language, field))
    .tags("</dt><dd class=answer__value>");
    match before {
        None => {
            html.tags("<span class=answer__text>");
            shown(html, value);
            html.tags("</span>");
        }
        Some(before) => {
            html.tags("<span class=answer__change><span class=visually-hidden>")
                .text(domain::t!(language, "staff.case.was"))
                .text(language.space())
                .tags("</span><del class=answer__before>");
            shown(html, before);
            html.tags("</del><span class=answer__arrow aria-hidden=true> → </span>")
                .tags("<span class=visually-hidden> ")
                .text(domain::t!(language, "staff.case.is_now"))
                .text(language.space())
                .tags("</span><ins class=answer__after>");
            shown(html, value);
            html.tags("</ins></span>");
        }
    }
    if let Some(read) = read {
        let text = answer_text(language, field, read);
        html.tags("<p class=answer__read")
            .attribute("data-disagreement", field)
            .tags(">")
            .text(&domain::t!(
                language,
                "staff.case.document_says",
                text = &text
            ))
            .tags("</p>");
    }
    if let Some(warning) = warning {
        html.tags("<p class=answer__read")
            .attribute("data-warning", warning.code())
            .tags(">")
            .text(&warning.tell(language))
            .tags("</p>");
    }
    write_rest(html, language, item);
    html.tags("</dd></div>");
}

/// Writes a picture, beside the one of the round before where it was replaced.
pub fn write_picture(html: &mut Markup, language: Language, item: &Item) {
    let CaseItem {
        field,
        picture,
        is_picture_deleted,
        picture_before,
        readings,
        ..
    } = item.told;
    let is_changed = picture_before.is_some();
    html.tags(match is_changed {
        true => "<figure class=\"picture picture--changed\"",
        false => "<figure class=picture",
    })
    .attribute("id", &anchor(field))
    .attribute("data-answer", field)
    .tags("><figcaption class=picture__caption>")
    .text(&short_label_text(language, field))
    .tags("</figcaption><div class=picture__pair>");
    if let Some(picture) = picture_before {
        write_one(html, language, picture, Some(item.round - 1));
    }
    match picture {
        Some(picture) => write_one(html, language, picture, is_changed.then_some(item.round)),
        None => {
            html.tags("<p class=picture__gone>")
                .text(match is_picture_deleted {
                    true => domain::t!(language, "staff.case.picture_deleted"),
                    false => domain::t!(language, "staff.case.picture_gone"),
                })
                .tags("</p>");
        }
    }
    html.tags("</div>");
    if !readings.is_empty() {
        html.tags("<details class=picture__readings")
            .flag("open", readings.iter().any(|reading| !reading.agrees()))
            .tags("><summary>")
            .text(domain::t!(language, "desk.reading.title"))
            .tags("</summary>");
        readings::write(html, language, readings);
        html.tags("</details>");
    }
    write_rest(html, language, item);
    html.tags("</figure>");
}

fn write_rest(html: &mut Markup, language: Language, item: &Item) {
    if let Some(finding) = item.finding {
        write_last_finding(html, language, finding, item.is_same);
    }
    if let Some(flag) = &item.flag {
        flag::write(html, language, flag);
    }
}

/// One picture: a click looks at it closely, a button turns it. Without scripts the link leads to
/// the picture itself. `round` is said where there are two.
fn write_one(html: &mut Markup, language: Language, picture: &PictureView, round: Option<i32>) {
    let path = paths::document(picture.id);
    let when = round.map_or_else(String::new, |round| {
        let n = round.to_string();
        domain::t!(language, "staff.case.picture_round", n = &n)
    });
    let name = format!("{} {when}", short_label_text(language, &picture.field));
    let name = name.trim_end();
    html.tags("<div class=picture__one")
        .attribute("data-thumb", &picture.id.to_string())
        .tags("><a class=picture__link target=_blank rel=noopener aria-keyshortcuts=v")
        .attribute("href", &path)
        .tags("><span class=picture__frame><img class=picture__image decoding=async loading=lazy fetchpriority=low")
        .attribute("src", &path)
        .attribute("width", &picture.width.to_string())
        .attribute("height", &picture.height.to_string())
        .attribute("alt", name)
        .tags("></span><span class=picture__when>")
        .text(&when)
        .tags("</span><span class=visually-hidden>")
        .text(&domain::t!(language, "desk.viewer.open", name = name))
        .tags("</span></a><button class=picture__turn type=button data-action=turn-picture")
        .attribute(
            "aria-label",
            &domain::t!(language, "desk.viewer.turn_thumb", name = name),
        )
        .tags(">")
        .text(domain::t!(language, "desk.viewer.turn"))
        .tags("</button></div>");
}

/// What the last round found at an item.
fn write_last_finding(html: &mut Markup, language: Language, finding: &Finding, is_same: bool) {
    html.tags("<p class=last-finding><span class=last-finding__label>")
        .text(domain::t!(language, "staff.case.last_round"))
        .text(language.space())
        .tags("</span><span class=last-finding__reason>")
        .text(&say_here(language, &format!("reason.{}", finding.reason)))
        .tags("</span>");
    if !finding.instruction.is_empty() {
        html.text(language.space())
            .tags("<q class=last-finding__instruction>")
            .text(&finding.instruction)
            .tags("</q>");
    }
    if is_same {
        html.text(language.space())
            .tags("<strong class=last-finding__same>")
            .text(domain::t!(language, "staff.case.change.missing"))
            .tags("</strong>");
    }
    html.tags("</p>");
}
