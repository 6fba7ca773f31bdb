//! Internal notes on a case. What is written and not sent stays in this tab over a reload.

use crate::address::use_query_map;
use domain::review::remark::{Remark, Remarks as Known, kept};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use serde::{Deserialize, Serialize};

use super::case_api::{self, Remark as RemarkForm};
use super::desk::{Desk, desk};
use crate::browser;
use crate::components::escaped::escaped;
use crate::components::timeline::moment;
use crate::error::AppError;
use crate::language::language_signal;
use crate::live::Part;
use crate::tr;
use crate::written::{Form, Written};

/// The id of the box.
pub const TEXT: &str = "remark-text";
const MISSING: &str = "remark-missing";
/// The id of the heading: where the keyboard goes when a note is sent.
const TITLE: &str = "remarks-title";

/// The notes, and the box for another one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remarks {
    /// The case.
    pub reference: String,
    /// The notes there are.
    pub known: Known,
    /// What the reader wrote and the server kept.
    pub kept: String,
}

impl Part for Remarks {
    const NAME: &'static str = "remarks";
    const BUNDLE: &'static str = "desk_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            reference,
            known,
            kept,
        } = self;
        provide_context(Desk::of(&reference));
        view! { <Notes reference known kept/> }.into_any()
    }
}

#[component]
fn Notes(reference: String, known: Known, kept: String) -> impl IntoView {
    let known = RwSignal::new(known);
    let is_empty = move || known.with(|known| known.kept.is_empty());
    view! {
        <section class="card remarks" id="remarks" aria-labelledby=TITLE>
            <h2 class="remarks__title" id=TITLE tabindex="-1">{tr!("desk.remark.title")}</h2>
            <p class="remarks__lead">{tr!("desk.remark.lead")}</p>
            <Show when=is_empty>
                <p class="remarks__none">{tr!("desk.remark.none")}</p>
            </Show>
            <ol class="remarks__list">
                <For
                    each=move || known.with(|known| known.kept.clone()).into_iter().enumerate()
                    key=|(at, _)| *at
                    children=|(_, remark)| view! { <Line remark/> }
                />
            </ol>
            <NewRemark reference known kept_text=kept/>
        </section>
    }
}

#[component]
fn Line(remark: Remark) -> impl IntoView {
    let language = language_signal();
    let Remark { by, at, text } = remark;
    let machine = at.replacen(' ', "T", 1);
    view! {
        <li class="remarks__item" data-remark="">
            <p class="remarks__by">
                <bdi>{by}</bdi>" "
                <time datetime=machine>{move || moment(language.get(), &at)}</time>
            </p>
            <p class="remarks__text">{text}</p>
        </li>
    }
}

#[component]
fn NewRemark(reference: String, known: RwSignal<Known>, kept_text: String) -> impl IntoView {
    let desk = desk();
    let language = language_signal();
    let query = use_query_map();
    let area = NodeRef::<html::Textarea>::new();
    let lack = RwSignal::new(None::<&'static str>);
    let is_kept = RwSignal::new(false);
    let place = StoredValue::new(format!("docket.remark.{reference}"));
    let written = Written::current();
    let own = StoredValue::new(reference.clone());
    let remember = move |text: &str| {
        place.with_value(|place| {
            browser::remember(place, (!text.is_empty()).then_some(text));
        });
        own.with_value(|reference| written.note_text(Form::Remark, reference, text));
    };
    let from_server = kept_text.clone();
    Effect::new(move || {
        if let Some(area) = area.get()
            && (area.value().is_empty() || area.value() == from_server)
            && let Some(text) = place.with_value(|place| browser::remembered(place))
        {
            area.set_value(&text);
        }
    });
    let said = move || {
        let code = lack
            .get()
            .map(str::to_owned)
            .or_else(|| query.with(|query| query.get("remark")));
        domain::text::find(language.get(), &format!("desk.remark.{}", code?))
    };
    let sent_reference = reference.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(area) = area.get_untracked() else {
            return;
        };
        is_kept.set(false);
        if let Err(error) = kept(&area.value()) {
            lack.set(Some(error.code()));
            let _ = area.focus();
            return;
        }
        lack.set(None);
        let (reference, text) = (sent_reference.clone(), area.value());
        let memory = place.get_value();
        let key = known.with_untracked(|known| known.key.clone());
        desk.act(async move {
            match case_api::remark(reference.clone(), key, text.clone()).await {
                // The page was left, or shown anew: what is kept does not wait for it.
                Ok(_) if known.is_disposed() => {
                    if browser::remembered(&memory).as_ref() == Some(&text) {
                        browser::remember(&memory, None);
                        written.note_text(Form::Remark, &reference, "");
                    }
                }
                Ok(now) => {
                    if let Some(now) = now {
                        known.set(now);
                    }
                    // What was typed while it was on its way stays.
                    if area.value() == text {
                        area.set_value("");
                        remember("");
                    }
                    is_kept.set(true);
                    // Out of the box: there the next key would be a letter of another note.
                    browser::focus(TITLE);
                }
                Err(AppError::Answers) => lack.set(Some("too_long")),
                Err(error) => desk.say(Some(error)),
            }
        });
    };
    view! {
        <form class="remarks__form" method="post" action=RemarkForm::url() novalidate on:submit=submit data-form="remark">
            <input type="hidden" name="reference" value=reference/>
            <input type="hidden" name="key" value=move || known.with(|known| known.key.clone())/>
            <label class="remarks__label" for=TEXT>{tr!("desk.remark.label")}</label>
            <textarea
                node_ref=area
                id=TEXT
                name="text"
                rows="3"
                required
                autocomplete="off"
                inner_html=escaped(&kept_text)
                aria-describedby=MISSING
                aria-invalid=move || said().is_some().to_string()
                on:input:target=move |event| {
                    remember(&event.target().value());
                    lack.set(None);
                    is_kept.set(false);
                }
            ></textarea>
            <p class="field__error" id=MISSING role="alert">{said}</p>
            <div class="remarks__end">
                <button class="button button--secondary" type="submit" data-action="remark"
                    aria-disabled=move || desk.busy()>
                    {tr!("desk.remark.add")}
                </button>
                <p class="remarks__kept" role="status">
                    {move || is_kept.get().then(|| domain::t!(language.get(), "desk.remark.kept"))}
                </p>
            </div>
        </form>
    }
}
