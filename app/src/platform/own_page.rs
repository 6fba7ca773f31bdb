//! The platform's own settings. Each field shows what is set; an empty one stands for the value the
//! process was started with, which is written beside it where something else is set.

use std::sync::Arc;

use domain::platform::setting::Setting;
use domain::platform::view::PlatformPage;
use domain::text::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::own_api as api;
use crate::components::page_title::PageTitle;
use crate::language::language_signal;
use crate::platform::field::{Called, Filled, LineField, ListField, Options, SheetProblems};
use crate::platform::frame::{Frame, Loaded, Said, is_again};
use crate::tr;

/// The fields, in the order of the page.
const ORDER: [&str; Setting::ALL.len()] = {
    let mut order = [""; Setting::ALL.len()];
    let mut at = 0;
    while at < order.len() {
        order[at] = Setting::ALL[at].id();
        at += 1;
    }
    order
};

/// `/staff/settings/platform`
#[component]
pub fn OwnPage() -> impl IntoView {
    let again = is_again();
    let page = Resource::new(move || again.get(), api::load_platform);
    view! {
        <PageTitle text=tr!("platform.section.platform")/>
        <Frame>
            <h1 class="page__title">{tr!("platform.section.platform")}</h1>
            <p class="page__intro">{tr!("platform.own.intro")}</p>
            <Said/>
            <Loaded page shown=|page| view! { <Settings page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Settings(page: PlatformPage) -> impl IntoView {
    let sheet: Filled = Arc::new(page.sheet);
    let version = sheet.version;
    let (start, provinces) = (page.start, page.provinces);
    let is_changed = !sheet.stored.is_empty();
    let fields = Setting::ALL
        .into_iter()
        .map(|setting| {
            let start = start.get(setting.id()).to_owned();
            view! { <OneSetting setting sheet=sheet.clone() start provinces=provinces.clone()/> }
        })
        .collect_view();
    view! {
        <SheetProblems sheet=sheet.clone() order=&ORDER/>
        <form class="card form" method="post" action=api::SetPlatform::url() data-form="platform">
            <input type="hidden" name="version" value=version/>
            {fields}
            <div class="actions">
                <button class="button" type="submit" data-action="save">{tr!("platform.save")}</button>
            </div>
        </form>
        {is_changed.then(|| view! {
            <form method="post" action=api::SetPlatform::url()>
                <input type="hidden" name="version" value=version/>
                <button class="button button--quiet" type="submit" name="reset" value="true" data-action="reset-all">
                    {tr!("platform.own.all_back")}
                </button>
            </form>
        })}
    }
}

#[component]
fn OneSetting(
    setting: Setting,
    sheet: Filled,
    start: String,
    provinces: Vec<(String, String)>,
) -> impl IntoView {
    let language = language_signal();
    let id = setting.id();
    let is_changed = !sheet.stored.get(id).is_empty();
    let choices: Vec<(String, Called)> = match setting {
        Setting::HomeProvince => provinces
            .into_iter()
            .map(|(code, name)| (code, Called::Same(name)))
            .collect(),
        _ => setting
            .choices()
            .iter()
            .map(|choice| {
                (
                    (*choice).to_owned(),
                    Called::said(format!("choice.{id}.{choice}")),
                )
            })
            .collect(),
    };
    let named: Called = choices
        .iter()
        .find(|(value, _)| *value == start)
        .map_or_else(|| Called::Same(start.clone()), |(_, text)| text.clone());
    let start_text = move |language: Language| named.get(language);
    let line = start_text.clone();
    let start_line = move || {
        let value = line(language.get());
        domain::t!(language.get(), "platform.own.start", value = &value)
    };
    let field = match choices.is_empty() {
        true => {
            let mode = if setting.bounds().is_some() {
                "numeric"
            } else {
                "text"
            };
            view! { <LineField sheet id mode placeholder=Some(start) is_optional=true/> }.into_any()
        }
        false => {
            let options: Options = vec![(String::new(), choices)];
            let nothing = Signal::derive(move || {
                let value = start_text(language.get());
                domain::t!(language.get(), "platform.own.same_as_start", value = &value)
            });
            view! { <ListField sheet id options nothing is_optional=true/> }.into_any()
        }
    };
    view! {
        <div class="settings__setting" data-setting=id data-changed=is_changed.to_string()>
            {field}
            {is_changed.then(|| view! {
                <p class="settings__start">
                    <span>{start_line}</span>
                    <span class="badge badge--warn">{tr!("platform.own.changed")}</span>
                </p>
            })}
        </div>
    }
}

/// Every setting has its texts.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_label_and_its_choices_have_texts() {
        for setting in Setting::ALL {
            let id = setting.id();
            let mut names = vec![format!("field.{id}.label"), format!("field.{id}.hint")];
            let choices = setting.choices().iter();
            names.extend(choices.map(|choice| format!("choice.{id}.{choice}")));
            for name in names {
                assert_ne!(domain::text::say(Language::English, &name), name);
            }
        }
    }
}
