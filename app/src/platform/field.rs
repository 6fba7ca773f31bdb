//! Fields of the forms of administrators. The browser owns what is typed: nothing is autosaved, and
//! a text entered before the page was hydrated stays.

use std::sync::Arc;

use domain::form::StepErrors;
use domain::platform::sheet::Sheet;
use domain::text::{Language, Texts, find, say};
use leptos::prelude::*;

use crate::components::escaped::escaped;
use crate::form::error_summary::ErrorSummary;
use crate::language::{label_text, language_signal};
use crate::platform::frame::is_stale;
use crate::tr;

/// A form that is shown in several parts.
pub type Filled = Arc<Sheet>;

/// What is wrong with the form, or that a colleague was faster.
#[component]
pub fn SheetProblems(sheet: Filled, order: &'static [&'static str]) -> impl IntoView {
    let errors = sheet.errors();
    let has_errors = !errors.is_empty();
    let is_late = sheet.refused.is_some() && !has_errors;
    let stale = is_stale();
    let errors: Signal<StepErrors> = Signal::stored(errors);
    view! {
        <ErrorSummary errors order=order.to_vec()/>
        {move || (is_late && stale.get()).then(|| view! {
            <div class="banner banner--warn" role="alert" data-problem="stale">
                <p>{tr!("platform.stale")}</p>
            </div>
        })}
    }
}

/// Label, hint, what is wrong, and what is stored where it differs.
#[component]
fn Framed(
    sheet: Filled,
    id: &'static str,
    look: &'static str,
    #[prop(optional)] is_optional: bool,
    /// What is stored, in words, when that is not what the field holds.
    #[prop(default = None)]
    stored: Option<String>,
    children: Children,
) -> impl IntoView {
    let language = language_signal();
    let reason = sheet.error(id).cloned();
    let state = if reason.is_some() { "invalid" } else { "empty" };
    let stored = stored.or_else(|| sheet.stored_instead(id).map(str::to_owned));
    let stale = is_stale();
    let instead = move || {
        let text = stored.clone().filter(|_| stale.get())?;
        let text = match text.is_empty() {
            true => domain::t!(language.get(), "platform.now_empty").to_owned(),
            false => text,
        };
        Some(domain::t!(
            language.get(),
            "platform.now_stored",
            text = &text
        ))
    };
    view! {
        <div class=format!("field {look}") data-field=id data-state=state>
            <label class="field__label" for=id>
                {move || label_text(language.get(), id)}
                {is_optional.then(|| view! { <span class="settings__optional">{tr!("platform.optional")}</span> })}
            </label>
            <p class="field__hint" id=format!("{id}-hint")>
                {move || find(language.get(), &format!("field.{id}.hint"))}
            </p>
            <div class="field__control">{children()}</div>
            <div class="field__message">
                {reason.map(|reason| view! {
                    <p class="field__error" id=format!("{id}-error")>
                        {move || reason.say(language.get(), id)}
                    </p>
                })}
                {move || instead().map(|text| view! { <p class="settings__instead" data-stored=id>{text}</p> })}
            </div>
        </div>
    }
}

fn described(id: &str) -> String {
    format!("{id}-hint {id}-error")
}

/// One line.
#[component]
pub fn LineField(
    sheet: Filled,
    id: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "text")] mode: &'static str,
    #[prop(optional)] is_optional: bool,
    /// What stands in it while it is empty.
    #[prop(default = None)]
    placeholder: Option<String>,
    /// The language of what is written in it.
    #[prop(default = None)]
    lang: Option<&'static str>,
) -> impl IntoView {
    let value = sheet.text(id).to_owned();
    let is_wrong = sheet.error(id).is_some();
    view! {
        <Framed sheet id look="field--plain" is_optional>
            <input
                id=id
                name=format!("answers[{id}]")
                type=kind
                inputmode=mode
                value=value
                lang=lang
                placeholder=placeholder
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-required=(!is_optional).to_string()
                aria-describedby=described(id)
                aria-invalid=is_wrong.to_string()
            />
        </Framed>
    }
}

