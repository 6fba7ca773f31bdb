//! All industries, in the order applicants see.

use domain::industry::view::IndustryRow;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::language::language_signal;
use crate::platform::frame::{Frame, Loaded, Said};
use crate::{paths, tr};

/// `/staff/settings/industries`
#[component]
pub fn IndustriesPage() -> impl IntoView {
    let industries = Resource::new(|| (), |()| api::load_industries());
    view! {
        <PageTitle text=tr!("platform.section.industries")/>
        <Frame>
            <div class="settings__head">
                <h1 class="page__title">{tr!("platform.section.industries")}</h1>
                <a class="button" href=paths::setting(paths::INDUSTRIES, "") data-action="new">
                    {tr!("platform.industries.add")}
                </a>
            </div>
            <Said/>
            <Loaded page=industries shown=|industries| view! { <Industries industries/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Industries(industries: Vec<IndustryRow>) -> impl IntoView {
    let last = industries.len().saturating_sub(1);
    let rows = industries
        .into_iter()
        .enumerate()
        .map(|(at, industry)| view! { <Industry industry is_first=at == 0 is_last=at == last/> })
        .collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{tr!("platform.industries.caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr!("platform.industries.name")}</th>
                    <th scope="col">{tr!("platform.industries.id")}</th>
                    <th scope="col">{tr!("platform.industries.state")}</th>
                    <th scope="col">{tr!("platform.industries.order")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Industry(industry: IndustryRow, is_first: bool, is_last: bool) -> impl IntoView {
    let language = language_signal();
    let IndustryRow {
        id,
        names,
        position,
        is_offered,
        ..
    } = industry;
    let page = paths::setting(paths::INDUSTRIES, &id);
    let (mark, place) = (id.clone(), format!("industry-{id}"));
    let (shown, up, down) = (names.clone(), names.clone(), names);
    let state = move || match is_offered {
        true => domain::t!(language.get(), "platform.industries.offered"),
        false => domain::t!(language.get(), "platform.industries.retired"),
    };
    let up_name = move || {
        let name = up.get(language.get());
        domain::t!(language.get(), "platform.industries.up_name", name = name)
    };
    let down_name = move || {
        let name = down.get(language.get());
        domain::t!(language.get(), "platform.industries.down_name", name = name)
    };
    view! {
        <tr class="rows__row" class:rows__row--over=!is_offered id=place data-industry=mark>
            <td class="rows__lead" data-label=tr!("platform.industries.name")>
                <a class="rows__link" href=page>{move || shown.get(language.get()).to_owned()}</a>
            </td>
            <td data-label=tr!("platform.industries.id")><code>{id.clone()}</code></td>
            <td data-label=tr!("platform.industries.state")>
                <span class="badge" class:badge--good=is_offered>{state}</span>
            </td>
            <td class="rows__action">
                <form class="settings__order" method="post" action=api::MoveIndustry::url()>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="position" value=position/>
                    <button class="button button--quiet" type="submit" name="way" value="up"
                        data-action="up" aria-label=up_name disabled=is_first>"↑"</button>
                    <button class="button button--quiet" type="submit" name="way" value="down"
                        data-action="down" aria-label=down_name disabled=is_last>"↓"</button>
                </form>
            </td>
        </tr>
    }
}
