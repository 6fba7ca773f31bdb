//! A member of staff: role and office, a new password, and whether they may come in; and the form
//! for a new one.

use std::sync::Arc;

use domain::member::entry::MEMBER;
use domain::member::view::MemberPage as Page;
use domain::office::view::OfficeChoice;
use domain::review::Role;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::language::language_signal;
use crate::platform::ask::Ask;
use crate::platform::field::{Called, Filled, LineField, ListField, SheetProblems};
use crate::platform::frame::{Frame, Loaded, Said, is_again, parameter};
use crate::{paths, tr};

/// `/staff/settings/staff/:id`
#[component]
pub fn MemberPage() -> impl IntoView {
    let (name, again) = (parameter("id"), is_again());
    let page = Resource::new(
        move || (name.get(), again.get()),
        |(name, again)| api::load_member(name, again),
    );
    let is_new = move || name.with(String::is_empty);
    let language = language_signal();
    let title = move || match is_new() {
        true => domain::t!(language.get(), "platform.staff.new_title"),
        false => domain::t!(language.get(), "platform.staff.member_title"),
    };
    view! {
        <PageTitle text=title/>
        <Frame>
            <p><a class="settings__back" href=paths::MEMBERS>{tr!("platform.back")}</a></p>
            <Loaded page shown=|page: Page| match page.member.is_some() {
                true => view! { <Member page/> }.into_any(),
                false => view! { <NewMember page/> }.into_any(),
            }/>
        </Frame>
    }
}

#[component]
fn NewMember(page: Page) -> impl IntoView {
    let sheet: Filled = Arc::new(page.sheet);
    view! {
        <h1 class="page__title">{tr!("platform.staff.new_title")}</h1>
        <p class="page__intro">{tr!("platform.staff.new_intro")}</p>
        <Said/>
        <SheetProblems sheet=sheet.clone() order=&MEMBER/>
        <form class="card form" method="post" action=api::AddMember::url() data-form="member">
            <LineField sheet=sheet.clone() id="member_name"/>
            <RoleAndOffice sheet offices=page.offices/>
            <div class="actions">
                <button class="button" type="submit" data-action="save">{tr!("platform.staff.add")}</button>
            </div>
        </form>
    }
}

#[component]
fn RoleAndOffice(sheet: Filled, offices: Vec<OfficeChoice>) -> impl IntoView {
    let language = language_signal();
    let roles = Role::ALL.map(|role| {
        let id = role.id();
        let names = vec![format!("role.{id}"), format!("role_text.{id}")];
        (id.to_owned(), Called::Said(names))
    });
    let chosen = sheet.text("member_office").to_owned();
    // An office that is closed stays where it is, but nobody is sent there.
    let offices = offices
        .into_iter()
        .filter(|office| office.is_open || office.id == chosen)
        .map(|office| (office.id, office.names.into()))
        .collect();
    let choose = Signal::derive(move || domain::t!(language.get(), "platform.choose").to_owned());
    let all =
        Signal::derive(move || domain::t!(language.get(), "platform.staff.all_offices").to_owned());
    view! {
        <ListField sheet=sheet.clone() id="member_role" options=vec![(String::new(), roles.to_vec())] nothing=choose/>
        <ListField sheet id="member_office" options=vec![(String::new(), offices)] nothing=all is_optional=true depends=true/>
    }
}

#[component]
fn Member(page: Page) -> impl IntoView {
    let Page {
        member,
        sheet,
        offices,
        held,
        is_me,
        password,
    } = page;
    let Some(member) = member else {
        return ().into_any();
    };
    let sheet: Filled = Arc::new(sheet);
    let (name, version) = (member.name, sheet.version);
    let whose = name.clone();
    let held_text = move || {
        (held > 0).then(|| {
            let n = held.to_string();
            view! { <p>{tr!("platform.staff.held", n = n)}</p> }
        })
    };
    view! {
        <h1 class="page__title"><bdi data-user-name="">{name.clone()}</bdi></h1>
        <Said/>
        {password.map(|password| view! { <Handover name=whose password/> })}
        {is_me.then(|| view! { <p class="page__intro">{tr!("platform.staff.me")}</p> })}
        {held_text()}
        <SheetProblems sheet=sheet.clone() order=&MEMBER/>
        <form class="card form" method="post" action=api::ChangeMember::url() data-form="member">
            <h2 class="settings__part">{tr!("platform.staff.role_title")}</h2>
            <Whose name=name.clone() version/>
            <RoleAndOffice sheet offices/>
            <div class="actions">
                <button class="button" type="submit" data-action="save">{tr!("platform.save")}</button>
            </div>
        </form>
        <Access name version is_active=member.is_active can_lose_factor=member.has_factor && !is_me/>
    }
    .into_any()
}

/// What may be done about somebody's way in.
#[component]
fn Access(name: String, version: i32, is_active: bool, can_lose_factor: bool) -> impl IntoView {
    let (whose, holder) = (name.clone(), name.clone());
    view! {
        {is_active.then(|| view! {
            <Ask name="renew" open=const { key("platform.staff.renew") } go=const { key("platform.staff.renew_go") }
                action=api::RenewMemberPassword::url()>
                <Whose name=whose version/>
                <p>{tr!("platform.staff.renew_text")}</p>
            </Ask>
        })}
        {can_lose_factor.then(|| view! {
            <Ask name="factor_reset" open=const { key("platform.staff.factor_reset") }
                go=const { key("platform.staff.factor_reset_go") } action=api::ResetMemberFactor::url() is_grave=true>
                <input type="hidden" name="name" value=holder/>
                <p>{tr!("platform.staff.factor_reset_text")}</p>
            </Ask>
        })}
        {match is_active {
            true => view! {
                <Ask name="dismiss" open=const { key("platform.staff.dismiss") }
                    go=const { key("platform.staff.dismiss_go") } action=api::DismissMember::url() is_grave=true>
                    <Whose name version/>
                    <p>{tr!("platform.staff.dismiss_text")}</p>
                </Ask>
            }.into_any(),
            false => view! {
                <Ask name="reinstate" open=const { key("platform.staff.reinstate") }
                    go=const { key("platform.staff.reinstate") } action=api::DismissMember::url()>
                    <Whose name version/>
                    <input type="hidden" name="back" value="true"/>
                    <p>{tr!("platform.staff.reinstate_text")}</p>
                </Ask>
            }.into_any(),
        }}
    }
}

/// Which member, and in which version.
#[component]
fn Whose(name: String, version: i32) -> impl IntoView {
    view! {
        <input type="hidden" name="name" value=name/>
        <input type="hidden" name="version" value=version/>
    }
}

/// A first password, shown this once.
#[component]
fn Handover(name: String, password: String) -> impl IntoView {
    view! {
        <div class="card settings__handover" role="status">
            <p>{tr!("platform.staff.password_shown", name = name)}</p>
            <p><code class="settings__password" data-password="">{password}</code></p>
            <p>{tr!("platform.staff.password_how")}</p>
        </div>
    }
}

/// The texts of roles are looked up by their ids.
#[cfg(test)]
mod tests {
    use domain::text::{Language, find};

    use super::*;

    #[test]
    fn every_role_says_what_it_does() {
        for role in Role::ALL {
            for part in ["role", "role_text"] {
                let name = format!("{part}.{}", role.id());
                for language in Language::ALL {
                    assert!(find(language, &name).is_some(), "{name}");
                }
            }
        }
    }
}
