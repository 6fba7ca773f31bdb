//! Asking once more for what ended without effect: wherever its owner would look for a way on.

use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::start::StartApplication;
use crate::tr;

/// The same once more, after it was refused or withdrawn.
#[component]
pub fn BeginAgain(
    /// Id of the kind.
    kind: String,
) -> impl IntoView {
    view! {
        <form class="card" method="post" action=StartApplication::url()>
            <input type="hidden" name="kind" value=kind/>
            <h2>{tr!("status.again.title")}</h2>
            <p>{tr!("status.again.text")}</p>
            <button class="button" type="submit" data-action="begin-again">
                {tr!("status.again.action")}
            </button>
        </form>
    }
}
