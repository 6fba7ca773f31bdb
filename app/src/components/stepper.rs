//! Where one is in the journey.

use domain::application::kind::Step;
use leptos::prelude::*;

use crate::language::language_signal;

/// The steps of a kind, the current one marked.
#[component]
pub fn Stepper(
    /// The steps there are with the answers given so far.
    steps: Vec<&'static Step>,
    current: &'static str,
    /// Id of the kind.
    kind: &'static str,
) -> impl IntoView {
    let language = language_signal();
    let count = steps.len();
    let at = steps
        .iter()
        .position(|step| step.id == current)
        .unwrap_or(0);
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            view! {
                <li
                    class="stepper__step"
                    class:stepper__step--done=index < at
                    aria-current=(index == at).then_some("step")
                >
                    <span class="stepper__number" aria-hidden="true">{index + 1}</span>
                    <span class="stepper__name">
                        {move || domain::text::step_title(language.get(), kind, step.id)}
                    </span>
                </li>
            }
        })
        .collect_view();
    let (n, m) = ((at + 1).to_string(), count.to_string());
    view! {
        <nav class="stepper" aria-label=move || domain::t!(language.get(), "stepper.label")>
            <p class="stepper__of">{move || domain::t!(language.get(), "stepper.of", n = &n, m = &m)}</p>
            <progress class="stepper__bar" aria-hidden="true" max=count value=at + 1></progress>
            <ol class="stepper__steps">{steps}</ol>
        </nav>
    }
}
