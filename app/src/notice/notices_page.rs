//! The notices applicants read and promise, each with its versions.

use domain::notice::view::{NoticeRow, VersionRow};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::timeline::moment;
use crate::language::language_signal;
use crate::platform::frame::{Frame, Loaded, Said};
use crate::{paths, tr};

/// `/staff/settings/terms`
#[component]
pub fn NoticesPage() -> impl IntoView {
    let notices = Resource::new(|| (), |()| api::load_notices());
    view! {
        <PageTitle text=tr!("platform.section.terms")/>
        <Frame>
            <h1 class="page__title">{tr!("platform.section.terms")}</h1>
            <Said/>
            <Loaded page=notices shown=|notices| view! { <Notices notices/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Notices(notices: Vec<NoticeRow>) -> impl IntoView {
    let notices = notices
        .into_iter()
        .map(|notice| view! { <Notice notice/> })
        .collect_view();
    view! { <div class="settings__notices">{notices}</div> }
}

#[component]
fn Notice(notice: NoticeRow) -> impl IntoView {
    let language = language_signal();
    let NoticeRow {
        id,
        title,
        versions,
        draft,
    } = notice;
    let (name, mark) = (id.clone(), id.clone());
    let title = move || match title.get(language.get()) {
        "" => name.clone(),
        title => title.to_owned(),
    };
    let is_begun = draft.is_some();
    let saved = draft.map(|(at, name)| {
        let line = move || {
            let at = moment(language.get(), &at);
            domain::t!(
                language.get(),
                "platform.terms.draft_by",
                name = &name,
                at = &at
            )
        };
        view! { <p>{line}</p> }
    });
    view! {
        <section class="card" data-notice=mark>
            <h2 class="settings__part">{title}</h2>
            <Versions id=id.clone() versions/>
            {saved}
            {match is_begun {
                true => view! {
                    <p><a class="button" href=paths::notice_draft(&id) data-action="draft">{tr!("platform.terms.go_on")}</a></p>
                }.into_any(),
                false => view! {
                    <form method="post" action=api::BeginNotice::url()>
                        <input type="hidden" name="id" value=id/>
                        <button class="button" type="submit" data-action="begin">{tr!("platform.terms.begin")}</button>
                    </form>
                }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Versions(id: String, versions: Vec<VersionRow>) -> impl IntoView {
    if versions.is_empty() {
        return view! { <p>{tr!("platform.terms.none_yet")}</p> }.into_any();
    }
    let rows = versions
        .into_iter()
        .enumerate()
        .map(|(at, version)| view! { <Version id=id.clone() version is_in_force=at == 0/> })
        .collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">{tr!("platform.terms.caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{tr!("platform.terms.number")}</th>
                    <th scope="col">{tr!("platform.terms.state")}</th>
                    <th scope="col">{tr!("platform.terms.published_at")}</th>
                    <th scope="col">{tr!("platform.terms.accepted")}</th>
                    <th scope="col">{tr!("platform.terms.hash")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Version(id: String, version: VersionRow, is_in_force: bool) -> impl IntoView {
    let language = language_signal();
    let VersionRow {
        version,
        published_at,
        sha256,
        accepted,
    } = version;
    let n = version.to_string();
    let short = sha256.get(..16).unwrap_or(&sha256).to_owned();
    view! {
        <tr class="rows__row" data-version=version>
            <td class="rows__lead" data-label=tr!("platform.terms.number")>
                <a class="rows__link" href=paths::notice_version(&id, version)>{tr!("platform.terms.version", n = n)}</a>
            </td>
            <td data-label=tr!("platform.terms.state")>
                {match is_in_force {
                    true => view! { <span class="badge badge--good">{tr!("platform.terms.in_force")}</span> }.into_any(),
                    false => view! { <span class="badge">{tr!("platform.terms.superseded")}</span> }.into_any(),
                }}
            </td>
            <td data-label=tr!("platform.terms.published_at")>{move || moment(language.get(), &published_at)}</td>
            <td data-label=tr!("platform.terms.accepted")>{accepted}</td>
            <td data-label=tr!("platform.terms.hash")><code title=sha256>{short} "…"</code></td>
        </tr>
    }
}
