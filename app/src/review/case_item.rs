//! One item of a case: the answer or the picture, what it was in the round before, what the
//! document says, what the last round found, and the flag.

use domain::application::view::PictureView;
use domain::review::Finding;
use domain::review::view::CaseItem;
use domain::text::key;
use leptos::prelude::*;

use super::changes::anchor;
use super::viewer::readings::Readings;
use crate::components::answer_text::{AnswerText, answer_text};
use crate::language::{language_signal, said, short_label, space};
use crate::{paths, tr};

/// An item and what is known about it.
pub struct Item {
    /// What the officer is told.
    pub told: CaseItem,
    /// What the last round found.
    pub finding: Option<Finding>,
    /// It was to be corrected and is as it was.
    pub is_same: bool,
    /// Which round this is.
    pub round: i32,
    /// The way to flag it, where the reader may.
    pub flag: Option<AnyView>,
}

/// An answer, as a row of a description list.
#[component]
pub fn AnswerRow(item: Item) -> impl IntoView {
    let language = language_signal();
    let flag = item.flag;
    let CaseItem {
        field,
        value,
        before,
        read,
        warning,
        ..
    } = item.told;
    let is_changed = before.is_some();
    let id = field.clone();
    let shown = move |text: String| match text.is_empty() {
        true => tr!("staff.case.empty").into_any(),
        false => view! { <AnswerText field=id.clone() text/> }.into_any(),
    };
    let says = {
        let id = field.clone();
        move |read: &str| {
            let text = answer_text(language.get(), &id, read);
            domain::t!(language.get(), "staff.case.document_says", text = &text)
        }
    };
    let value = match before {
        None => view! { <span class="answer__text">{shown(value)}</span> }.into_any(),
        Some(before) => view! {
            <span class="answer__change">
                <span class="visually-hidden">{move || domain::t!(language.get(), "staff.case.was")}{space()}</span>
                <del class="answer__before">{shown(before)}</del>
                <span class="answer__arrow" aria-hidden="true">" → "</span>
                <span class="visually-hidden">" "{move || domain::t!(language.get(), "staff.case.is_now")}{space()}</span>
                <ins class="answer__after">{shown(value)}</ins>
            </span>
        }
        .into_any(),
    };
    view! {
        <div class="answer" class:answer--changed=is_changed id=anchor(&field) data-answer=field.clone()>
            <dt class="answer__label">{short_label(&field)}</dt>
            <dd class="answer__value">
                {value}
                {read.map(|read| view! {
                    <p class="answer__read" data-disagreement=field.clone()>
                        {move || says(&read)}
                    </p>
                })}
                {warning.map(|warning| (warning.code(), warning)).map(|(code, warning)| view! {
                    <p class="answer__read" data-warning=code>
                        {move || warning.tell(language.get())}
                    </p>
                })}
                {item.finding.map(|finding| view! { <LastFinding finding is_same=item.is_same/> })}
                {flag}
            </dd>
        </div>
    }
}

/// A picture, beside the one of the round before where it was replaced.
#[component]
pub fn PictureItem(item: Item) -> impl IntoView {
    let language = language_signal();
    let flag = item.flag;
    let round = item.round;
    let CaseItem {
        field,
        picture,
        is_picture_deleted,
        picture_before,
        readings,
        ..
    } = item.told;
    let is_changed = picture_before.is_some();
    let now = match (picture, is_changed) {
        (Some(picture), false) => view! { <Picture picture/> }.into_any(),
        (Some(picture), true) => view! { <Picture picture round/> }.into_any(),
        (None, _) => {
            let why = match is_picture_deleted {
                true => const { key("staff.case.picture_deleted") },
                false => const { key("staff.case.picture_gone") },
            };
            let why = move || why.in_language(language.get());
            view! { <p class="picture__gone">{why}</p> }.into_any()
        }
    };
    view! {
        <figure class="picture" class:picture--changed=is_changed id=anchor(&field) data-answer=field.clone()>
            <figcaption class="picture__caption">{short_label(&field)}</figcaption>
            <div class="picture__pair">
                {picture_before.map(|picture| view! { <Picture picture round=round - 1/> })}
                {now}
            </div>
            {(!readings.is_empty()).then(|| {
                let is_open = readings.iter().any(|reading| !reading.agrees());
                view! {
                    <details class="picture__readings" open=is_open>
                        <summary>{tr!("desk.reading.title")}</summary>
                        <Readings readings/>
                    </details>
                }
            })}
            {item.finding.map(|finding| view! { <LastFinding finding is_same=item.is_same/> })}
            {flag}
        </figure>
    }
}

/// One picture: a click looks at it closely, a button turns it. Without scripts the link leads to
/// the picture itself.
#[component]
fn Picture(picture: PictureView, #[prop(optional)] round: i32) -> impl IntoView {
    let language = language_signal();
    let id = picture.id;
    let path = paths::document(id);
    let link = path.clone();
    let label = short_label(&picture.field);
    let n = round.to_string();
    let when = move || match round {
        0 => String::new(),
        _ => domain::t!(language.get(), "staff.case.picture_round", n = &n),
    };
    let text = {
        let when = when.clone();
        move || format!("{} {}", label(), when()).trim_end().to_owned()
    };
    let (named, turned) = (text.clone(), text.clone());
    view! {
        <div class="picture__one" data-thumb=id.to_string()>
            <a class="picture__link" href=link target="_blank" rel="noopener" aria-keyshortcuts="v">
                <span class="picture__frame">
                    <img
                        class="picture__image"
                        src=path
                        width=picture.width
                        height=picture.height
                        decoding="async"
                        alt=text
                    />
                </span>
                <span class="picture__when">{when}</span>
                <span class="visually-hidden">
                    {move || domain::t!(language.get(), "desk.viewer.open", name = &named())}
                </span>
            </a>
            <button class="picture__turn" type="button" data-action="turn-picture"
                aria-label=move || domain::t!(language.get(), "desk.viewer.turn_thumb", name = &turned())>
                {tr!("desk.viewer.turn")}
            </button>
        </div>
    }
}

/// What the last round found at an item.
#[component]
fn LastFinding(finding: Finding, is_same: bool) -> impl IntoView {
    let language = language_signal();
    let reason = said(format!("reason.{}", finding.reason));
    view! {
        <p class="last-finding">
            <span class="last-finding__label">{move || domain::t!(language.get(), "staff.case.last_round")}{space()}</span>
            <span class="last-finding__reason">{reason}</span>
            {(!finding.instruction.is_empty()).then(|| view! {
                {space()}<q class="last-finding__instruction">{finding.instruction.clone()}</q>
            })}
            {is_same.then(|| view! {
                {space()}<strong class="last-finding__same">{said("staff.case.change.missing".to_owned())}</strong>
            })}
        </p>
    }
}
