//! The queue: what waits, what is due first on top. Its filter is in the URL, so the way back, a
//! bookmark and a colleague's link show the same list.

use crate::address::use_query_map;
use chrono::NaiveDate;
use domain::application::state::ApplicationState;
use domain::review::filter::{Only, QueueFilter};
use domain::review::four_eyes::DecisionOutcome;
use domain::review::view::{QueuePage as Page, Unmanned};
use domain::text::Language;
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::api::{self, Dated};
use super::keys::{KeysPage, Shortcuts};
use super::link;
use super::notes::Verdict;
use super::queue_table::{Boxes, QueueTable, may_choose};
use super::selection::{self, Selection};
use super::trouble::QueueTrouble;
use crate::browser;
use crate::components::page_title::PageTitle;
use crate::language::{language_signal, said};
use crate::live::{Part, live};
use crate::paths;
use crate::suspend::suspend;
use crate::tr;

/// States a case in the queue can have; a draft is nobody's business yet.
const STATES: [ApplicationState; 7] = [
    ApplicationState::Submitted,
    ApplicationState::Returned,
    ApplicationState::Approved,
    ApplicationState::Completing,
    ApplicationState::Completed,
    ApplicationState::Refused,
    ApplicationState::Withdrawn,
];

/// The filter value for every state.
const ALL: &str = QueueFilter::ALL_STATES;

