//! What an officer wrote about a case that is theirs no longer: it can be read and copied, nothing
//! goes away.

use domain::review::view::CaseView;
use leptos::prelude::*;

use super::api::Dated;
use super::desk::desk;
use crate::language::language_signal;
use crate::tr;

/// The written texts, where the case cannot be decided by the reader; nothing when there are none.
#[component]
pub fn KeptNotes(case: StoredValue<Dated<CaseView>>) -> impl IntoView {
    let desk = desk();
    let language = language_signal();
    let is_mine = case.with_value(|case| case.value.is_mine && case.value.may_decide);
    let lines = move || {
        let language = language.get();
        desk.notes.with(|notes| {
            let flagged =
                notes
                    .items
                    .iter()
                    .filter(|(_, note)| note.is_flagged)
                    .map(|(field, note)| {
                        let name = domain::text::short_label(language, field);
                        let text = match (note.reason.as_str(), note.instruction.trim()) {
                            ("", text) => text.to_owned(),
                            (reason, text) => {
                                let reason =
                                    domain::text::say(language, &format!("reason.{reason}"));
                                format!("{reason}{}{text}", language.space())
                                    .trim_end()
                                    .to_owned()
                            }
                        };
                        domain::t!(language, "desk.kept.flag", name = &name, text = &text)
                    });
            let reason = Some(notes.reason.trim().to_owned()).filter(|reason| !reason.is_empty());
            flagged.chain(reason).collect::<Vec<_>>()
        })
    };
    let is_shown = move || !is_mine && !lines().is_empty();
    view! {
        <Show when=is_shown>
            <section class="card kept" aria-labelledby="kept-title" data-kept="">
                <h2 class="kept__title" id="kept-title">{tr!("desk.kept.title")}</h2>
                <p class="kept__lead">{tr!("desk.kept.lead")}</p>
                <ul class="kept__list">
                    {move || lines().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}
