//! The flag at an item: tick it, say why, say what to do. Opening and closing is a matter of
//! style, so it works without scripts.

use std::collections::BTreeMap;

use domain::form::Field;
use domain::review::instruction::{Subject, is_untouched};
use domain::review::reasons_for;
use domain::review::view::CaseView;
use domain::text::Language;
use leptos::html;
use leptos::prelude::*;

use super::desk::desk;
use super::notes::{Missing, Note, Place};
use crate::components::escaped::escaped;
use crate::language::{language_signal, said, short_label, space};

/// The id of the list of reasons of a field.
#[must_use]
pub fn reason_id(field: &str) -> String {
    format!("flag-reason-{field}")
}

/// The id of the instruction of a field.
#[must_use]
pub fn instruction_id(field: &str) -> String {
    format!("flag-instruction-{field}")
}

/// The standard instructions, in the language of the applicant.
#[derive(Clone, Copy)]
pub struct Standards {
    texts: StoredValue<BTreeMap<String, String>>,
    language: Language,
}

impl Standards {
    /// Those of a case; to be provided as context.
    #[must_use]
    pub fn of(case: &CaseView) -> Self {
        Self {
            texts: StoredValue::new(case.desk.instructions.clone()),
            language: case.desk.applicant_language,
        }
    }

    /// What takes the place of `written` when a reason is chosen; `None`: somebody typed it.
    fn instead_of(self, written: &str, subject: Subject, reason: &str) -> Option<String> {
        self.texts.with_value(|texts| {
            is_untouched(written, texts.values().map(String::as_str)).then(|| {
                texts
                    .get(&format!("{}.{reason}", subject.id()))
                    .cloned()
                    .unwrap_or_default()
            })
        })
    }
}

/// The flag of a field.
#[component]
pub fn Flag(field: &'static Field) -> impl IntoView {
    let desk = desk();
    let standards = expect_context::<Standards>();
    let language = language_signal();
    let id = field.id;
    let (tick, reason, instruction) = (
        NodeRef::<html::Input>::new(),
        NodeRef::<html::Select>::new(),
        NodeRef::<html::Textarea>::new(),
    );
    let write = move |change: &dyn Fn(&mut Note)| {
        desk.notes
            .update(|notes| change(notes.items.entry(id.to_owned()).or_default()));
        desk.missing.set(None);
    };
    // Once: what was written before in this tab goes into the page, else what was ticked before
    // the page came alive is taken in.
    let is_met = StoredValue::new(false);
    Effect::new(move || {
        let (Some(tick), Some(reason), Some(instruction)) =
            (tick.get(), reason.get(), instruction.get())
        else {
            return;
        };
        if !desk.is_restored.get() || is_met.get_value() {
            return;
        }
        is_met.set_value(true);
        match desk
            .notes
            .with_untracked(|notes| notes.items.get(id).cloned())
        {
            Some(note) => {
                tick.set_checked(note.is_flagged);
                reason.set_value(&note.reason);
                instruction.set_value(&note.instruction);
            }
            None if tick.checked() || !instruction.value().is_empty() => write(&|note| {
                *note = Note {
                    is_flagged: tick.checked(),
                    reason: reason.value(),
                    instruction: instruction.value(),
                };
            }),
            None => {}
        }
    });
    let fill_in = move |reason: &str| {
        let Some(area) = instruction.get_untracked() else {
            return;
        };
        if let Some(text) = standards.instead_of(&area.value(), Subject::of(field), reason) {
            area.set_value(&text);
            write(&|note| note.instruction.clone_from(&text));
        }
    };
    let lacks = move |place: Place<'static>| {
        Memo::new(move |_| {
            let missing = desk.missing;
            missing.with(|missing| missing.as_ref().map(Missing::place) == Some(place))
        })
    };
    let lacks_reason = lacks(Place::FlagReason(id));
    let lacks_instruction = lacks(Place::Instruction(id));
    let label = short_label(id);
    // What the server kept stands in the page before it is alive.
    let written = desk
        .notes
        .with_untracked(|notes| notes.items.get(id).cloned())
        .unwrap_or_default();
    let reasons = reasons_for(field)
        .iter()
        .map(|code| view! { <option value=*code selected=*code == written.reason>{said(format!("reason.{code}"))}</option> })
        .collect_view();
    view! {
        <div class="flag">
            <div class="flag__line">
                <input
                    node_ref=tick
                    class="flag__tick"
                    type="checkbox"
                    id=format!("flag-{id}")
                    name=format!("flags[{id}]")
                    value="yes"
                    autocomplete="off"
                    checked=written.is_flagged
                    data-flag=id
                    on:change:target=move |event| {
                        let is_flagged = event.target().checked();
                        write(&|note| note.is_flagged = is_flagged);
                    }
                />
                <label class="flag__label" for=format!("flag-{id}")>
                    {move || domain::t!(language.get(), "staff.flag.tick")}
                    <span class="visually-hidden">{space()}{label}</span>
                </label>
            </div>
            <div class="flag__details">
                <label class="flag__name" for=reason_id(id)>
                    {move || domain::t!(language.get(), "staff.flag.reason")}
                </label>
                <select
                    node_ref=reason
                    class="flag__reason"
                    id=reason_id(id)
                    name=format!("reasons[{id}]")
                    autocomplete="off"
                    aria-invalid=move || lacks_reason.get().to_string()
                    aria-describedby=move || lacks_reason.get().then_some(super::decision_form::MISSING)
                    on:change:target=move |event| {
                        let text = event.target().value();
                        write(&|note| note.reason.clone_from(&text));
                        fill_in(&text);
                    }
                >
                    <option value="">{move || domain::t!(language.get(), "staff.flag.choose")}</option>
                    {reasons}
                </select>
                <label class="flag__name" for=instruction_id(id)>
                    {move || domain::t!(language.get(), "staff.flag.instruction")}
                </label>
                <textarea
                    node_ref=instruction
                    class="flag__instruction"
                    id=instruction_id(id)
                    name=format!("instructions[{id}]")
                    rows="2"
                    lang=standards.language.tag()
                    inner_html=escaped(&written.instruction)
                    autocomplete="off"
                    aria-invalid=move || lacks_instruction.get().to_string()
                    aria-describedby=move || lacks_instruction.get().then_some(super::decision_form::MISSING)
                    on:input:target=move |event| {
                        let text = event.target().value();
                        write(&|note| note.instruction.clone_from(&text));
                    }
                ></textarea>
                <p class="flag__note">
                    {move || domain::t!(language.get(), "desk.standard.note")}
                    {space()}
                    {move || domain::t!(language.get(), "desk.standard.language", language = standards.language.name())}
                </p>
            </div>
        </div>
    }
}
