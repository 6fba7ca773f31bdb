//! The standard texts of reasons, as administrators edit them: one form each, with a box for every
//! language.

use super::reasons_api::is_emptied;
use crate::told::Told;
use std::collections::BTreeMap;

use crate::address::use_query_map;
use domain::review::instruction::{ReasonSubject, StandardText};
use domain::text::Language;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::reasons_api::{self, SaveStandardText};
use crate::components::escaped::escaped;
use crate::components::page_title::PageTitle;
use crate::components::problem::FailedPage;
use crate::error::say_code;
use crate::language::{language_signal, said};
use crate::live::{Part, live};
use crate::platform::frame::Frame;
use crate::suspend::suspend;
use crate::tr;

/// `/staff/settings/reasons`
#[component]
pub fn ReasonsPage() -> impl IntoView {
    let texts = Resource::new(|| (), |()| reasons_api::standard_texts());
    view! {
        <PageTitle text=tr!("desk.reasons.title")/>
        <Frame>
            <h1 class="page__title">{tr!("desk.reasons.title")}</h1>
            <p class="page__intro">{tr!("desk.reasons.lead")}</p>
            <p class="reasons__reset">{tr!("desk.reasons.reset")}</p>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match texts.await {
                        Ok(texts) => live(StandardTexts { texts }),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
}

/// The forms.
#[derive(Debug, Serialize, Deserialize)]
pub struct StandardTexts {
    texts: Vec<StandardText>,
}

impl Part for StandardTexts {
    const NAME: &'static str = "standard-texts";
    const BUNDLE: &'static str = "settings_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        view! { <Listed texts=self.texts/> }.into_any()
    }
}

#[component]
fn Listed(texts: Vec<StandardText>) -> impl IntoView {
    ReasonSubject::ALL
        .map(|subject| {
            let title = match subject {
                ReasonSubject::Picture => tr!("desk.reasons.picture").into_any(),
                ReasonSubject::Field => tr!("desk.reasons.field").into_any(),
            };
            let forms = texts
                .iter()
                .filter(|text| text.subject == subject)
                .map(|text| view! { <TextForm text=text.clone()/> })
                .collect_view();
            view! {
                <h2 class="reasons__subject">{title}</h2>
                <div class="reasons__forms">{forms}</div>
            }
        })
        .collect_view()
}

/// What became of saving.
#[derive(Clone, PartialEq)]
enum Outcome {
    Saved,
    /// Where a box was empty, the text supplied is in force again.
    Supplied,
    Failed(String),
}

/// Shows what is in force, where nobody has typed on since it was sent.
fn show(
    in_force: &StandardText,
    sent: &BTreeMap<String, String>,
    boxes: [NodeRef<html::Textarea>; 3],
    marks: &[RwSignal<bool>],
) {
    let texts = in_force.texts.iter().zip(&in_force.own);
    for (((language, area), (text, is_own)), mark) in
        Language::ALL.iter().zip(boxes).zip(texts).zip(marks)
    {
        mark.try_set(*is_own);
        if let Some(area) = area.get_untracked()
            && sent.get(language.tag()) == Some(&area.value())
        {
            area.set_value(text);
        }
    }
}

#[component]
fn TextForm(text: StandardText) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let StandardText {
        subject,
        reason,
        version,
        texts,
        own,
    } = text;
    let name = format!("{}.{reason}", subject.id());
    let version = RwSignal::new(version);
    let outcome = RwSignal::new(None::<Outcome>);
    let is_busy = RwSignal::new(false);
    let own: Vec<RwSignal<bool>> = own.into_iter().map(RwSignal::new).collect();
    let marks = StoredValue::new(own.clone());
    let boxes = [(); 3].map(|()| NodeRef::<html::Textarea>::new());
    // As a plain form was told in the URL.
    let about = name.clone();
    let told = move || {
        let (known, saved, error) = query.with(|query| {
            (
                query.get("about"),
                query.get("saved"),
                Told::Error.read(query),
            )
        });
        match (error, saved) {
            _ if known.as_deref() != Some(about.as_str()) => None,
            (Some(error), _) => Some(Outcome::Failed(error)),
            (None, Some(saved)) if saved == "supplied" => Some(Outcome::Supplied),
            (None, Some(_)) => Some(Outcome::Saved),
            (None, None) => None,
        }
    };
    let shown = move || outcome.get().or_else(&told);
    let reason_title = said(format!("reason.{reason}"));
    let submit = {
        let reason = reason.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            if is_busy.get_untracked() {
                return;
            }
            let texts: BTreeMap<String, String> = Language::ALL
                .iter()
                .zip(boxes)
                .filter_map(|(language, area)| {
                    Some((language.tag().to_owned(), area.get_untracked()?.value()))
                })
                .collect();
            let (reason, now) = (reason.clone(), version.get_untracked());
            is_busy.set(true);
            spawn_local(async move {
                let sent = texts.clone();
                let saved =
                    reasons_api::save_standard_text(subject.id().to_owned(), reason, now, texts);
                let saved = saved.await;
                // The page was left.
                if marks.is_disposed() {
                    return;
                }
                outcome.set(Some(match saved {
                    Ok(in_force) => {
                        version.set(now + 1);
                        if let Some(in_force) = in_force {
                            marks.with_value(|marks| show(&in_force, &sent, boxes, marks));
                        }
                        match is_emptied(sent.values()) {
                            true => Outcome::Supplied,
                            false => Outcome::Saved,
                        }
                    }
                    Err(error) => Outcome::Failed(error.code()),
                }));
                is_busy.set(false);
            });
        }
    };
    let parts = Language::ALL
        .into_iter()
        .zip(boxes)
        .zip(texts.into_iter().zip(own))
        .map(|((of, area), (text, is_own))| {
            let id = format!("standard-{name}-{}", of.tag());
            let whose = move || if is_own.get() { "own" } else { "shipped" };
            view! {
                <div class="reasons__part">
                    <label class="reasons__language" for=id.clone()>
                        <span lang=of.tag()>{of.name()}</span>" "
                        <span class="reasons__whose" data-whose=whose>
                            {move || domain::text::say(language.get(), &format!("desk.reasons.{}", whose()))}
                        </span>
                    </label>
                    <textarea
                        node_ref=area
                        id=id
                        name=format!("texts[{}]", of.tag())
                        lang=of.tag()
                        rows="3"
                        autocomplete="off"
                        inner_html=escaped(&text)
                        on:input=move |_| outcome.set(None)
                    ></textarea>
                </div>
            }
        })
        .collect_view();
    let sentence = move |outcome: Outcome| match outcome {
        Outcome::Saved => view! {
            <p class="reasons__saved">{tr!("desk.reasons.saved")}</p>
        }
        .into_any(),
        Outcome::Supplied => view! {
            <p class="reasons__saved" data-supplied="">{tr!("desk.reasons.supplied")}</p>
        }
        .into_any(),
        Outcome::Failed(code) => {
            let text = move || match code.as_str() {
                "stale" => domain::t!(language.get(), "desk.reasons.stale").to_owned(),
                "answers" => domain::t!(language.get(), "desk.reasons.too_long").to_owned(),
                code => say_code(language.get(), code, 0),
            };
            view! { <p class="field__error">{text}</p> }.into_any()
        }
    };
    view! {
        <form class="card reasons__form" method="post" action=SaveStandardText::url() novalidate
            on:submit=submit data-standard=name.clone()>
            <h3 class="reasons__title">{reason_title}</h3>
            <input type="hidden" name="subject" value=subject.id()/>
            <input type="hidden" name="reason" value=reason/>
            <input type="hidden" name="version" value=move || version.get()/>
            <div class="reasons__parts">{parts}</div>
            <div class="reasons__end">
                <button class="button" type="submit" aria-disabled=move || is_busy.get().to_string()>
                    {tr!("desk.reasons.save")}
                    <span class="visually-hidden">" "{said(format!("reason.{}", name.split_once('.').map_or("", |(_, reason)| reason)))}</span>
                </button>
                <div role="status">{move || shown().map(sentence)}</div>
            </div>
        </form>
    }
}
