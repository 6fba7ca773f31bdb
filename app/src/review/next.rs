//! On to the next case of the list a case was opened from: a link, a key, and without scripts a
//! page that leads on.

use crate::address::use_query_map;
use domain::review::filter::QueueFilter;
use domain::text::Language;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event, MouseEvent};

use super::desk::Desk;
use super::trouble::QueueTrouble;
use super::{case_api, link};
use crate::components::page_title::PageTitle;
use crate::error::AppError;
use crate::language::language_signal;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, at, attended, listen};
use crate::suspend::suspend;
use crate::tr;

async fn next_of(reference: String, filter: QueueFilter) -> Result<Option<String>, AppError> {
    let filter = QueueFilter {
        after: String::new(),
        ..filter
    };
    case_api::next_case(reference, filter).await
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
        let desk = Desk::of(&self.reference);
        attended(Link {
            desk,
            reference: StoredValue::new(self.reference),
            is_last: RwSignal::new(false),
            language: language_signal(),
        })
    }
}

#[derive(Clone, Copy)]
struct Link {
    desk: Desk,
    reference: StoredValue<String>,
    is_last: RwSignal<bool>,
    language: RwSignal<Language>,
}

impl Attended for Link {
    fn write(&self, html: &mut Markup) {
        let language = self.language.get();
        let path = link::next(&self.reference.get_value(), &self.desk.filter.get());
        html.tags("<a class=case-head__next")
            .attribute("href", &path)
            .tags(" data-action=next-case aria-keyshortcuts=n>")
            .text(domain::t!(language, "desk.next.link"))
            .tags("</a><span class=case-head__last role=status>");
        if self.is_last.get() {
            html.text(domain::t!(language, "desk.next.none"));
        }
        html.tags("</span>");
    }

    fn attend(&self, place: &Element) {
        let link = *self;
        listen(place, &["click"], move |event| {
            if at(event, "a").is_some() {
                link.follow(event);
            }
        });
    }
}

impl Link {
    fn follow(self, event: &Event) {
        let is_elsewhere = event
            .dyn_ref::<MouseEvent>()
            .is_some_and(|event| event.ctrl_key() || event.meta_key() || event.shift_key());
        if is_elsewhere {
            return;
        }
        event.prevent_default();
        let desk = self.desk;
        desk.act(async move {
            let filter = desk.filter.get_untracked();
            match next_of(self.reference.get_value(), filter.clone()).await {
                Ok(Some(next)) => desk.go(&link::case(&next, &filter)),
                Ok(None) => self.is_last.set(true),
                Err(error) => desk.say(Some(error)),
            }
        });
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
