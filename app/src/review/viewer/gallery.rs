//! The pictures of a case in the order they stand on the page, how each is turned, and which one
//! is looked at closely.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::frame::Size;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownPicture {
    /// How it is named.
    pub id: String,
    /// Where it is.
    pub address: String,
    /// In pixels.
    pub size: Size,
}

/// A picture to look at, and the one it replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedPicture {
    /// Its field.
    pub field: String,
    /// What it is called.
    pub label: String,
    /// As it is now; `None`: it was taken away.
    pub now: Option<ShownPicture>,
    /// As it was in the round before.
    pub before: Option<ShownPicture>,
}

impl ComparedPicture {
    /// Whether there are two to compare.
    #[must_use]
    pub fn is_pair(&self) -> bool {
        self.now.is_some() && self.before.is_some()
    }

    /// What is seen of it, the older first. `is_both`: beside the one it replaced.
    #[must_use]
    pub fn seen(&self, is_both: bool) -> (Option<&ShownPicture>, Option<&ShownPicture>) {
        let before = self.before.as_ref();
        let is_seen = is_both || self.now.is_none();
        (before.filter(|_| is_seen), self.now.as_ref())
    }
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which picture, counted from 0.
    pub at: usize,
    /// Beside the one it replaced.
    pub is_both: bool,
}

/// The pictures of the page.
#[derive(Clone, Copy)]
pub struct Gallery {
    /// In the order of the page.
    pub pictures: StoredValue<Vec<ComparedPicture>>,
    /// What is looked at closely; `None`: nothing.
    pub look: RwSignal<Option<Look>>,
    /// Quarter turns of each picture that was turned.
    turns: RwSignal<BTreeMap<String, u8>>,
}

impl Gallery {
    /// Without any yet.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            pictures: StoredValue::new(Vec::new()),
            look: RwSignal::new(None),
            turns: RwSignal::default(),
        }
    }

    /// What is looked at.
    #[must_use]
    pub fn looked_at(self) -> Option<(Look, ComparedPicture)> {
        let look = self.look.get()?;
        let shown = self
            .pictures
            .with_value(|pictures| pictures.get(look.at).cloned())?;
        Some((look, shown))
    }

    /// Looks at a picture; at one that was replaced beside its successor.
    pub fn open(self, id: &str) {
        let is = |picture: &Option<ShownPicture>| {
            picture.as_ref().is_some_and(|picture| picture.id == id)
        };
        let look = self.pictures.with_value(|pictures| {
            let at = pictures
                .iter()
                .position(|shown| is(&shown.now) || is(&shown.before))?;
            Some(Look {
                at,
                is_both: is(&pictures[at].before),
            })
        });
        self.look.set(look);
    }

    /// Goes on, or back, around the end.
    pub fn step(self, forward: bool) {
        let count = self.pictures.with_value(Vec::len);
        self.look.update(|look| {
            if let Some(look) = look {
                look.at = match forward {
                    true => (look.at + 1) % count.max(1),
                    false => (look.at + count.max(1) - 1) % count.max(1),
                };
                look.is_both = false;
            }
        });
    }

    /// How often a picture is turned.
    #[must_use]
    pub fn turns(self, id: &str) -> u8 {
        self.turns.with(|turns| turns.get(id).copied().unwrap_or(0))
    }

    /// All that were turned, and how often.
    #[must_use]
    pub fn turned(self) -> BTreeMap<String, u8> {
        self.turns.get()
    }

    /// Turns a picture by a quarter.
    pub fn turn(self, id: &str) {
        self.turns.update(|turns| {
            let turned = turns.entry(id.to_owned()).or_insert(0);
            *turned = (*turned + 1) % 4;
        });
    }
}
