//! What must be done before a case can be approved, and the buttons that say it was.

use domain::review::requirement::Requirement;
use domain::review::view::CaseView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

use super::api::Dated;
use super::api::requirement::MeetRequirement;
use crate::language::said;
use crate::tr;

/// The card; nothing when nothing is missing.
#[component]
pub fn Requirements(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let case = case.get_value().value;
    let is_mine = case.is_mine && case.may_decide;
    let missing = case.missing;
    let reference = case.reference;
    (!missing.is_empty()).then(|| {
        view! {
            <section class="card banner--warn" aria-labelledby="requirements-title" data-requirements="">
                <h2 id="requirements-title">{tr!("staff.requirement.title")}</h2>
                <ul>
                    {missing
                        .into_iter()
                        .map(|requirement| {
                            view! { <Missing requirement reference=reference.clone() is_mine/> }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
fn Missing(requirement: Requirement, reference: String, is_mine: bool) -> impl IntoView {
    let id = requirement.id();
    let form = is_mine.then(|| {
        view! {
            <form method="post" action=MeetRequirement::url()>
                <input type="hidden" name="reference" value=reference/>
                <input type="hidden" name="requirement" value=id/>
                <button class="button button--secondary" type="submit" data-action="meet">
                    {said(format!("staff.requirement.{id}_done"))}
                </button>
            </form>
        }
    });
    view! {
        <li data-requirement=id>
            <p>
                <strong>{said(format!("staff.requirement.{id}"))}</strong>
                " "
                {said(format!("staff.requirement.{id}_hint"))}
            </p>
            {form}
        </li>
    }
}