/// A textarea.
#[component]
pub fn AreaField(
    sheet: Filled,
    id: &'static str,
    rows: u32,
    #[prop(optional)] is_optional: bool,
    #[prop(default = None)] lang: Option<&'static str>,
) -> impl IntoView {
    let text = escaped(sheet.text(id));
    let is_wrong = sheet.error(id).is_some();
    view! {
        <Framed sheet id look="field--plain" is_optional>
            <textarea
                id=id
                name=format!("answers[{id}]")
                rows=rows
                lang=lang
                autocomplete="off"
                aria-describedby=described(id)
                aria-invalid=is_wrong.to_string()
                inner_html=text
            ></textarea>
        </Framed>
    }
}

/// What can be chosen, in groups; a group without a name is none.
pub type Options = Vec<(String, Vec<(String, Called)>)>;

/// What a choice is called. Asked for when it is shown: the page has the sentences of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// As the operator wrote it.
    Written(Texts),
    /// The same whatever the language.
    Same(String),
    /// By our own sentences of these names, one after the other.
    Said(Vec<String>),
}

impl Called {
    /// By our own sentence of this name.
    #[must_use]
    pub fn said(name: String) -> Self {
        Self::Said(vec![name])
    }

    /// In a language.
    #[must_use]
    pub fn get(&self, language: Language) -> String {
        match self {
            Self::Written(texts) => texts.get(language).to_owned(),
            Self::Same(text) => text.clone(),
            Self::Said(names) => {
                let said = names.iter().map(|name| say(language, name));
                said.collect::<Vec<_>>().join(" – ")
            }
        }
    }
}

impl From<Texts> for Called {
    fn from(texts: Texts) -> Self {
        Self::Written(texts)
    }
}

/// One of a list.
#[component]
pub fn ListField(
    sheet: Filled,
    id: &'static str,
    /// Groups of choices: value and text.
    options: Options,
    /// What stands for no choice; a text that follows the language.
    #[prop(into)]
    nothing: Signal<String>,
    #[prop(optional)] is_optional: bool,
    /// Whether it is needed depends on another field, as its hint says.
    #[prop(optional)]
    depends: bool,
    /// The name of the control, where it is not an answer of the form.
    #[prop(default = None)]
    name: Option<&'static str>,
) -> impl IntoView {
    let language = language_signal();
    let chosen = sheet.text(id).to_owned();
    let is_wrong = sheet.error(id).is_some();
    let stored = sheet.stored_instead(id).map(|stored| {
        let all = options.iter().flat_map(|(_, choices)| choices);
        all.clone().find(|(value, _)| value == stored).map_or_else(
            || stored.to_owned(),
            |(_, text)| text.get(language.get_untracked()),
        )
    });
    let is_nothing = chosen.is_empty();
    let groups = options
        .into_iter()
        .map(|(group, choices)| {
            let choices = choices
                .into_iter()
                .map(|(value, text)| {
                    let is_chosen = value == chosen;
                    view! {
                        <option value=value selected=is_chosen>
                            {move || text.get(language.get())}
                        </option>
                    }
                })
                .collect_view();
            match group.is_empty() {
                true => choices.into_any(),
                false => view! { <optgroup label=group>{choices}</optgroup> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <Framed sheet id look="field--plain" is_optional=is_optional && !depends stored>
            <select
                id=id
                name=name.map_or_else(|| format!("answers[{id}]"), str::to_owned)
                autocomplete="off"
                aria-required=(!is_optional).to_string()
                aria-describedby=described(id)
                aria-invalid=is_wrong.to_string()
            >
                <option value="" selected=is_nothing>{move || nothing.get()}</option>
                {groups}
            </select>
        </Framed>
    }
}
