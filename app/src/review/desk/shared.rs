//! The one desk of the page, which its parts share. It stays when the page is shown anew, and goes
//! with the page.

use std::cell::RefCell;

use leptos::prelude::*;

use super::Desk;

struct Shared {
    reference: String,
    desk: Desk,
    owner: Owner,
    /// How many parts have it.
    parts: usize,
}

thread_local! {
    static SHARED: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

/// The desk of a case, for as long as the part lives that asks.
pub fn desk(reference: &str) -> Desk {
    let known = SHARED.with_borrow_mut(|shared| {
        let shared = shared
            .as_mut()
            .filter(|shared| shared.reference == reference)?;
        shared.parts += 1;
        Some(shared.desk)
    });
    let desk = known.unwrap_or_else(|| lay(reference));
    let reference = reference.to_owned();
    on_cleanup(move || leave(&reference));
    desk
}

/// It belongs to the app, not to the part that is the first to ask.
fn lay(reference: &str) -> Desk {
    let app = Owner::current().and_then(|part| part.parent());
    let owner = app.map_or_else(Owner::new, |app| app.child());
    let desk = owner.with(|| Desk::new(reference));
    let before = SHARED.replace(Some(Shared {
        reference: reference.to_owned(),
        desk,
        owner,
        parts: 1,
    }));
    if let Some(before) = before {
        before.owner.cleanup();
    }
    desk
}

fn leave(reference: &str) {
    let gone = SHARED.with_borrow_mut(|shared| {
        let known = shared
            .as_mut()
            .filter(|shared| shared.reference == reference)?;
        known.parts = known.parts.saturating_sub(1);
        let is_left = known.parts == 0 && !known.desk.is_here();
        is_left.then(|| shared.take()).flatten()
    });
    if let Some(gone) = gone {
        gone.owner.cleanup();
    }
}
