//! On to the next case of the list a case was opened from: a link, a key, and without scripts a
//! page that leads on.

use crate::address::{use_navigate, use_query_map};
use domain::review::view::QueueFilter;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::trouble::QueueTrouble;
use super::{case_api, link};
use crate::components::page_title::PageTitle;
use crate::error::AppError;
use crate::live::Part;
use crate::suspend::suspend;
use crate::tr;

async fn next_of(reference: String, filter: QueueFilter) -> Result<Option<String>, AppError> {
    let QueueFilter {
        state,
        only,
        search,
        office,
        sort,
        ..
    } = filter;
    case_api::next_case(reference, state, only, search, office, sort).await
}

/// The link on a case.
#[derive(Debug, Serialize, Deserialize)]
pub struct NextLink {
    /// The case.
    pub reference: String,
}

impl Part for NextLink {
    const NAME: &'static str = "next";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let Self { reference } = self;
        let desk = Desk::of(&reference);
        view! { <Link desk reference/> }.into_any()
    }
}

#[component]
fn Link(desk: Desk, reference: String) -> impl IntoView {
    let navigate = use_navigate();
    let is_last = RwSignal::new(false);
    let path = {
        let reference = reference.clone();
        move || link::next(&reference, &desk.filter.get())
    };
    let go = move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        let (navigate, reference) = (navigate.clone(), reference.clone());
        desk.act(async move {
            let filter = desk.filter.get_untracked();
            match next_of(reference, filter.clone()).await {
                Ok(Some(next)) => desk.go(&navigate, &link::case(&next, &filter)),
                Ok(None) => is_last.set(true),
                Err(error) => desk.say(Some(error)),
            }
        });
    };
    view! {
        <a class="case-head__next" href=path data-action="next-case" aria-keyshortcuts="n" on:click=go>
            {tr!("desk.next.link")}
        </a>
        <span class="case-head__last" role="status">
            {move || is_last.get().then(tr!("desk.next.none"))}
        </span>
    }
}

/// `/staff/next`: the server function leads on; when there is nothing to lead to, says so.
#[component]
pub fn NextPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(link::filter));
    let next = Resource::new(
        move || {
            let reference = query.with(|query| query.get("case").unwrap_or_default());
            (reference, filter.get())
        },
        |(reference, filter)| next_of(reference, filter),
    );
    view! {
        <PageTitle text=tr!("desk.next.title")/>
        <section class="page">
            <h1 class="page__title">{tr!("desk.next.title")}</h1>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match next.await {
                        Ok(Some(_)) => ().into_any(),
                        Ok(None) => view! { <p class="empty" data-next-case="none">{tr!("desk.next.none")}</p> }.into_any(),
                        Err(error) => {
                            view! { <QueueTrouble error/> }.into_any()
                        }
                    }
                })}
            </Transition>
            <p><a href=move || link::queue(&filter.get())>{tr!("desk.next.back")}</a></p>
        </section>
    }
}
