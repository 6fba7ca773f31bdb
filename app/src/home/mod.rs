//! Home: the three ways in.

use domain::application::entry::Entry;
use domain::application::kind::ApplicationKind;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _};
use leptos_router::components::Route;
use leptos_router::{SsrMode, path};

use crate::address::use_query_map;
use crate::application::start::StartApplication;
use crate::components::page_title::PageTitle;
use crate::components::problem::Problem;
use crate::language::{said, space};
use crate::session::{self, Who};
use crate::suspend::suspend;
use crate::told::Told;
use crate::{paths, tr};

/// The page of this feature.
#[component(transparent)]
pub fn HomeRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/") view=HomePage ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}

/// What somebody may begin who is not signed in, and is no newcomer.
#[component]
fn SignedOut() -> impl IntoView {
    ApplicationKind::begun_by(Entry::SignedOut)
        .map(|kind| {
            let id = kind.spec().id;
            view! {
                <li class="card tile" data-kind=id>
                    <h2 class="tile__title">{said(format!("kind.{id}.name"))}</h2>
                    <p class="tile__text">{said(format!("kind.{id}.intro"))}</p>
                    <form method="post" action=StartApplication::url()>
                        <input type="hidden" name="kind" value=id/>
                        <button class="button button--secondary" type="submit" data-start=id>
                            {tr!("page.new.start")}
                            <span class="visually-hidden">{space()} {said(format!("kind.{id}.name"))}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view()
}

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    let surroundings = session::current().data;
    let offered_to = surroundings;
    // Of what is begun here.
    let problem = use_query_map().with_untracked(Told::problem);
    view! {
        <PageTitle text=tr!("layout.home")/>
        <section class="page page--home">
            {problem.map(|(code, seconds)| view! { <Problem code seconds/> })}
            <h1 class="page__title">
                // A space of the same height until the name is known.
                <Transition fallback=|| "\u{a0}">
                    {move || suspend(async move {
                        let platform = surroundings.await.platform;
                        tr!("home.title", platform = platform)
                    })}
                </Transition>
            </h1>
            <p class="page__intro">{tr!("home.lead")}</p>
            <ul class="tiles">
                <li class="card tile tile--first">
                    <h2 class="tile__title">{tr!("home.register.title")}</h2>
                    <p class="tile__text">{tr!("home.register.text")}</p>
                    <a class="button" href=paths::REGISTER>{tr!("home.register.action")}</a>
                </li>
                <li class="card tile">
                    <h2 class="tile__title">{tr!("home.sign_in.title")}</h2>
                    <p class="tile__text">{tr!("home.sign_in.text")}</p>
                    <a class="button button--secondary" href=paths::SIGN_IN>{tr!("home.sign_in.action")}</a>
                </li>
                <li class="card tile">
                    <h2 class="tile__title">{tr!("home.status.title")}</h2>
                    <p class="tile__text">{tr!("home.status.text")}</p>
                    <a class="button button--secondary" href=paths::STATUS>{tr!("home.status.action")}</a>
                </li>
                <Transition>
                    {move || suspend(async move {
                        let is_nobody = offered_to.await.who == Who::Visitor;
                        is_nobody.then(|| view! { <SignedOut/> })
                    })}
                </Transition>
            </ul>
            <div class="home__before">
                <section aria-labelledby="need-title">
                    <h2 id="need-title">{tr!("home.need.title")}</h2>
                    <ul class="home__list">
                        <li>{tr!("home.need.person")}</li>
                        <li>{tr!("home.need.organisation")}</li>
                        <li>{tr!("home.need.camera")}</li>
                        <li>{tr!("home.need.email")}</li>
                    </ul>
                </section>
                <section aria-labelledby="time-title">
                    <h2 id="time-title">{tr!("home.time.title")}</h2>
                    <p>{tr!("home.time.text")}</p>
                </section>
            </div>
        </section>
    }
}
