//! What the choices of a page decide about the rest of it: which fields, and which choices of other
//! fields, are asked with which answers. Found out by trying every answer, so that a kind says it
//! once, in its conditions. A page that knows can show what is asked before any script runs.

use super::{Control, Field, Scope};
use crate::map::Map;

/// How many choices of one page the style sheet tells apart (`style/asked.css`).
pub const MOST: usize = 24;

/// How many combinations of answers are tried at most. No page comes near it.
const TRIED: usize = 20_000;

/// With which choices of its page something is asked. Choices are named by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// With any.
    Always,
    /// With none, as the answers of other pages stand.
    Never,
    /// With one of these.
    With(Vec<usize>),
    /// With any but these, and before anything is chosen.
    Without(Vec<usize>),
    /// It takes more than one field to tell.
    Several,
}

impl Asked {
    /// Whether a choice of the page decides it.
    #[must_use]
    pub const fn varies(&self) -> bool {
        !matches!(self, Self::Always | Self::Never)
    }

    /// The numbers as an attribute: of those it is asked with.
    #[must_use]
    pub fn with(&self) -> Option<String> {
        match self {
            Self::With(numbers) => Some(listed(numbers)),
            _ => None,
        }
    }

    /// The numbers as an attribute: of those it is not asked with.
    #[must_use]
    pub fn without(&self) -> Option<String> {
        match self {
            Self::Without(numbers) => Some(listed(numbers)),
            _ => None,
        }
    }
}

fn listed(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    numbers.join(" ")
}

/// The fields of a page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    fields: Map<&'static str, Asked>,
    choices: Map<&'static str, Vec<(&'static str, Asked)>>,
    /// The choices that decide, in the order of their numbers, which begin with 1.
    numbers: Vec<(&'static str, &'static str)>,
}

