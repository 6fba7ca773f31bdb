//! A published version of a notice, as it was read and promised.

use domain::notice::view::{NoticePage as Page, NoticeText};
use leptos::prelude::*;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::timeline::moment;
use crate::language::language_signal;
use crate::platform::frame::{Frame, Loaded, parameter};
use crate::{paths, tr};

/// `/staff/settings/terms/:id/:version`
#[component]
pub fn NoticePage() -> impl IntoView {
    let (id, version) = (parameter("id"), parameter("version"));
    let page = Resource::new(
        // What is no number is no version.
        move || {
            (
                id.get(),
                version.with(|version| version.parse().unwrap_or(0)),
            )
        },
        |(id, version)| api::load_notice(id, version),
    );
    view! {
        <PageTitle text=tr!("platform.terms.version_title")/>
        <Frame>
            <p><a class="settings__back" href=paths::NOTICES>{tr!("platform.back")}</a></p>
            <Loaded page shown=|page| view! { <Version page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Version(page: Page) -> impl IntoView {
    let language = language_signal();
    let n = page.version.to_string();
    let published = page.published_at.map(|at| {
        let line = move || {
            let at = moment(language.get(), &at);
            format!(
                "{}{}{at}",
                domain::t!(language.get(), "platform.terms.published_at"),
                language.get().colon()
            )
        };
        view! { <p class="page__intro">{line}</p> }
    });
    view! {
        <h1 class="page__title">
            {tr!("platform.terms.version", n = n)} " "
            {page.is_in_force.then(|| view! { <span class="badge badge--good">{tr!("platform.terms.in_force")}</span> })}
        </h1>
        {published}
        <NoticeTexts texts=page.texts/>
    }
}

/// A notice in each of its languages.
#[component]
pub(super) fn NoticeTexts(texts: Vec<NoticeText>) -> impl IntoView {
    texts
        .into_iter()
        .map(|text| view! { <OneText text/> })
        .collect_view()
}

#[component]
fn OneText(text: NoticeText) -> impl IntoView {
    let name = domain::text::Language::parse(&text.language).map_or("", |language| language.name());
    let is_missing = text.text.is_empty();
    let paragraphs = text
        .text
        .split("\n\n")
        .map(|paragraph| view! { <p>{paragraph.trim().to_owned()}</p> })
        .collect_view();
    let tag = text.language.clone();
    view! {
        <section class="card settings__text" data-language=text.language>
            <p class="settings__language" lang=tag.clone()>{name}</p>
            {match is_missing {
                true => view! { <p>{tr!("platform.terms.missing_text")}</p> }.into_any(),
                false => view! {
                    <div lang=tag>
                        <h2 class="settings__part">{text.title}</h2>
                        <div class="settings__paragraphs">{paragraphs}</div>
                    </div>
                    <p class="settings__hash">{tr!("platform.terms.hash")} " " <code>{text.sha256}</code></p>
                }.into_any(),
            }}
        </section>
    }
}
