//! The flag at an item: tick it, say why, say what to do. Opening and closing is a matter of
//! style, so it works without scripts.

use std::collections::BTreeMap;

use domain::application::kind::ApplicationKind;
use domain::form::Field;
use domain::review::instruction::{Subject, is_untouched};
use domain::review::reasons_for;
use domain::review::view::CaseView;
use domain::text::Language;
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::notes::{Note, Place};
use crate::components::escaped::escaped;
use crate::language::{language_signal, said, short_label, show_kind, space};
use crate::live::Part;

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

/// The flag of a field.
#[derive(Debug, Serialize, Deserialize)]
pub struct Flag {
    reference: String,
    /// The kind of the application.
    kind: String,
    field: String,
    /// What the server kept of it.
    note: Note,
    standards: Standards,
}

impl Flag {
    /// That of a field of a case.
    #[must_use]
    pub fn of(case: &CaseView, field: &'static Field) -> Self {
        let kept = &case.desk.kept.notes.items;
        let beginning = format!("{}.", Subject::of(field).id());
        let own = case.desk.instructions.iter().filter_map(|(name, text)| {
            Some((name.strip_prefix(&beginning)?.to_owned(), text.clone()))
        });
        Self {
            reference: case.reference.clone(),
            kind: case.kind.clone(),
            field: field.id.to_owned(),
            note: kept.get(field.id).cloned().unwrap_or_default(),
            standards: Standards {
                texts: own.collect(),
                language: case.desk.applicant_language,
            },
        }
    }
}

impl Part for Flag {
    const NAME: &'static str = "flag";
    const BUNDLE: &'static str = "desk_parts";

    fn draw(self) -> AnyView {
        let kind = ApplicationKind::parse(&self.kind).map(ApplicationKind::spec);
        let Some((kind, field)) = kind.and_then(|kind| Some((kind, kind.field(&self.field)?)))
        else {
            return ().into_any();
        };
        show_kind(kind);
        let desk = Desk::of(&self.reference);
        view! { <Controls desk field written=self.note standards=self.standards/> }.into_any()
    }
}

/// The standard instructions for a field, in the language of the applicant.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Standards {
    /// By reason.
    texts: BTreeMap<String, String>,
    language: Language,
}

impl Standards {
    /// What takes the place of `written` when a reason is chosen; `None`: somebody typed it.
    fn instead_of(&self, written: &str, reason: &str) -> Option<String> {
        is_untouched(written, self.texts.values().map(String::as_str))
            .then(|| self.texts.get(reason).cloned().unwrap_or_default())
    }
}

#[component]
fn Controls(
    desk: Desk,
    field: &'static Field,
    /// What the server kept stands in the page before it is alive.
    written: Note,
    standards: Standards,
) -> impl IntoView {
    let spoken = standards.language;
    let standards = StoredValue::new(standards);
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
        let text = standards.with_value(|known| known.instead_of(&area.value(), reason));
        if let Some(text) = text {
            area.set_value(&text);
            write(&|note| note.instruction.clone_from(&text));
        }
    };
    let lacks = move |place: Place<'static>| {
        Memo::new(move |_| desk.shows_missing(|missing| missing.place() == place))
    };
    let lacks_reason = lacks(Place::FlagReason(id));
    let lacks_instruction = lacks(Place::Instruction(id));
    let label = short_label(id);
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
                    lang=spoken.tag()
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
                    {move || domain::t!(language.get(), "desk.standard.language", language = spoken.name())}
                </p>
            </div>
        </div>
    }
}