impl Page {
    /// The page of these fields; `scope` has the answers of the other pages.
    #[must_use]
    pub fn of(fields: &[&'static Field], scope: &Scope) -> Self {
        let deciders = deciders(fields, scope);
        let mut looked: Vec<Looked> = fields
            .iter()
            .map(|field| Looked::new(field, &deciders))
            .collect();
        try_all(&deciders, scope, &mut |scope| {
            for of_field in &mut looked {
                of_field.look(scope);
            }
        });
        let tried = Tried::new(deciders);
        let mut page = Self::default();
        for of_field in looked {
            let id = of_field.field.id;
            let asked = page.tell(&tried, &of_field.applies);
            page.fields.insert(id, asked);
            if matches!(of_field.field.control, Control::Radio(_)) {
                let choices = of_field.choices.into_iter();
                let told = choices.map(|(choice, truth)| (choice, page.tell(&tried, &truth)));
                let told = told.collect();
                page.choices.insert(id, told);
            }
        }
        page
    }

    /// When a field is asked.
    #[must_use]
    pub fn field(&self, id: &str) -> &Asked {
        self.fields.get(id).unwrap_or(&Asked::Always)
    }

    /// All choices a field ever has on this page, each with when it is offered.
    #[must_use]
    pub fn choices(&self, id: &str) -> &[(&'static str, Asked)] {
        self.choices.get(id).map_or(&[], Vec::as_slice)
    }

    /// The number of a choice that decides about something; of a box, of ticking it.
    #[must_use]
    pub fn number(&self, field: &str, choice: &str) -> Option<usize> {
        self.numbers
            .iter()
            .position(|known| *known == (field, choice))
            .map(|at| at + 1)
    }

    /// `truth`: whether it is asked, with each combination.
    fn tell(&mut self, tried: &Tried, truth: &[bool]) -> Asked {
        // Most things are asked whatever is chosen.
        if truth.iter().all(|is_asked| truth.first() == Some(is_asked)) {
            return match truth.first() {
                Some(true) => Asked::Always,
                _ => Asked::Never,
            };
        }
        let decided_by = tried.deciding(truth);
        let (decider, by_value) = match decided_by.as_slice() {
            [one] => (&tried.deciders[*one], tried.by_value(*one, truth)),
            _ => return Asked::Several,
        };
        // The first value is that nothing is chosen.
        let is_asked_at_first = by_value.first() == Some(&true);
        let mut named = Vec::new();
        for (value, is_asked) in decider.values.iter().zip(by_value).skip(1) {
            if is_asked != is_asked_at_first {
                if self.number(decider.field, value).is_none() {
                    self.numbers.push((decider.field, value));
                }
                named.extend(self.number(decider.field, value));
            }
        }
        match is_asked_at_first {
            _ if named.iter().any(|number| *number > MOST) => Asked::Several,
            true => Asked::Without(named),
            false => Asked::With(named),
        }
    }
}

/// A field that may decide about others, with all it can hold; first: nothing.
struct Decider {
    field: &'static str,
    values: Vec<&'static str>,
}

/// What a page holds of radio buttons and boxes. Which choices there are may depend on others.
fn deciders(fields: &[&'static Field], scope: &Scope) -> Vec<Decider> {
    let mut deciders: Vec<Decider> = fields
        .iter()
        .filter_map(|field| {
            match field.control {
                Control::Radio(_) => Some(vec![""]),
                Control::Check => Some(vec!["", "yes"]),
                _ => None,
            }
            .map(|values| Decider {
                field: field.id,
                values,
            })
        })
        .collect();
    loop {
        let mut found: Vec<(usize, &'static str)> = Vec::new();
        try_all(&deciders, scope, &mut |scope| {
            for field in fields {
                let Control::Radio(choices) = field.control else {
                    continue;
                };
                let Some(at) = deciders.iter().position(|one| one.field == field.id) else {
                    continue;
                };
                for choice in choices(scope) {
                    let is_known = deciders[at].values.contains(choice);
                    if !is_known && !found.contains(&(at, *choice)) {
                        found.push((at, *choice));
                    }
                }
            }
        });
        if found.is_empty() {
            return deciders;
        }
        for (at, choice) in found {
            deciders[at].values.push(choice);
        }
    }
}

/// Looks at the answers with every combination of what the deciders can hold, the first decider
/// slowest. From one to the next only what differs is changed: a server does this for each page.
fn try_all(deciders: &[Decider], scope: &Scope, look: &mut dyn FnMut(&Scope)) {
    let counts = deciders.iter().map(|decider| decider.values.len());
    if counts.product::<usize>() > TRIED {
        look(scope);
        return;
    }
    let mut answers = scope.answers.clone();
    let mut held = vec![0; deciders.len()];
    for decider in deciders {
        answers.set(decider.field, "");
    }
    loop {
        look(&Scope {
            answers: &answers,
            ..*scope
        });
        let mut at = deciders.len();
        loop {
            let Some(before) = at.checked_sub(1) else {
                return;
            };
            at = before;
            let values = &deciders[at].values;
            let is_last = held[at] + 1 == values.len();
            held[at] = if is_last { 0 } else { held[at] + 1 };
            answers.set(deciders[at].field, values[held[at]]);
            if !is_last {
                break;
            }
        }
    }
}

/// What was seen of a field: with each combination whether it is asked, and each of its choices.
struct Looked {
    field: &'static Field,
    applies: Vec<bool>,
    choices: Vec<(&'static str, Vec<bool>)>,
}

impl Looked {
    fn new(field: &'static Field, deciders: &[Decider]) -> Self {
        let own = deciders.iter().filter(|decider| decider.field == field.id);
        // The first value is that nothing is chosen.
        let values = own.flat_map(|decider| decider.values.iter().skip(1));
        Self {
            field,
            applies: Vec::new(),
            choices: values.map(|value| (*value, Vec::new())).collect(),
        }
    }

    fn look(&mut self, scope: &Scope) {
        self.applies.push((self.field.applies)(scope));
        if let Control::Radio(choices) = self.field.control {
            let offered = choices(scope);
            for (choice, truth) in &mut self.choices {
                truth.push(offered.contains(choice));
            }
        }
    }
}

struct Tried {
    deciders: Vec<Decider>,
    /// How far apart two combinations are that differ only in neighbouring values of each decider.
    strides: Vec<usize>,
}

impl Tried {
    fn new(deciders: Vec<Decider>) -> Self {
        let mut strides = vec![1; deciders.len()];
        for at in (1..deciders.len()).rev() {
            strides[at - 1] = strides[at] * deciders[at].values.len();
        }
        Self { deciders, strides }
    }

    /// The deciders without which this cannot be told.
    fn deciding(&self, truth: &[bool]) -> Vec<usize> {
        (0..self.deciders.len())
            .filter(|decider| {
                let stride = self.strides[*decider];
                let block = stride * self.deciders[*decider].values.len();
                truth.iter().enumerate().any(|(at, is_asked)| {
                    // The same combination, with nothing in this decider.
                    truth[at - at % block + at % stride] != *is_asked
                })
            })
            .collect()
    }

    /// The truth for each value of the one decider that decides.
    fn by_value(&self, decider: usize, truth: &[bool]) -> Vec<bool> {
        let values = 0..self.deciders[decider].values.len();
        values
            .map(|value| truth[value * self.strides[decider]])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::application::kind::ApplicationKind;
    use crate::form::{Facts, RawAnswers};

    /// The answers with every combination of what a page can hold.
    fn combinations(fields: &[&'static Field], scope: &Scope) -> Vec<RawAnswers> {
        let mut all = Vec::new();
        try_all(&deciders(fields, scope), scope, &mut |scope| {
            all.push(scope.answers.clone());
        });
        all
    }

    fn page(step: &str, answers: &RawAnswers) -> Page {
        let facts = Facts::new(chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
        let kind = ApplicationKind::of_newcomers().spec();
        let fields: Vec<_> = kind.step(step).expect("a step").fields().collect();
        let scope = Scope {
            answers,
            facts: &facts,
        };
        Page::of(&fields, &scope)
    }

    #[test]
    fn a_page_knows_which_choice_brings_which_field_and_which_other_choices() {
        let page = page("basic", &RawAnswers::default());
        let number = |choice| page.number("applicant_type", choice).expect("it decides");
        let (person, firm, others) = (
            number("person"),
            number("enterprise"),
            number("organisation"),
        );
        assert_eq!(
            page.field("document_type"),
            &Asked::With(vec![person, firm, others])
        );
        assert_eq!(page.field("user_name"), &Asked::Always);
        let when = |wanted| {
            let mut all = page.choices("document_type").iter();
            all.find(|(choice, _)| *choice == wanted)
                .map(|(_, asked)| asked)
        };
        assert_eq!(when("passport"), Some(&Asked::With(vec![person])));
        assert_eq!(when("business_licence"), Some(&Asked::With(vec![firm])));
        assert_eq!(page.number("document_type", "passport"), None);
    }

    #[test]
    fn what_other_pages_decide_is_decided() {
        let answers = RawAnswers::from_iter([("applicant_type", "person")]);
        let page = page("documents", &answers);
        assert_eq!(page.field("portrait"), &Asked::Always);
        assert_eq!(page.field("licence"), &Asked::Never);
        let ticked = page.number("long_term", "yes").expect("it decides");
        assert_eq!(page.field("valid_to"), &Asked::Without(vec![ticked]));
    }

    #[test]
    fn a_style_sheet_can_show_what_every_step_of_every_kind_asks() {
        let facts = Facts::new(chrono::NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day"));
        for kind in ApplicationKind::ALL.iter().map(|kind| kind.spec()) {
            let first: Vec<_> = kind.steps[0].fields().collect();
            let blank = RawAnswers::default();
            let scope = Scope {
                answers: &blank,
                facts: &facts,
            };
            // Later steps as each answer of the first one leaves them.
            for answers in combinations(&first, &scope) {
                let scope = Scope {
                    answers: &answers,
                    facts: &facts,
                };
                for step in kind.steps {
                    let fields: Vec<_> = step.fields().collect();
                    let page = Page::of(&fields, &scope);
                    let told = page.fields.values();
                    let choices = page.choices.values().flatten().map(|(_, asked)| asked);
                    let is_told = told.chain(choices).all(|asked| *asked != Asked::Several);
                    assert!(is_told, "{}: {page:?}", step.id);
                }
            }
        }
    }

    #[test]
    fn the_style_sheet_has_every_number() {
        let css = include_str!("../../../style/asked.css");
        for attribute in ["data-with", "data-without"] {
            let numbers: BTreeSet<usize> = css
                .split(&format!("[{attribute}~=\""))
                .skip(1)
                .filter_map(|rest| rest.split('"').next()?.parse().ok())
                .collect();
            assert_eq!(numbers, (1..=MOST).collect(), "{attribute}");
        }
    }
}
