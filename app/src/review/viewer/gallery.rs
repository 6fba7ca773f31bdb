//! The pictures of a case in the order they stand on the page, how each is turned, and which one
//! is looked at closely.

use std::collections::BTreeMap;

use domain::application::view::PictureView;
use domain::id::DocumentId;
use domain::review::view::{CaseView, Reading};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A picture to look at, and the one it replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Its field.
    pub field: String,
    /// As it is now; `None`: it was taken away.
    pub now: Option<PictureView>,
    /// As it was in the round before.
    pub before: Option<PictureView>,
    /// Which round this is.
    pub round: i32,
    /// What was read from it.
    pub readings: Vec<Reading>,
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
    pub pictures: StoredValue<Vec<Shown>>,
    /// What is looked at closely; `None`: nothing.
    pub look: RwSignal<Option<Look>>,
    /// Quarter turns of each picture that was turned.
    turns: RwSignal<BTreeMap<DocumentId, u8>>,
}

/// The pictures of a case.
#[must_use]
pub fn pictures(case: &CaseView) -> Vec<Shown> {
    case.steps
        .iter()
        .flat_map(|(_, items)| items)
        .filter(|item| item.picture.is_some() || item.picture_before.is_some())
        .map(|item| Shown {
            field: item.field.clone(),
            now: item.picture.clone(),
            before: item.picture_before.clone(),
            round: case.round,
            readings: item.readings.clone(),
        })
        .collect()
}

impl Gallery {
    /// Made of these.
    #[must_use]
    pub fn of(pictures: Vec<Shown>) -> Self {
        Self {
            pictures: StoredValue::new(pictures),
            look: RwSignal::new(None),
            turns: RwSignal::default(),
        }
    }

    /// The picture whose id is written so.
    #[must_use]
    pub fn find(self, id: &str) -> Option<DocumentId> {
        self.pictures.with_value(|pictures| {
            let all = pictures
                .iter()
                .flat_map(|shown| [&shown.now, &shown.before]);
            all.flatten()
                .map(|picture| picture.id)
                .find(|known| known.to_string() == id)
        })
    }

    /// Looks at a picture; at one that was replaced beside its successor.
    pub fn open(self, id: DocumentId) {
        let is = |picture: &Option<PictureView>| {
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
    pub fn turns(self, id: DocumentId) -> u8 {
        self.turns
            .with(|turns| turns.get(&id).copied().unwrap_or(0))
    }

    /// All that were turned, and how often.
    #[must_use]
    pub fn turned(self) -> BTreeMap<DocumentId, u8> {
        self.turns.get()
    }

    /// Turns a picture by a quarter.
    pub fn turn(self, id: DocumentId) {
        self.turns.update(|turns| {
            let turned = turns.entry(id).or_insert(0);
            *turned = (*turned + 1) % 4;
        });
    }
}
