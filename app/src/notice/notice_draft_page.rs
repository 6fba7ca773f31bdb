//! The draft of a next version of a notice.

use std::sync::Arc;

use domain::notice::entry::NOTICE;
use domain::notice::view::NoticeDraftPage as Page;
use domain::text::key;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api;
use crate::components::page_title::PageTitle;
use crate::components::timeline::moment;
use crate::language::language_signal;
use crate::platform::ask::Ask;
use crate::platform::field::{AreaField, Filled, LineField, SheetProblems};
use crate::platform::frame::{Frame, Loaded, Said, is_again, parameter};
use crate::{paths, tr};

/// `/staff/settings/terms/:id/draft`
#[component]
pub fn NoticeDraftPage() -> impl IntoView {
    let (id, again) = (parameter("id"), is_again());
    let page = Resource::new(
        move || (id.get(), again.get()),
        |(id, again)| api::load_notice_draft(id, again),
    );
    view! {
        <PageTitle text=tr!("platform.terms.draft_title")/>
        <Frame>
            <p><a class="settings__back" href=paths::NOTICES>{tr!("platform.back")}</a></p>
            <h1 class="page__title">{tr!("platform.terms.draft_title")}</h1>
            <p class="page__intro">{tr!("platform.terms.draft_intro")}</p>
            <Said/>
            <Loaded page shown=|page| view! { <Draft page/> }.into_any()/>
        </Frame>
    }
}

#[component]
fn Draft(page: Page) -> impl IntoView {
    let language = language_signal();
    let Page {
        id,
        sheet,
        saved: (at, name),
        is_overtaken,
    } = page;
    let sheet: Filled = Arc::new(sheet);
    let version = sheet.version;
    let saved = move || {
        let at = moment(language.get(), &at);
        domain::t!(
            language.get(),
            "platform.terms.draft_by",
            name = &name,
            at = &at
        )
    };
    let discarded = id.clone();
    view! {
        <p class="settings__note">{saved}</p>
        {is_overtaken.then(|| view! {
            <div class="banner banner--warn" data-overtaken=""><p>{tr!("platform.terms.overtaken")}</p></div>
        })}
        <SheetProblems sheet=sheet.clone() order=&NOTICE/>
        <form class="card form" method="post" action=api::SaveNotice::url() data-form="notice">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            <LineField sheet=sheet.clone() id="notice_title_zh" lang=Some("zh-CN")/>
            <AreaField sheet=sheet.clone() id="notice_text_zh" lang=Some("zh-CN") rows=12/>
            <LineField sheet=sheet.clone() id="notice_title_ja" lang=Some("ja")/>
            <AreaField sheet=sheet.clone() id="notice_text_ja" lang=Some("ja") rows=12/>
            <LineField sheet=sheet.clone() id="notice_title_en" lang=Some("en")/>
            <AreaField sheet id="notice_text_en" lang=Some("en") rows=12/>
            <div class="actions">
                <button class="button" type="submit" name="preview" value="true" data-action="preview">
                    {tr!("platform.terms.save_preview")}
                </button>
                <button class="button button--secondary" type="submit" name="preview" value="false" data-action="save">
                    {tr!("platform.terms.save_draft")}
                </button>
            </div>
        </form>
        <Ask name="discard" open=const { key("platform.terms.discard") }
            go=const { key("platform.terms.discard_go") } action=api::DiscardNotice::url() is_grave=true>
            <input type="hidden" name="id" value=discarded/>
            <input type="hidden" name="version" value=version/>
            <p>{tr!("platform.terms.discard_text")}</p>
        </Ask>
    }
}
