//! All offices.

use domain::office::view::OfficeRow;
use leptos::prelude::*;

use super::api;
use crate::components::page_title::PageTitle;
use crate::language::language_signal;
use crate::platform::frame::{Frame, Loaded, Said};
use crate::{paths, tr};

/// `/staff/settings/offices`
#[component]
pub fn OfficesPage() -> impl IntoView {
    let offices = Resource::new(|| (), |()| api::load_offices());
    view! {
        <PageTitle text=tr!("platform.section.offices")/>
        <Frame>
            <div class="settings__head">
                <h1 class="page__title">{tr!("platform.section.offices")}</h1>
                <a class="button" href=paths::setting(paths::OFFICES, "") data-action="new">{tr!("platform.offices.add")}</a>
            </div>
            <Said/>
            <Loaded page=offices shown=|offices| view! { <Offices offices/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Offices(offices: Vec<OfficeRow>) -> impl IntoView {
    let rows = offices
        .into_iter()
        .map(|office| view! { <Office office/> })
        .collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{tr!("platform.offices.caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr!("platform.offices.name")}</th>
                    <th scope="col">{tr!("platform.offices.city")}</th>
                    <th scope="col">{tr!("platform.offices.telephone")}</th>
                    <th scope="col">{tr!("platform.offices.waiting")}</th>
                    <th scope="col">{tr!("platform.offices.officers")}</th>
                    <th scope="col">{tr!("platform.offices.state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Office(office: OfficeRow) -> impl IntoView {
    let language = language_signal();
    let OfficeRow {
        id,
        names,
        city,
        telephone,
        is_open,
        waiting,
        officers,
    } = office;
    let page = paths::setting(paths::OFFICES, &id);
    let state = move || match is_open {
        true => domain::t!(language.get(), "platform.offices.open"),
        false => domain::t!(language.get(), "platform.offices.closed"),
    };
    view! {
        <tr class="rows__row" class:rows__row--over=!is_open data-office=id>
            <td class="rows__lead" data-label=tr!("platform.offices.name")>
                <a class="rows__link" href=page>{move || names.get(language.get()).to_owned()}</a>
            </td>
            <td data-label=tr!("platform.offices.city")><span lang="zh-CN">{city}</span></td>
            <td data-label=tr!("platform.offices.telephone")><span class="rows__number">{telephone}</span></td>
            <td data-label=tr!("platform.offices.waiting")>{waiting}</td>
            <td data-label=tr!("platform.offices.officers")>{officers}</td>
            <td data-label=tr!("platform.offices.state")>
                <span class="badge" class:badge--good=is_open>{state}</span>
            </td>
        </tr>
    }
}
