//! A draft as applicants would read it, and the last question before it is published.

use domain::notice::view::NoticePage as Page;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::notice::notice_page::NoticeTexts;
use crate::platform::ask::Ask;
use crate::platform::frame::{Frame, Loaded, Said, parameter};
use crate::{paths, tr};

/// `/staff/settings/terms/:id/draft/preview`
#[component]
pub fn NoticePreviewPage() -> impl IntoView {
    let id = parameter("id");
    let page = Resource::new(move || id.get(), api::load_notice_preview);
    view! {
        <PageTitle text=tr!("platform.terms.draft_title")/>
        <Frame>
            <p>
                <a class="settings__back" href=move || paths::notice_draft(&id.get()) data-action="edit">
                    {tr!("platform.terms.edit")}
                </a>
            </p>
            <Loaded page shown=|page| view! { <Preview page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Preview(page: Page) -> impl IntoView {
    let n = page.version.to_string();
    let obstacle = match (page.is_complete, page.is_unchanged, page.is_overtaken) {
        (false, ..) => Some(("incomplete", const { key("platform.terms.incomplete") })),
        (_, true, _) => Some(("unchanged", const { key("platform.terms.unchanged") })),
        (.., true) => Some(("overtaken", const { key("platform.terms.overtaken") })),
        _ => None,
    };
    let language = crate::language::language_signal();
    view! {
        <h1 class="page__title">{tr!("platform.terms.preview_title", n = n)}</h1>
        <p class="page__intro">{tr!("platform.terms.preview_intro")}</p>
        <Said/>
        <NoticeTexts texts=page.texts/>
        {match obstacle {
            Some((name, text)) => view! {
                <div class="banner banner--warn" data-obstacle=name>
                    <p>{move || text.in_language(language.get())}</p>
                </div>
            }.into_any(),
            None => view! {
                <Ask name="publish" open=const { key("platform.terms.publish") }
                    go=const { key("platform.terms.publish_go") } action=api::PublishNotice::url() is_grave=true>
                    <input type="hidden" name="id" value=page.id/>
                    <input type="hidden" name="version" value=page.draft_version/>
                    <p>{tr!("platform.terms.publish_text")}</p>
                </Ask>
            }.into_any(),
        }}
    }
}
