//! An industry: its name, and whether it is offered; and the form for a new one.

use std::sync::Arc;

use domain::industry::entry::INDUSTRY;
use domain::industry::view::{IndustryPage as Page, IndustryRow};
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::language::language_signal;
use crate::platform::ask::Ask;
use crate::platform::field::{Filled, LineField, SheetProblems};
use crate::platform::frame::{Frame, Loaded, Said, is_again, parameter};
use crate::{paths, tr};

/// `/staff/settings/industries/:id`
#[component]
pub fn IndustryPage() -> impl IntoView {
    let (id, again) = (parameter("id"), is_again());
    let page = Resource::new(
        move || (id.get(), again.get()),
        |(id, again)| api::load_industry(id, again),
    );
    let language = language_signal();
    let title = move || match id.with(String::is_empty) {
        true => domain::t!(language.get(), "platform.industries.new_title"),
        false => domain::t!(language.get(), "platform.industries.industry_title"),
    };
    view! {
        <PageTitle text=title/>
        <Frame>
            <p><a class="settings__back" href=paths::INDUSTRIES>{tr!("platform.back")}</a></p>
            <Loaded page shown=|page| view! { <Industry page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Industry(page: Page) -> impl IntoView {
    let language = language_signal();
    let Page { industry, sheet } = page;
    let sheet: Filled = Arc::new(sheet);
    let version = sheet.version;
    let id = industry.as_ref().map(|industry| industry.id.clone());
    let names = industry.as_ref().map(|industry| industry.names.clone());
    let title = move || match &names {
        Some(names) => names.get(language.get()).to_owned(),
        None => domain::t!(language.get(), "platform.industries.new_title").to_owned(),
    };
    view! {
        <h1 class="page__title">{title}</h1>
        <Said/>
        <SheetProblems sheet=sheet.clone() order=&INDUSTRY/>
        <form class="card form" method="post" action=api::SaveIndustry::url() data-form="industry">
            <input type="hidden" name="id" value=id.clone().unwrap_or_default()/>
            <input type="hidden" name="version" value=version/>
            {id.is_none().then(|| view! { <LineField sheet=sheet.clone() id="industry_id"/> })}
            <LineField sheet=sheet.clone() id="industry_name_zh" lang=Some("zh-CN")/>
            <LineField sheet=sheet.clone() id="industry_name_ja" lang=Some("ja") is_optional=true/>
            <LineField sheet id="industry_name_en" lang=Some("en") is_optional=true/>
            <div class="actions">
                <button class="button" type="submit" data-action="save">{tr!("platform.save")}</button>
            </div>
        </form>
        {industry.map(|industry| view! { <Offer industry/> })}
    }
}

#[component]
fn Offer(industry: IndustryRow) -> impl IntoView {
    let IndustryRow {
        id,
        version,
        is_offered,
        ..
    } = industry;
    match is_offered {
        true => view! {
            <Ask name="retire" open=const { key("platform.industries.retire") }
                go=const { key("platform.industries.retire_go") } action=api::RetireIndustry::url() is_grave=true>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=version/>
                <p>{tr!("platform.industries.retire_text")}</p>
            </Ask>
        }
        .into_any(),
        false => view! {
            <form method="post" action=api::RetireIndustry::url()>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="back" value="true"/>
                <button class="button button--secondary" type="submit" data-action="reinstate">
                    {tr!("platform.industries.reinstate")}
                </button>
            </form>
        }
        .into_any(),
    }
}
