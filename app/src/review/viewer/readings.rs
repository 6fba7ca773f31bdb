//! What was read from a picture, beside what was answered: on the page below the picture, and at
//! the side of the viewer.

use domain::review::view::Reading;
use leptos::prelude::*;

use crate::components::answer_text::AnswerText;
use crate::language::{said, short_label};
use crate::tr;

/// What was read from a picture, beside what was answered.
#[component]
pub fn Readings(readings: Vec<Reading>) -> impl IntoView {
    let lines = readings
        .into_iter()
        .map(|reading| {
            let agrees = reading.agrees();
            let field = reading.field.clone();
            let said_answer = match reading.answer.is_empty() {
                true => tr!("desk.reading.empty").into_any(),
                false => view! { <AnswerText field=field.clone() text=reading.answer/> }.into_any(),
            };
            let verdict = if agrees { "same" } else { "differs" };
            view! {
                <div class="readings__line" class:readings__line--differs=!agrees data-reading=reading.field.clone()>
                    <dt class="readings__field">
                        {short_label(&reading.field)}" "
                        <span class="readings__verdict">{said(format!("desk.reading.{verdict}"))}</span>
                    </dt>
                    {(!agrees).then(|| view! {
                        <dd class="readings__value"><span class="readings__of">{tr!("desk.reading.answer")}</span>" "{said_answer}</dd>
                    })}
                    <dd class="readings__value">
                        {(!agrees).then(|| view! { <span class="readings__of">{tr!("desk.reading.read")}</span> })}
                        " "<AnswerText field text=reading.read/>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="readings">{lines}</dl> }
}

/// The same at the side of the viewer, where there is something.
#[component]
pub fn Beside(readings: Vec<Reading>) -> impl IntoView {
    (!readings.is_empty()).then(|| {
        view! {
            <aside class="viewer__beside" aria-labelledby="viewer-beside-title">
                <h3 class="viewer__beside-title" id="viewer-beside-title">{tr!("desk.reading.title")}</h3>
                <Readings readings/>
            </aside>
        }
    })
}
