//! An office: name and contact, where its cases go, whether it is open; and the form for a new one.

use crate::told::Told;
use std::sync::Arc;

use crate::address::use_query_map;
use domain::form::{FieldError, StepErrors};
use domain::office::entry::OFFICE;
use domain::office::view::{OfficeChoice, OfficePage as Page, OfficeRow, Places};
use domain::platform::sheet::{Refused, Sheet};
use domain::text::{Texts, key};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::language::language_signal;
use crate::platform::ask::Ask;
use crate::platform::field::{Called, Filled, LineField, ListField, Options, SheetProblems};
use crate::platform::frame::{Frame, Loaded, Said, is_again, parameter};
use crate::{paths, tr};

/// `/staff/settings/offices/:id`
#[component]
pub fn OfficePage() -> impl IntoView {
    let (id, again) = (parameter("id"), is_again());
    let page = Resource::new(
        move || (id.get(), again.get()),
        |(id, again)| api::load_office(id, again),
    );
    let language = language_signal();
    let title = move || match id.with(String::is_empty) {
        true => domain::t!(language.get(), "platform.offices.new_title"),
        false => domain::t!(language.get(), "platform.offices.office_title"),
    };
    view! {
        <PageTitle text=title/>
        <Frame>
            <p><a class="settings__back" href=paths::OFFICES>{tr!("platform.back")}</a></p>
            <Loaded page shown=|page| view! { <Office page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Office(page: Page) -> impl IntoView {
    let language = language_signal();
    let Page {
        office,
        sheet,
        cities,
        others,
        successor,
    } = page;
    let sheet: Filled = Arc::new(sheet);
    let (version, id) = (
        sheet.version,
        office.as_ref().map(|office| office.id.clone()),
    );
    let names = office.as_ref().map(|office| office.names.clone());
    let title = move || match &names {
        Some(names) => names.get(language.get()).to_owned(),
        None => domain::t!(language.get(), "platform.offices.new_title").to_owned(),
    };
    let is_closed = office.as_ref().is_some_and(|office| !office.is_open);
    view! {
        <h1 class="page__title">{title}</h1>
        <Said/>
        {is_closed.then(|| view! { <Closed successor/> })}
        <SheetProblems sheet=sheet.clone() order=&OFFICE/>
        <form class="card form" method="post" action=api::SaveOffice::url() data-form="office">
            <h2 class="settings__part">{tr!("platform.offices.details")}</h2>
            <input type="hidden" name="id" value=id.clone().unwrap_or_default()/>
            <input type="hidden" name="version" value=version/>
            {id.is_none().then(|| view! { <LineField sheet=sheet.clone() id="office_id"/> })}
            <Details sheet cities/>
            <div class="actions">
                <button class="button" type="submit" data-action="save">{tr!("platform.save")}</button>
            </div>
        </form>
        {office.map(|office| view! { <Cases office version others/> })}
    }
}

#[component]
fn Details(sheet: Filled, cities: Places) -> impl IntoView {
    let language = language_signal();
    let choose = Signal::derive(move || domain::t!(language.get(), "platform.choose").to_owned());
    let options: Options = cities
        .into_iter()
        .map(|(province, cities)| {
            let cities = cities
                .into_iter()
                .map(|(code, name)| (code, Called::Same(name)));
            (province, cities.collect())
        })
        .collect();
    view! {
        <LineField sheet=sheet.clone() id="office_name_zh" lang=Some("zh-CN")/>
        <LineField sheet=sheet.clone() id="office_name_ja" lang=Some("ja") is_optional=true/>
        <LineField sheet=sheet.clone() id="office_name_en" lang=Some("en") is_optional=true/>
        <ListField sheet=sheet.clone() id="office_city_code" options nothing=choose/>
        <LineField sheet=sheet.clone() id="office_postal_address"/>
        <LineField sheet=sheet.clone() id="office_telephone" mode="tel"/>
        <LineField sheet id="office_fax" mode="tel" is_optional=true/>
    }
}

#[component]
fn Closed(successor: Option<Texts>) -> impl IntoView {
    let language = language_signal();
    view! {
        <div class="banner banner--warn" data-closed="">
            <p>{tr!("platform.offices.closed_now")}</p>
            {successor.map(|names| view! {
                <p>{move || {
                    let name = names.get(language.get());
                    domain::t!(language.get(), "platform.offices.succeeded_by", name = name)
                }}</p>
            })}
        </div>
    }
}

/// Where its cases go, and whether more may come.
#[component]
fn Cases(office: OfficeRow, version: i32, others: Vec<OfficeChoice>) -> impl IntoView {
    let query = use_query_map();
    let asked = query.with_untracked(|query| {
        let wrong = Told::Error.read(query).as_deref() == Some("answers");
        query.get("ask").filter(|_| wrong)
    });
    let is_refused = |name: &str| asked.as_deref() == Some(name);
    let (move_refused, close_refused) = (is_refused("move_cases"), is_refused("close_office"));
    let n = office.waiting.to_string();
    let (id, waiting) = (office.id, office.waiting);
    let (moved_id, moved_others, moved_n) = (id.clone(), others.clone(), n.clone());
    view! {
        {(waiting > 0 || move_refused).then(|| view! {
            <Ask name="move_cases" open=const { key("platform.offices.move") }
                go=const { key("platform.offices.move_go") } action=api::MoveCases::url() is_open=move_refused>
                <Which id=moved_id version/>
                {match office.is_open {
                    true => view! { <p>{tr!("platform.offices.move_text", n = moved_n)}</p> }.into_any(),
                    false => view! { <p>{tr!("platform.offices.move_text_closed", n = moved_n)}</p> }.into_any(),
                }}
                <Other others=moved_others is_refused=move_refused is_needed=true/>
            </Ask>
        })}
        {match office.is_open {
            true => view! {
                <Ask name="close_office" open=const { key("platform.offices.close") }
                    go=const { key("platform.offices.close_go") } action=api::CloseOffice::url()
                    is_grave=true is_open=close_refused>
                    <Which id version/>
                    <p>{tr!("platform.offices.close_text", n = n)}</p>
                    <Other others is_refused=close_refused is_needed=false/>
                </Ask>
            }.into_any(),
            false => view! {
                <form method="post" action=api::ReopenOffice::url()>
                    <Which id version/>
                    <button class="button button--secondary" type="submit" data-action="reopen_office">
                        {tr!("platform.offices.reopen")}
                    </button>
                </form>
            }.into_any(),
        }}
    }
}

/// Which office, and in which version.
#[component]
fn Which(id: String, version: i32) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id/>
        <input type="hidden" name="version" value=version/>
    }
}

/// Another office that is open.
#[component]
fn Other(others: Vec<OfficeChoice>, is_refused: bool, is_needed: bool) -> impl IntoView {
    let language = language_signal();
    let reason = match is_needed {
        true => FieldError::Required,
        false => FieldError::NotAChoice,
    };
    let id = match is_needed {
        true => "office_move_to",
        false => "office_successor",
    };
    let refused = is_refused.then(|| Refused {
        errors: StepErrors::from([(id.to_owned(), reason)]),
        ..Refused::default()
    });
    let sheet: Filled = Arc::new(Sheet {
        refused,
        ..Sheet::default()
    });
    let nothing = Signal::derive(move || match is_needed {
        true => domain::t!(language.get(), "platform.choose").to_owned(),
        false => domain::t!(language.get(), "platform.offices.no_successor").to_owned(),
    });
    let offices = others
        .into_iter()
        .filter(|office| office.is_open)
        .map(|office| (office.id, office.names.into()))
        .collect();
    view! {
        <ListField sheet id options=vec![(String::new(), offices)] nothing name=Some("successor") is_optional=!is_needed/>
    }
}
