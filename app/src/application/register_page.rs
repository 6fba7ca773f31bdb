//! `/register`: leads to the step where the draft stopped.

use leptos::prelude::*;

use super::api;
use crate::components::problem::FailedPage;
use crate::paths;
use crate::suspend::suspend;

/// Only a signpost. Without a redirect (a client-side link) it follows the same way itself.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let step = Resource::new(|| (), |()| api::first_open_step());
    view! {
        <Transition fallback=|| ()>
            {move || suspend(async move {
                match step.await {
                    Ok(path) => {
                        if crate::browser::window().is_some() {
                            let navigate = leptos_router::hooks::use_navigate();
                            let replace = leptos_router::NavigateOptions {
                                replace: true,
                                ..Default::default()
                            };
                            navigate(&path, replace);
                        }
                        view! { <p class="page"><a href=path>{paths::REGISTER}</a></p> }.into_any()
                    }
                    Err(error) => view! { <FailedPage error/> }.into_any(),
                }
            })}
        </Transition>
    }
}
