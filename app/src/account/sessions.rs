//! Where somebody is signed in.

use crate::address::use_query_map;
use crate::told::Told;
use domain::account::SignedInBrowser;
use leptos::prelude::*;

use crate::components::timeline::moment;
use crate::language::{language_signal, space};
use crate::tr;

/// Where somebody is signed in, and the ways to end what is not here.
#[component]
pub fn Sessions(
    sessions: Vec<SignedInBrowser>,
    /// Where the forms that end others go.
    end: &'static str,
) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let ended = move || {
        let what = query.with(|query| Told::Sessions.read(query))?;
        let language = language.get();
        let text = match what.as_str() {
            "one" => domain::t!(language, "account.sessions.ended_one"),
            _ => domain::t!(language, "account.sessions.ended"),
        };
        Some(view! { <p role="status" data-ended=what>{text}</p> })
    };
    let has_others = sessions.len() > 1;
    let lines = sessions
        .into_iter()
        .map(|session| view! { <Line session end/> })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{tr!("account.sessions.title")}</h2>
            {ended}
            <ul class="sessions">{lines}</ul>
            {has_others.then(|| view! {
                <form method="post" action=end>
                    <button class="button button--secondary" type="submit" data-action="end-sessions">
                        {tr!("account.sessions.end")}
                    </button>
                </form>
            })}
        </section>
    }
}

/// A browser somebody is signed in with.
#[component]
fn Line(session: SignedInBrowser, end: &'static str) -> impl IntoView {
    let SignedInBrowser {
        id,
        browser,
        since,
        seen,
        is_this,
    } = session;
    let language = language_signal();
    let name = format!("session-{}", id.get(..12).unwrap_or_default());
    let labelled = format!("{name}-end {name}");
    let end_one = (!is_this).then(|| {
        let button = format!("{name}-end");
        view! {
            <form method="post" action=end>
                <input type="hidden" name="session" value=id/>
                <button class="button button--secondary" type="submit"
                    data-action="end-session" id=button aria-labelledby=labelled>
                    {tr!("account.sessions.end_one")}
                </button>
            </form>
        }
    });
    let known = !browser.is_empty();
    let title = move || match known {
        true => browser.clone(),
        false => domain::t!(language.get(), "account.sessions.unknown").to_owned(),
    };
    let times = move || {
        let language = language.get();
        domain::t!(
            language,
            "account.sessions.line",
            since = &moment(language, &since),
            seen = &moment(language, &seen)
        )
    };
    view! {
        <li class="session" data-session=if is_this { "this" } else { "other" }>
            <div>
                <p class="session__browser">
                    <strong id=name>{title}</strong>
                    {is_this.then(|| view! { {space()} <span class="session__this">{tr!("account.sessions.this")}</span> })}
                </p>
                <p class="session__times">{times}</p>
            </div>
            {end_one}
        </li>
    }
}
