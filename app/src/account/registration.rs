//! Where the registration stands that is to open an account, and the way on from there.

use domain::application::state::ApplicationState;
use domain::application::view::RegistrationView;
use domain::text::key;
use leptos::prelude::*;

use crate::application::begin_again::BeginAgain;
use crate::components::badge::badge_class;
use crate::language::{language_signal, said_of};
use crate::{paths, tr};

/// On the page of an account that is not open.
#[component]
pub fn Registration(
    /// The newest one; `None`: there is none yet.
    registration: Option<RegistrationView>,
) -> impl IntoView {
    let language = language_signal();
    let state = registration
        .as_ref()
        .map_or(ApplicationState::Draft, |newest| newest.state);
    let kind = registration
        .as_ref()
        .map_or_else(String::new, |newest| newest.kind.clone());
    let is_over = state.ended_without_effect();
    let shown = match &registration {
        Some(newest) if newest.in_review => "in_review",
        _ => state.id(),
    };
    let text = match is_over {
        true => "account.registration.over".to_owned(),
        false => format!("state_hint.{shown}"),
    };
    let (path, way_on) = match (&registration, state) {
        (None, _) | (_, ApplicationState::Draft) => (
            paths::REGISTER.to_owned(),
            key("account.registration.continue"),
        ),
        (Some(newest), ApplicationState::Returned) => (
            paths::correction(&newest.reference),
            key("account.registration.correct"),
        ),
        (Some(newest), _) if is_over => (
            paths::application(&newest.reference),
            key("account.registration.read"),
        ),
        (Some(newest), _) => (
            paths::application(&newest.reference),
            key("account.registration.follow"),
        ),
    };
    let button = match state.is_open_to_applicant() {
        true => "button button--large",
        false => "button button--secondary",
    };
    let again = registration
        .as_ref()
        .filter(|_| is_over)
        .map(|newest| newest.kind.clone());
    let reference = registration.map(|newest| {
        let mark = newest.reference.clone();
        view! {
            <dl class="summary">
                <div class="summary__row">
                    <dt class="summary__label">{tr!("status.reference")}</dt>
                    <dd class="summary__value">
                        <span class="reference" data-reference=mark>{newest.reference}</span>
                    </dd>
                </div>
            </dl>
        }
    });
    view! {
        <section class="card status" aria-labelledby="registration-title" data-registration=shown>
            <h2 id="registration-title">{tr!("account.registration.title")}</h2>
            <p class="status__state">
                <span class=badge_class(shown)>{said_of(&kind, format!("state.{shown}"))}</span>
            </p>
            <p class="status__now">{said_of(&kind, text)}</p>
            <p class="status__way-on">
                <a class=button href=path data-action="continue">
                    {move || way_on.in_language(language.get())}
                </a>
            </p>
            {reference}
        </section>
        {again.map(|kind| view! { <BeginAgain kind/> })}
    }
}
