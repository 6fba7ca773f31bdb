//! What an officer has written about a case and not sent yet, and the decision made of it. The
//! same rule speaks in the browser and on the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Decision, Finding, is_too_long};
use crate::application::kind::ApplicationKind;
use crate::form::RawAnswers;
use crate::value::prose;

#[cfg(test)]
mod tests;

crate::named! {
    /// A decision, before it is complete.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Verdict {
        /// Accept.
        Approve = "approve",
        /// Send back.
        Return = "return",
        /// Turn down.
        Refuse = "refuse",
    }
}

/// What is written at one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The item is to be corrected.
    pub is_flagged: bool,
    /// A reason code, or empty.
    pub reason: String,
    /// What to do.
    pub instruction: String,
}

/// Everything written about a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    /// By field; what was written stays when the flag is taken away.
    pub items: BTreeMap<String, Note>,
    /// The general reason.
    pub reason: String,
}

/// What a decision still lacks; the texts are at `staff.missing.<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// None of several cases is ticked.
    Case,
    /// Nothing is flagged.
    Flag,
    /// A flag has no reason.
    FlagReason(String),
    /// "Something else" needs words.
    Instruction(String),
    /// A refusal needs words.
    Reason,
    /// An instruction has more than [`super::MAX_INSTRUCTION`] characters.
    ShorterInstruction(String),
    /// So has the general reason.
    ShorterReason,
}

/// Where something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingAt<'a> {
    /// At the form as a whole.
    Form,
    /// At the reason code of this field.
    FlagReason(&'a str),
    /// At the instruction of this field.
    Instruction(&'a str),
    /// At the general reason.
    Reason,
}

impl Missing {
    /// Where it is.
    #[must_use]
    pub fn place(&self) -> MissingAt<'_> {
        match self {
            Self::Case | Self::Flag => MissingAt::Form,
            Self::FlagReason(field) => MissingAt::FlagReason(field),
            Self::Instruction(field) | Self::ShorterInstruction(field) => {
                MissingAt::Instruction(field)
            }
            Self::Reason | Self::ShorterReason => MissingAt::Reason,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Case => "no_case",
            Self::Flag => "no_flag",
            Self::FlagReason(_) => "no_flag_reason",
            Self::Instruction(_) => "no_instruction",
            Self::Reason => "no_reason",
            Self::ShorterInstruction(_) => "long_instruction",
            Self::ShorterReason => "long_reason",
        }
    }
}

/// The three maps of the form, field → text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagForm {
    /// Ticked boxes.
    pub flags: BTreeMap<String, String>,
    /// Chosen reasons.
    pub reasons: BTreeMap<String, String>,
    /// Instructions.
    pub instructions: BTreeMap<String, String>,
}

impl Notes {
    /// Reads the form. What is written where no box is ticked counts for nothing, and stays.
    #[must_use]
    pub fn from_form(reason: &str, form: FlagForm) -> Self {
        let mut items: BTreeMap<String, Note> = BTreeMap::new();
        for field in form.flags.into_keys() {
            items.entry(field).or_default().is_flagged = true;
        }
        for (field, reason) in form.reasons.into_iter().filter(is_written) {
            items.entry(field).or_default().reason = reason;
        }
        for (field, text) in form.instructions.into_iter().filter(is_written) {
            items.entry(field).or_default().instruction = one_newline(&text);
        }
        Self {
            items,
            reason: one_newline(reason),
        }
    }

    /// What is written, by the names of the controls in the form: how it is kept.
    #[must_use]
    pub fn answers(&self) -> RawAnswers {
        let mut answers = RawAnswers::default();
        answers.set("reason", self.reason.as_str());
        for (field, note) in &self.items {
            let tick = if note.is_flagged { "yes" } else { "" };
            answers.set(format!("flags[{field}]"), tick);
            answers.set(format!("reasons[{field}]"), note.reason.as_str());
            answers.set(format!("instructions[{field}]"), note.instruction.as_str());
        }
        answers
    }

