//! What the owner of an account can apply for, or why not.

use crate::address::use_query_map;
use crate::told::Told;
use domain::application::kind::ApplicationKind;
use domain::application::view::Offer;
use domain::text::{Language, find_of};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::offers::load_offers;
use super::record::RecordLine;
use super::start::StartApplication;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::language::{day, language_signal, said, said_of, space};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/applications/new`
#[component]
pub fn NewPage() -> impl IntoView {
    let about = use_query_map().with_untracked(|query| query.get("record"));
    let about = about.unwrap_or_default();
    let offers = Resource::new(move || about.clone(), load_offers);
    let (problem, refused) = use_query_map().with_untracked(|query| {
        let named = Some(Told::Kind.read(query).unwrap_or_default());
        let refused = named.zip(Told::Why.read(query)).filter(|(kind, why)| {
            let name = format!("eligibility.{why}");
            ApplicationKind::parse(kind).is_some()
                && find_of(Language::default(), kind, &name).is_some()
        });
        (Told::problem(query), refused)
    });
    view! {
        <PageTitle text=tr!("page.new.title")/>
        <section class="page">
            <h1 class="page__title">{tr!("page.new.title")}</h1>
            {match refused {
                Some((kind, why)) => view! { <Refused kind why/> }.into_any(),
                None => problem.map(|(code, seconds)| view! { <Problem code seconds/> }).into_any(),
            }}
            <Transition>
                {move || suspend(async move {
                    match offers.await {
                        Ok(Some(offers)) => view! { <Offers offers/> }.into_any(),
                        Ok(None) => ().into_any(),
                        Err(error) => view! { <FailedPage error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// Why what was asked for cannot be begun, in the words of its kind.
#[component]
fn Refused(kind: String, why: String) -> impl IntoView {
    let told = said_of(&kind, format!("eligibility.{why}"));
    view! {
        <div class="banner banner--bad" role="alert" data-problem="ineligible" data-why=why>
            <p><strong>{said(format!("kind.{kind}.name"))}</strong></p>
            <p>{told}</p>
        </div>
    }
}

#[component]
fn Offers(offers: Vec<Offer>) -> impl IntoView {
    if offers.is_empty() {
        return view! {
            <div class="card empty">
                <p>{tr!("page.new.nothing")}</p>
                <p><a class="button button--secondary" href=paths::ACCOUNT>{tr!("page.new.back")}</a></p>
            </div>
        }
        .into_any();
    }
    let offers = offers
        .into_iter()
        .map(|offer| view! { <Offered offer/> })
        .collect_view();
    view! { <p class="page__intro">{tr!("page.new.intro")}</p> <ul class="tiles">{offers}</ul> }
        .into_any()
}

/// One of them: the way to begin it, or why there is none.
#[component]
fn Offered(offer: Offer) -> impl IntoView {
    let language = language_signal();
    let Offer {
        kind,
        record,
        until,
        why_not,
    } = offer;
    let name = said(format!("kind.{kind}.name"));
    let about = record.as_ref().map(|record| record.value.clone());
    let named = record.as_ref().map(|record| format!(" {}", record.name));
    let until = until.map(|until| {
        let until = until.to_string();
        let told = move || {
            let date = day(language.get(), &until);
            domain::t!(language.get(), "eligibility.until", date = &date)
        };
        view! { <p class="tile__text" data-until="">{told}</p> }
    });
    let is_eligible = why_not.is_none();
    let way = match why_not {
        Some(why) => {
            let (kind, why) = (kind.clone(), format!("eligibility.{why}"));
            let told = move || domain::text::say_of(language.get(), &kind, &why);
            view! { <p class="tile__text" data-why-not="">{told}</p> }.into_any()
        }
        None => view! {
            <form method="post" action=StartApplication::url()>
                <input type="hidden" name="kind" value=kind.clone()/>
                {about.clone().map(|record| view! { <input type="hidden" name="record" value=record/> })}
                <button class="button" type="submit" data-action="start">
                    {tr!("page.new.start")}
                    <span class="visually-hidden">{space()} {name.clone()} {named}</span>
                </button>
            </form>
        }
        .into_any(),
    };
    view! {
        <li class="card tile" data-kind=kind.clone() data-eligible=if is_eligible { "yes" } else { "no" }>
            <h2 class="tile__title">{name}</h2>
            {record.map(|record| view! { <p class="tile__about"><RecordLine record=Some(record)/></p> })}
            <p class="tile__text">{said(format!("kind.{kind}.intro"))}</p>
            {until}
            {way}
        </li>
    }
}