/// `/staff/queue`
#[component]
pub fn QueuePage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(link::filter));
    let language = language_signal();
    let page = Resource::new(
        move || (filter.get(), language.get()),
        |(filter, language)| api::queue(filter, language.tag().to_owned()),
    );
    view! {
        <PageTitle text=tr!("staff.queue.title")/>
        <section class="page page--wide queue">
            <div class="queue__head">
                <h1 class="page__title">{tr!("staff.queue.title")}</h1>
                {live(Shortcuts { page: KeysPage::Queue })}
            </div>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    let page = page.await.ok()?;
                    Some(view! { <Decided rows=page.value.rows filter=filter.get_untracked()/> })
                })}
            </Transition>
            <FilterForm filter/>
            <Transition fallback=|| ()>
                {move || suspend(async move {
                    match page.await {
                        Ok(page) => view! { <Listed page filter/> }.into_any(),
                        Err(error) => view! { <QueueTrouble error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Listed(page: Dated<Page>, filter: Memo<QueueFilter>) -> impl IntoView {
    let language = language_signal();
    let shown = filter.get_untracked();
    let Dated { today, value: page } = page;
    let (waiting, overdue) = (page.waiting.to_string(), page.overdue.to_string());
    let all = link::queue(&QueueFilter::default());
    let late = link::queue(&QueueFilter {
        only: Only::Overdue.id().into(),
        ..QueueFilter::default()
    });
    let has_late = page.overdue > 0;
    let marked = [
        (Only::Confirm, "", "staff.queue.to_confirm", page.to_confirm),
        (Only::Unread, ALL, "message.unread_count", page.unread),
    ]
    .into_iter()
    .filter(|(.., n)| *n > 0)
    .map(|(only, state, text, n)| {
        let path = link::queue(&QueueFilter {
            only: only.id().into(),
            state: state.into(),
            ..QueueFilter::default()
        });
        let n = n.to_string();
        let said =
            move || domain::text::fill(&domain::text::say(language.get(), text), &[("n", &n)]);
        view! { " " <a class="queue__count" href=path data-count=only.id()>{said}</a> }
    })
    .collect_view();
    let next = page.next.clone().map(|after| {
        link::queue(&QueueFilter {
            after,
            ..shown.clone()
        })
    });
    let first = (!shown.after.is_empty()).then(|| {
        link::queue(&QueueFilter {
            after: String::new(),
            ..shown.clone()
        })
    });
    let unmanned = (!page.unmanned.is_empty()).then(|| {
        let offices = page.unmanned.clone();
        view! { <UnmannedOffices offices/> }
    });
    view! {
        {unmanned}
        <p class="queue__counts">
            <a class="queue__count" href=all>
                {move || domain::t!(language.get(), "staff.queue.waiting", n = &waiting)}
            </a>
            " "
            <a class="queue__count" class:queue__count--late=has_late href=late>
                {move || domain::t!(language.get(), "staff.queue.overdue", n = &overdue)}
            </a>
            {marked}
        </p>
        {match page.rows.is_empty() {
            true => view! { <Empty filter=shown/> }.into_any(),
            false => view! { <Rows page today filter=shown/> }.into_any(),
        }}
        {(next.is_some() || first.is_some()).then(|| view! {
            <nav class="queue__pages" aria-label=tr!("staff.queue.pages")>
                {first.map(|path| view! { <a class="button button--quiet" href=path>{tr!("staff.queue.first")}</a> })}
                {next.map(|path| view! { <a class="button button--quiet" href=path rel="next">{tr!("staff.queue.next")}</a> })}
            </nav>
        })}
    }
}

/// Where cases wait and nobody works.
#[component]
fn UnmannedOffices(offices: Vec<Unmanned>) -> impl IntoView {
    let language = language_signal();
    let lines = offices
        .into_iter()
        .map(|office| {
            let path = link::queue(&QueueFilter {
                office: office.office.clone(),
                ..QueueFilter::default()
            });
            let (name, n) = (office.name, office.waiting.to_string());
            let line = move || {
                domain::t!(
                    language.get(),
                    "staff.queue.unmanned_office",
                    name = &name,
                    n = &n
                )
            };
            view! { <li data-unmanned=office.office><a href=path>{line}</a></li> }
        })
        .collect_view();
    view! {
        <div class="banner banner--bad" role="alert">
            <p>{tr!("staff.queue.unmanned")}</p>
            <ul>{lines}</ul>
        </div>
    }
}

/// The cases; those the reader may decide can be chosen, to decide them together.
#[component]
fn Rows(page: Page, today: NaiveDate, filter: QueueFilter) -> impl IntoView {
    let offered = page.rows.iter().filter(|row| may_choose(row)).count();
    let rows = page.rows;
    if !page.may_decide || offered == 0 {
        return view! { <QueueTable rows today filter boxes=Boxes::None/> }.into_any();
    }
    let all = use_query_map().with_untracked(|query| query.get(selection::ALL).is_some());
    let boxes = match all {
        true => Boxes::Ticked,
        false => Boxes::Open,
    };
    let every = format!("{}=all", selection::ALL);
    let bar = Selection {
        offered,
        all,
        select_all: link::with(paths::QUEUE, &[&link::query(&filter), &every]),
    };
    // Behind the boxes, as in the addresses the pages themselves write.
    let parts = filter
        .parts()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> })
        .collect_view();
    view! {
        <form class="selection" method="get" action=paths::BULK autocomplete="off">
            {live(bar)}
            <QueueTable rows today filter boxes/>
            {parts}
        </form>
    }
    .into_any()
}

/// Nothing to show: because nothing waits, or because of the filter.
#[component]
fn Empty(filter: QueueFilter) -> impl IntoView {
    if filter == QueueFilter::default() {
        return view! { <p class="empty">{tr!("staff.queue.empty")}</p> }.into_any();
    }
    let everywhere = (filter.state != ALL && !filter.search.is_empty()).then(|| {
        link::queue(&QueueFilter {
            state: ALL.into(),
            search: filter.search,
            ..QueueFilter::default()
        })
    });
    view! {
        <div class="empty">
            <p>{tr!("staff.queue.none_found")}</p>
            {everywhere.map(|path| view! { <p><a href=path>{tr!("staff.queue.everywhere")}</a></p> })}
            <p><a href=paths::QUEUE>{tr!("staff.queue.clear")}</a></p>
        </div>
    }
    .into_any()
}

/// What was just decided, and the next case nobody holds.
#[component]
fn Decided(rows: Vec<domain::review::view::QueueRow>, filter: QueueFilter) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let decided = move || {
        let (done, proposed, reference) = query.with(|query| {
            (
                query.get("decided"),
                query.get("proposed"),
                query.get("case"),
            )
        });
        let outcome = match done {
            Some(_) => DecisionOutcome::Done,
            None => DecisionOutcome::Proposed,
        };
        let verdict = Verdict::parse(&done.or(proposed)?)?;
        // Only what is a reference is repeated from a URL.
        let reference = domain::application::reference::Reference::parse(&reference?).ok()?;
        Some((outcome, verdict, reference.to_string()))
    };
    let sentence =
        move |language: Language, outcome: DecisionOutcome, verdict: Verdict, reference: &str| {
            let name = format!("staff.{}.{}", outcome.id(), verdict.id());
            let sentence = domain::text::say(language, &name);
            domain::text::fill(&sentence, &[("reference", reference)])
        };
    view! {
        <div class="queue__decided" role="status">
            {move || decided().map(|(outcome, verdict, reference)| {
                let next = rows
                    .iter()
                    .find(|row| row.is_free && row.reference != reference)
                    .map(|row| (link::case(&row.reference, &filter), row.subject.clone()));
                view! {
                    <div
                        class="banner banner--good"
                        data-decided=(outcome == DecisionOutcome::Done).then_some(verdict.id())
                        data-proposed=(outcome == DecisionOutcome::Proposed).then_some(verdict.id())
                    >
                        <p>{move || sentence(language.get(), outcome, verdict, &reference)}</p>
                        {next.map(|(path, subject)| view! { <p>{live(Onward { path, subject })}</p> })}
                    </div>
                }
            })}
        </div>
    }
}

/// The way on to the next case. One key leads there: after a decision it has the keyboard.
#[derive(Debug, Serialize, Deserialize)]
pub struct Onward {
    path: String,
    subject: String,
}

impl Part for Onward {
    const NAME: &'static str = "onward";
    const BUNDLE: &'static str = "queue_parts";

    fn draw(self) -> AnyView {
        let Self { path, subject } = self;
        let language = language_signal();
        let link = NodeRef::<html::A>::new();
        Effect::new(move || {
            if let Some(link) = link.get() {
                browser::focus_once_shown(link.into(), 120);
            }
        });
        view! {
            <a href=path data-action="next-case" aria-keyshortcuts="n" node_ref=link>
                {move || domain::t!(language.get(), "staff.decided.next", name = &subject)}
            </a>
        }
        .into_any()
    }
}

/// The filter; a plain GET form.
#[component]
fn FilterForm(filter: Memo<QueueFilter>) -> impl IntoView {
    let language = language_signal();
    let is_state = move |id: &'static str| {
        move || {
            filter.with(|filter| match filter.state.as_str() {
                "" => id == ApplicationState::Submitted.id(),
                state => id == state,
            })
        }
    };
    let is_only = move |id: &'static str| move || filter.with(|filter| filter.only == id);
    let is_sort = move |id: &'static str| move || filter.with(|filter| filter.sort == id);
    let states = STATES
        .map(|state| {
            let id = state.id();
            view! { <option value=id selected=is_state(id)>{said(format!("state.{id}"))}</option> }
        })
        .collect_view();
    view! {
        <form method="get" action=paths::QUEUE class="queue-filter" role="search">
            <div class="queue-filter__part">
                <label for="queue-state">{tr!("staff.filter.state")}</label>
                <select id="queue-state" name="state">
                    {states}
                    <option value=ALL selected=is_state(ALL)>{tr!("staff.filter.all")}</option>
                </select>
            </div>
            <div class="queue-filter__part">
                <label for="queue-only">{tr!("staff.filter.only")}</label>
                <select id="queue-only" name="only">
                    <option value="" selected=is_only("")>{tr!("staff.filter.any")}</option>
                    <option value=Only::Overdue.id() selected=is_only(Only::Overdue.id())>{tr!("staff.filter.overdue")}</option>
                    <option value=Only::Mine.id() selected=is_only(Only::Mine.id())>{tr!("staff.filter.mine")}</option>
                    <option value=Only::Confirm.id() selected=is_only(Only::Confirm.id())>{tr!("staff.filter.confirm")}</option>
                    <option value=Only::Unread.id() selected=is_only(Only::Unread.id())>{tr!("message.unread_only")}</option>
                </select>
            </div>
            <div class="queue-filter__part queue-filter__part--search">
                <label for="queue-search">{tr!("staff.filter.search")}</label>
                <input id="queue-search" name="search" type="search" maxlength="100" autocomplete="off"
                    value=move || filter.with(|filter| filter.search.clone())
                    placeholder=move || domain::t!(language.get(), "staff.filter.search_hint")/>
            </div>
            <OfficeFilter filter/>
            <div class="queue-filter__part">
                <label for="queue-sort">{tr!("staff.filter.sort")}</label>
                <select id="queue-sort" name="sort">
                    <option value="" selected=is_sort("")>{tr!("staff.filter.due")}</option>
                    <option value=QueueFilter::NEWEST selected=is_sort(QueueFilter::NEWEST)>{tr!("staff.filter.newest")}</option>
                </select>
            </div>
            <button class="button" type="submit">{tr!("staff.filter.apply")}</button>
        </form>
    }
}

/// The choice of an office, for those who see several.
#[component]
fn OfficeFilter(filter: Memo<QueueFilter>) -> impl IntoView {
    let language = language_signal();
    let offices = Resource::new(
        move || language.get(),
        |language| api::queue_offices(language.tag().to_owned()),
    );
    view! {
        <Transition fallback=|| ()>
            {move || suspend(async move {
                let offices = offices.await.unwrap_or_default();
                let chosen = filter.with_untracked(|filter| filter.office.clone());
                (!offices.is_empty()).then(|| {
                    let options = offices
                        .into_iter()
                        .map(|office| {
                            let is_chosen = office.value == chosen;
                            view! { <option value=office.value selected=is_chosen>{office.label}</option> }
                        })
                        .collect_view();
                    view! {
                        <div class="queue-filter__part">
                            <label for="queue-office">{tr!("staff.filter.office")}</label>
                            <select id="queue-office" name="office">
                                <option value="">{tr!("staff.filter.every_office")}</option>
                                {options}
                            </select>
                        </div>
                    }
                })
            })}
        </Transition>
    }
}
