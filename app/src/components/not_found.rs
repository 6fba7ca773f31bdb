//! There is no such page.

use leptos::prelude::*;

use crate::components::page_title::PageTitle;
use crate::{paths, tr};

/// The page for every address nobody knows.
#[component]
pub fn NotFound() -> impl IntoView {
    crate::set_page_status(&crate::error::AppError::NotFound);
    view! {
        <PageTitle text=tr!("layout.not_found_title")/>
        <section class="page page--narrow">
            <h1 class="page__title">{tr!("layout.not_found_title")}</h1>
            <p class="page__intro">{tr!("layout.not_found_text")}</p>
            <div class="actions">
                <a class="button" href=paths::HOME>{tr!("layout.home")}</a>
                <a class="button button--secondary" href=paths::STATUS>{tr!("home.status.title")}</a>
            </div>
        </section>
    }
}