    /// Reads [`Notes::answers`] back.
    #[must_use]
    pub fn of_answers(answers: &RawAnswers) -> Self {
        let part = |name: &str| {
            let of = |id: &str| {
                let field = id
                    .strip_prefix(name)?
                    .strip_prefix('[')?
                    .strip_suffix(']')?;
                Some(field.to_owned())
            };
            let pairs = answers.iter();
            pairs
                .filter_map(|(id, text)| Some((of(id)?, text.to_owned())))
                .collect()
        };
        let form = FlagForm {
            flags: part("flags"),
            reasons: part("reasons"),
            instructions: part("instructions"),
        };
        Self::from_form(answers.get("reason"), form)
    }

    /// Whether nothing at all is written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// What was written for a decision, so that it can be changed.
    #[must_use]
    pub fn of(decision: &Decision) -> Self {
        let items = decision.findings().iter().map(|finding| {
            let note = Note {
                is_flagged: true,
                reason: finding.reason.clone(),
                instruction: finding.instruction.clone(),
            };
            (finding.item.clone(), note)
        });
        Self {
            items: items.collect(),
            reason: decision.reason().unwrap_or_default().to_owned(),
        }
    }

    /// The form that says the same.
    #[must_use]
    pub fn form(&self) -> FlagForm {
        let mut form = FlagForm::default();
        for (field, note) in self.items.iter().filter(|(_, note)| note.is_flagged) {
            form.flags.insert(field.clone(), "yes".to_owned());
            form.reasons.insert(field.clone(), note.reason.clone());
            form.instructions
                .insert(field.clone(), note.instruction.clone());
        }
        form
    }

    /// How many items are flagged.
    #[must_use]
    pub fn flagged(&self) -> usize {
        self.items.values().filter(|note| note.is_flagged).count()
    }

    /// The decision, with its findings in the order of the pages.
    ///
    /// # Errors
    /// The first thing it lacks.
    pub fn decide(&self, verdict: Verdict) -> Result<Decision, Missing> {
        self.decide_in_order(verdict, place)
    }

    /// The same, where it is known where each field stands: whoever asks need not have the rules of
    /// all fields.
    ///
    /// # Errors
    /// The first thing it lacks.
    pub fn decide_in_order(
        &self,
        verdict: Verdict,
        place: impl Fn(&str) -> usize,
    ) -> Result<Decision, Missing> {
        let reason = prose(&self.reason);
        match verdict {
            Verdict::Approve => Ok(Decision::Approve),
            Verdict::Refuse if reason.is_empty() => Err(Missing::Reason),
            _ if is_too_long(&reason) => Err(Missing::ShorterReason),
            Verdict::Refuse => Ok(Decision::Refuse { reason }),
            Verdict::Return => Ok(Decision::Return {
                reason,
                findings: self.findings(place)?,
            }),
        }
    }

    fn findings(&self, place: impl Fn(&str) -> usize) -> Result<Vec<Finding>, Missing> {
        let mut flagged: Vec<_> = self
            .items
            .iter()
            .filter(|(_, note)| note.is_flagged)
            .collect();
        flagged.sort_by_key(|(field, _)| place(field));
        if flagged.is_empty() {
            return Err(Missing::Flag);
        }
        flagged
            .into_iter()
            .map(|(field, note)| {
                let instruction = prose(&note.instruction);
                match note.reason.as_str() {
                    "" => Err(Missing::FlagReason(field.clone())),
                    "other" if instruction.is_empty() => Err(Missing::Instruction(field.clone())),
                    _ if is_too_long(&instruction) => {
                        Err(Missing::ShorterInstruction(field.clone()))
                    }
                    reason => {
                        let (item, reason) = (field.clone(), reason.to_owned());
                        Ok(Finding {
                            item,
                            reason,
                            instruction,
                        })
                    }
                }
            })
            .collect()
    }
}

fn is_written((_, text): &(String, String)) -> bool {
    !text.is_empty()
}

/// Where a field stands among all fields; one that no kind has comes last.
fn place(field: &str) -> usize {
    let mut fields = ApplicationKind::ALL
        .iter()
        .flat_map(|kind| kind.spec().fields());
    fields
        .position(|known| known.id == field)
        .unwrap_or(usize::MAX)
}

/// A form sends a line break as two characters; they count as one.
#[must_use]
pub fn one_newline(text: &str) -> String {
    text.replace("\r\n", "\n")
}
