//! What the choices of a page decide about the rest of it: which fields, and which choices of other
//! fields, are asked with which answers. Found out by trying every answer, so that a kind says it
//! once, in its conditions. A page that knows can show what is asked before any script runs.

use super::{Control, Field, RawAnswers, Scope};
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
        let tried = Tried::new(deciders, scope);
        let mut page = Self::default();
        for field in fields {
            let asked = page.tell(&tried, |scope| (field.applies)(scope));
            page.fields.insert(field.id, asked);
            let Control::Radio(choices) = field.control else {
                continue;
            };
            let offered = tried.values_of(field.id);
            let told = offered
                .into_iter()
                .map(|choice| {
                    let asked = page.tell(&tried, |scope| choices(scope).contains(&choice));
                    (choice, asked)
                })
                .collect();
            page.choices.insert(field.id, told);
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

    fn tell(&mut self, tried: &Tried, is_asked: impl Fn(&Scope) -> bool) -> Asked {
        let truth: Vec<bool> = tried
            .answers
            .iter()
            .map(|answers| {
                is_asked(&Scope {
                    answers,
                    ..tried.scope
                })
            })
            .collect();
        let decided_by = tried.deciding(&truth);
        let (decider, by_value) = match decided_by.as_slice() {
            [] if truth.first() == Some(&true) => return Asked::Always,
            [] => return Asked::Never,
            [one] => (&tried.deciders[*one], tried.by_value(*one, &truth)),
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
        let found: Vec<(usize, &'static str)> = combinations(&deciders, scope)
            .iter()
            .flat_map(|answers| {
                let scope = Scope { answers, ..*scope };
                fields
                    .iter()
                    .filter_map(move |field| match field.control {
                        Control::Radio(choices) => Some((field.id, choices(&scope))),
                        _ => None,
                    })
                    .collect::<Vec<_>>()
            })
            .flat_map(|(field, choices)| choices.iter().map(move |choice| (field, *choice)))
            .filter_map(|(field, choice)| {
                let at = deciders.iter().position(|decider| decider.field == field)?;
                (!deciders[at].values.contains(&choice)).then_some((at, choice))
            })
            .collect();
        if found.is_empty() {
            return deciders;
        }
        for (at, choice) in found {
            if !deciders[at].values.contains(&choice) {
                deciders[at].values.push(choice);
            }
        }
    }
}

/// The answers with every combination of what the deciders can hold, the first decider slowest.
fn combinations(deciders: &[Decider], scope: &Scope) -> Vec<RawAnswers> {
    let count: usize = deciders
        .iter()
        .map(|decider| decider.values.len())
        .product();
    if count > TRIED {
        return vec![scope.answers.clone()];
    }
    let mut all = vec![scope.answers.clone()];
    for decider in deciders {
        all = all
            .iter()
            .flat_map(|answers| {
                decider.values.iter().map(|value| {
                    let mut answers = answers.clone();
                    answers.set(decider.field, *value);
                    answers
                })
            })
            .collect();
    }
    all
}

struct Tried<'a> {
    deciders: Vec<Decider>,
    answers: Vec<RawAnswers>,
    scope: Scope<'a>,
}

impl<'a> Tried<'a> {
    fn new(deciders: Vec<Decider>, scope: &Scope<'a>) -> Self {
        Self {
            answers: combinations(&deciders, scope),
            scope: *scope,
            deciders,
        }
    }

    fn values_of(&self, field: &str) -> Vec<&'static str> {
        self.deciders
            .iter()
            .filter(|decider| decider.field == field)
            .flat_map(|decider| decider.values.iter().copied().skip(1))
            .collect()
    }

    /// How far apart two combinations are that differ only in neighbouring values of one decider.
    fn stride(&self, decider: usize) -> usize {
        self.deciders[decider + 1..]
            .iter()
            .map(|later| later.values.len())
            .product()
    }

    fn value_at(&self, decider: usize, combination: usize) -> usize {
        combination / self.stride(decider) % self.deciders[decider].values.len()
    }

    /// The deciders without which this cannot be told.
    fn deciding(&self, truth: &[bool]) -> Vec<usize> {
        if truth.len() < 2 {
            return Vec::new();
        }
        (0..self.deciders.len())
            .filter(|decider| {
                truth.iter().enumerate().any(|(at, is_asked)| {
                    let first = at - self.value_at(*decider, at) * self.stride(*decider);
                    truth[first] != *is_asked
                })
            })
            .collect()
    }

    /// The truth for each value of the one decider that decides.
    fn by_value(&self, decider: usize, truth: &[bool]) -> Vec<bool> {
        let values = 0..self.deciders[decider].values.len();
        values
            .map(|value| truth[value * self.stride(decider)])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::application::kind::ApplicationKind;
    use crate::form::Facts;

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
            for answers in combinations(&deciders(&first, &scope), &scope) {
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
