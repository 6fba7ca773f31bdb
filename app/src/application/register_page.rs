//! `/register`: leads to the step where the draft stopped.

use leptos::prelude::*;

use super::api;
use crate::components::problem::FailedPage;
use crate::paths;
use crate::suspend::suspend;

/// Only a signpost: the answer is a redirect.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let step = Resource::new(|| (), |()| api::first_open_step());
    view! {
        <Transition fallback=|| ()>
            {move || suspend(async move {
                match step.await {
                    Ok(path) => {
                        view! { <p class="page"><a href=path>{paths::REGISTER}</a></p> }.into_any()
                    }
                    Err(error) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}
