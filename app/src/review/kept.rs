//! What an officer wrote about a case that is theirs no longer: it can be read and copied, nothing
//! goes away.

use domain::review::notes::Notes;
use domain::text::short_label_of;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::language::language_signal;
use crate::live::Part;
use crate::tr;

/// What is written, where the reader cannot decide the case; nothing when nothing is.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptNotes {
    /// The case.
    pub reference: String,
    /// The kind of the application.
    pub kind: String,
    /// As the server kept it.
    pub kept: Notes,
}

impl Part for KeptNotes {
    const NAME: &'static str = "kept";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let desk = Desk::of(&self.reference);
        view! { <Kept desk kind=self.kind kept=self.kept/> }.into_any()
    }
}

#[component]
fn Kept(desk: Desk, kind: String, kept: Notes) -> impl IntoView {
    let language = language_signal();
    let kept = StoredValue::new(kept);
    let kind = StoredValue::new(kind);
    let lines = move || {
        let language = language.get();
        let read = |notes: &Notes| {
            let flagged =
                notes
                    .items
                    .iter()
                    .filter(|(_, note)| note.is_flagged)
                    .map(|(field, note)| {
                        let name = kind.with_value(|kind| short_label_of(language, kind, field));
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
        };
        kept.with_value(|kept| desk.of_notes(kept, read))
    };
    let is_shown = move || !lines().is_empty();
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
