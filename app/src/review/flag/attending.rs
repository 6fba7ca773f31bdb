//! What the flags of a case do when somebody does something to them. They stand in the page, as the
//! server wrote them.

use std::collections::BTreeMap;

use domain::review::instruction::is_untouched;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::{Element, Event};

use super::{instruction_id, reason_id, tick_id};
use crate::review::decision_form::MISSING;
use crate::review::desk::Desk;
use crate::review::notes::{Missing, MissingAt, Note};
use crate::{browser, live};

/// The flags of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// What can be flagged, in the order of the pages, each with its subject.
    pub items: Vec<(String, String)>,
    /// The standard instructions, in the language of the applicant: `picture.glare` → text.
    pub standards: BTreeMap<String, String>,
}

impl Flags {
    /// Where a field stands.
    #[must_use]
    pub fn place(&self, field: &str) -> usize {
        let found = self.items.iter().position(|(known, _)| known == field);
        found.unwrap_or(usize::MAX)
    }

    /// Once: what was written before in this tab goes into the page, else what was ticked before the
    /// page was hydrated is taken in.
    pub fn meet(&self, desk: Desk) {
        for (field, _) in &self.items {
            let known = desk
                .notes
                .with_untracked(|notes| notes.items.get(field).cloned());
            let shown = shown(field);
            match known {
                Some(note) => show(field, &note),
                None if shown.is_flagged || !shown.instruction.is_empty() => {
                    desk.write(field, |note| *note = shown);
                }
                None => {}
            }
        }
    }

    /// Somebody did something to a control.
    pub fn hear(&self, desk: Desk, event: &Event) {
        let Some(flag) = live::at(event, ".flag") else {
            return;
        };
        // A text says it with each letter, anything else when it is chosen.
        let is_text = live::at(event, "textarea").is_some();
        if is_text != (event.type_() == "input") {
            return;
        }
        let tick = flag.query_selector("[data-flag]").ok().flatten();
        let Some(field) = tick.and_then(|tick| tick.get_attribute("data-flag")) else {
            return;
        };
        let shown = shown(&field);
        let is_of_reason = live::at(event, "select").is_some();
        desk.write(&field, |note| *note = shown.clone());
        if is_of_reason && let Some(text) = self.instead_of(&field, &shown) {
            browser::set_control_text(&instruction_id(&field), &text);
            desk.write(&field, |note| note.instruction = text);
        }
    }

    /// The instruction that takes the place of the one that is written when a reason is chosen;
    /// `None`: somebody typed it.
    fn instead_of(&self, field: &str, note: &Note) -> Option<String> {
        let (_, subject) = self.items.iter().find(|(known, _)| known == field)?;
        let of_subject = |name: &str| {
            name.strip_prefix(subject.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        };
        let own = self.standards.iter().filter(|(name, _)| of_subject(name));
        let chosen = self.standards.get(&format!("{subject}.{}", note.reason));
        is_untouched(&note.instruction, own.map(|(_, text)| text.as_str()))
            .then(|| chosen.cloned().unwrap_or_default())
    }
}

/// What stands in the flag of a field.
fn shown(field: &str) -> Note {
    let text = |id: &str| browser::control_text(id).unwrap_or_default();
    Note {
        is_flagged: text(&tick_id(field)) == "yes",
        reason: text(&reason_id(field)),
        instruction: text(&instruction_id(field)),
    }
}

fn show(field: &str, note: &Note) {
    let tick = if note.is_flagged { "yes" } else { "" };
    browser::set_control_text(&tick_id(field), tick);
    browser::set_control_text(&reason_id(field), &note.reason);
    browser::set_control_text(&instruction_id(field), &note.instruction);
}

/// Marks the control of a flag at which something is missing, and no other.
pub fn mark(form: &Element, missing: Option<&Missing>) {
    let marked = match missing.map(Missing::place) {
        Some(MissingAt::FlagReason(field)) => Some(reason_id(field)),
        Some(MissingAt::Instruction(field)) => Some(instruction_id(field)),
        _ => None,
    };
    let found = form.query_selector_all(".flag :is(select, textarea)").ok();
    for control in found.iter().flat_map(browser::elements) {
        let is_it = marked.as_deref() == Some(control.id().as_str());
        let _ = control.set_attribute("aria-invalid", if is_it { "true" } else { "false" });
        let _ = match is_it {
            true => control.set_attribute("aria-describedby", MISSING),
            false => control.remove_attribute("aria-describedby"),
        };
    }
}
