//! What the applicant agreed to, in which version and when.

use domain::application::view::AgreedView;
use domain::review::view::CaseView;
use leptos::prelude::*;

use super::api::Dated;
use crate::components::timeline::moment;
use crate::language::language_signal;
use crate::tr;

/// The card; nothing when nothing was to be agreed to.
#[component]
pub fn Agreed(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let agreed = case.with_value(|case| case.value.agreed.clone());
    (!agreed.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="agreed-title" data-agreed="">
                <h2 id="agreed-title">{tr!("staff.agreed.title")}</h2>
                <ul>{agreed.into_iter().map(|one| view! { <One one/> }).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn One(one: AgreedView) -> impl IntoView {
    let language = language_signal();
    let AgreedView {
        notice,
        title,
        version,
        round,
        at,
    } = one;
    let told = move || {
        let (n, at) = (version.to_string(), moment(language.get(), &at));
        let round = round.to_string();
        match round.as_str() {
            "0" => domain::t!(language.get(), "staff.agreed.before", n = &n, at = &at),
            _ => domain::t!(
                language.get(),
                "staff.agreed.sent",
                n = &n,
                at = &at,
                round = &round
            ),
        }
    };
    view! {
        <li data-notice=notice data-version=version>
            {title} " " {told}
        </li>
    }
}
