//! Where the second factor is asked for and set up, at each door.

use domain::account::Door;

use crate::account::next::sign_in_then;
use crate::paths;
use crate::review::link;

/// The page that asks for a code, and leads to `next`.
#[must_use]
pub fn code(door: Door, next: &str) -> String {
    let page = match door {
        Door::Applicants => paths::SIGN_IN_CODE,
        Door::Staff => paths::STAFF_SIGN_IN_CODE,
    };
    then(page, next)
}

/// The page of the second factor, and from there `next`.
#[must_use]
pub fn factor(door: Door, next: &str) -> String {
    then(factor_page(door), next)
}

/// The page of the second factor.
#[must_use]
pub const fn factor_page(door: Door) -> &'static str {
    match door {
        Door::Applicants => paths::SECOND_FACTOR,
        Door::Staff => paths::STAFF_SECOND_FACTOR,
    }
}

/// The own page of whoever came in at a door.
#[must_use]
pub const fn account(door: Door) -> &'static str {
    match door {
        Door::Applicants => paths::ACCOUNT,
        Door::Staff => paths::STAFF_ACCOUNT,
    }
}

/// The door, and from there `next`.
#[must_use]
pub fn sign_in(door: Door, next: &str) -> String {
    match door {
        Door::Applicants => sign_in_then(next),
        Door::Staff => match next {
            "" => paths::STAFF_SIGN_IN.to_owned(),
            next => link::sign_in(&link::staff_page(next)),
        },
    }
}

fn then(page: &str, next: &str) -> String {
    match next {
        "" => page.to_owned(),
        next => link::with(page, &[&format!("next={}", paths::encode(next))]),
    }
}
