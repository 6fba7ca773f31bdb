//! Where somebody is signed in.

use domain::account::SignedIn;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::timeline::moment;
use crate::language::language_signal;
use crate::tr;

/// Where somebody is signed in, and the way to end what is not here.
#[component]
pub fn Sessions(
    sessions: Vec<SignedIn>,
    /// Where the form that ends the others goes.
    end: &'static str,
) -> impl IntoView {
    let language = language_signal();
    let query = use_query_map();
    let are_ended = move || query.with(|query| query.get("sessions").is_some());
    let line = move |session: SignedIn| {
        let SignedIn {
            since,
            seen,
            is_this,
        } = session;
        let text = move || {
            let language = language.get();
            domain::t!(
                language,
                "account.sessions.line",
                since = &moment(language, &since),
                seen = &moment(language, &seen)
            )
        };
        view! {
            <li data-session=if is_this { "this" } else { "other" }>
                {text}
                {is_this.then(|| view! { " " <strong>{tr!("account.sessions.this")}</strong> })}
            </li>
        }
    };
    let has_others = sessions.len() > 1;
    let lines = sessions.into_iter().map(line).collect_view();
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">{tr!("account.sessions.title")}</h2>
            <Show when=are_ended>
                <p role="status" data-ended="">{tr!("account.sessions.ended")}</p>
            </Show>
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
