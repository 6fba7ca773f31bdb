//! All members of staff.

use domain::member::view::MemberRow;
use leptos::prelude::*;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::timeline::moment;
use crate::language::{language_signal, said};
use crate::platform::frame::{Frame, Loaded, Said};
use crate::{paths, tr};

/// `/staff/settings/staff`
#[component]
pub fn MembersPage() -> impl IntoView {
    let members = Resource::new(|| (), |()| api::load_members());
    view! {
        <PageTitle text=tr!("platform.section.staff")/>
        <Frame>
            <div class="settings__head">
                <h1 class="page__title">{tr!("platform.section.staff")}</h1>
                <a class="button" href=paths::setting(paths::MEMBERS, "") data-action="new">{tr!("platform.staff.add")}</a>
            </div>
            <Said/>
            <Loaded page=members shown=|members| view! { <Members members/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Members(members: Vec<MemberRow>) -> impl IntoView {
    let rows = members
        .into_iter()
        .map(|member| view! { <Member member/> })
        .collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{tr!("platform.staff.caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr!("platform.staff.name")}</th>
                    <th scope="col">{tr!("platform.staff.role")}</th>
                    <th scope="col">{tr!("platform.staff.office")}</th>
                    <th scope="col">{tr!("platform.staff.signed_in")}</th>
                    <th scope="col">{tr!("platform.staff.factor")}</th>
                    <th scope="col">{tr!("platform.staff.state")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Member(member: MemberRow) -> impl IntoView {
    let language = language_signal();
    let MemberRow {
        name,
        role,
        office,
        signed_in_at,
        has_factor,
        is_active,
    } = member;
    let page = paths::setting(paths::MEMBERS, &name);
    let office = move || match &office {
        Some(names) => names.get(language.get()).to_owned(),
        None => domain::t!(language.get(), "platform.staff.all_offices").to_owned(),
    };
    let signed_in = move || match &signed_in_at {
        Some(at) => moment(language.get(), at),
        None => domain::t!(language.get(), "platform.staff.never").to_owned(),
    };
    let factor = move || match has_factor {
        true => domain::t!(language.get(), "platform.staff.factor_yes"),
        false => domain::t!(language.get(), "platform.staff.factor_no"),
    };
    let state = move || match is_active {
        true => domain::t!(language.get(), "platform.staff.active"),
        false => domain::t!(language.get(), "platform.staff.inactive"),
    };
    let mark = name.clone();
    view! {
        <tr class="rows__row" class:rows__row--over=!is_active data-member=mark>
            <td class="rows__lead" data-label=tr!("platform.staff.name")>
                <a class="rows__link" href=page><bdi data-user-name="">{name}</bdi></a>
            </td>
            <td data-label=tr!("platform.staff.role")>{said(format!("role.{}", role.id()))}</td>
            <td data-label=tr!("platform.staff.office")>{office}</td>
            <td data-label=tr!("platform.staff.signed_in")>{signed_in}</td>
            <td data-label=tr!("platform.staff.factor")>{factor}</td>
            <td data-label=tr!("platform.staff.state")>
                <span class="badge" class:badge--good=is_active>{state}</span>
            </td>
        </tr>
    }
}
