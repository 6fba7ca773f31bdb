//! What is read and agreed to before the first step.

use crate::told::Told;
use domain::application::entry::Entry;
use domain::application::kind::ApplicationKind;
use domain::application::view::ConsentView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;

use super::consent::{Agree, load_consent};
use super::record::RecordLine;
use crate::account::api::or_sign_in;
use crate::address::use_query_map;
use crate::components::page_title::PageTitle;
use crate::components::problem::{FailedPage, Problem};
use crate::language::{language_signal, said};
use crate::suspend::suspend;
use crate::{paths, tr};

/// `/applications/:reference/consent`
#[component]
pub fn ConsentPage() -> impl IntoView {
    let params = use_params_map();
    let language = language_signal();
    let problem = use_query_map().with_untracked(Told::problem);
    let consent = Resource::new(
        move || {
            let reference = params.with(|params| params.get("reference"));
            (reference.unwrap_or_default(), language.get())
        },
        |(reference, language)| async move {
            let page = paths::consent(&reference);
            let loaded = load_consent(reference, language.tag().to_owned()).await;
            or_sign_in(loaded, page).await
        },
    );
    view! {
        <PageTitle text=tr!("consent.title")/>
        {problem.map(|(code, seconds)| view! { <Problem code seconds/> })}
        <Transition fallback=|| ()>
            {move || suspend(async move {
                match consent.await {
                    Ok(consent) => view! { <Consent consent/> }.into_any(),
                    Err(error) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Consent(consent: ConsentView) -> impl IntoView {
    let ConsentView {
        reference,
        kind,
        record,
        title,
        terms,
        ..
    } = consent;
    // Who is not signed in has no list to go back to.
    let begun_by = ApplicationKind::parse(&kind).map(|kind| kind.spec().entry);
    let back = match begun_by {
        Some(Entry::SignedOut) => paths::HOME,
        _ => paths::APPLICATIONS,
    };
    let version = terms.version.to_string();
    let paragraphs = terms
        .text
        .split("\n\n")
        .map(|paragraph| view! { <p>{paragraph.trim().to_owned()}</p> })
        .collect_view();
    view! {
        <section class="page page--form">
            <p class="page__kind">{said(format!("kind.{kind}.name"))}</p>
            {record.map(|record| view! { <p class="page__about"><RecordLine record=Some(record)/></p> })}
            <h1 class="page__title">{title}</h1>
            <p class="page__intro">{tr!("consent.intro")}</p>
            <div class="card" data-consent=kind>
                {paragraphs}
                <p>{tr!("consent.version", n = version)}</p>
            </div>
            <form class="actions" method="post" action=Agree::url()>
                <input type="hidden" name="reference" value=reference/>
                <input type="hidden" name="terms_version" value=terms.version/>
                <input type="hidden" name="terms_sha256" value=terms.sha256/>
                <button class="button" type="submit" data-action="agree">{tr!("consent.agree")}</button>
                <a class="button button--secondary" href=back data-action="later">{tr!("consent.later")}</a>
            </form>
        </section>
    }
}
