//! Every URL of the product, so that a link cannot point nowhere.

use domain::application::kind::{ApplicationKind, Door};
use domain::application::view::Place;

/// Home.
pub const HOME: &str = "/";
/// The wizard; leads to the step where the draft stopped.
pub const REGISTER: &str = "/register";
/// The page after sending a registration.
pub const REGISTER_DONE: &str = "/register/done";
/// Sign-in of applicants.
pub const SIGN_IN: &str = "/sign-in";
/// Signing out.
pub const SIGN_OUT: &str = "/sign-out";
/// The code that is asked for after the password.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// A way back without the password.
pub const RECOVER: &str = "/recover";
/// Status by reference and mail address.
pub const STATUS: &str = "/status";
/// The account.
pub const ACCOUNT: &str = "/account";
/// Its password.
pub const PASSWORD: &str = "/account/password";
/// Its address.
pub const EMAIL: &str = "/account/email";
/// Where the password is given again before something that needs it.
pub const PROVE: &str = "/account/prove";
/// Its second factor.
pub const SECOND_FACTOR: &str = "/account/second-factor";
/// The applications of the account.
pub const APPLICATIONS: &str = "/applications";
/// What can be applied for.
pub const NEW_APPLICATION: &str = "/applications/new";
/// Sign-in of staff.
pub const STAFF_SIGN_IN: &str = "/staff/sign-in";
/// The code staff are asked for after the password.
pub const STAFF_SIGN_IN_CODE: &str = "/staff/sign-in/code";
/// The own page of a member of staff.
pub const STAFF_ACCOUNT: &str = "/staff/account";
/// Their second factor.
pub const STAFF_SECOND_FACTOR: &str = "/staff/second-factor";
/// The review queue.
pub const QUEUE: &str = "/staff/queue";
/// Several cases of it, decided together.
pub const BULK: &str = "/staff/bulk";
/// The figures of supervisors.
pub const FIGURES: &str = "/staff/figures";
/// The same as comma-separated values.
pub const FIGURES_CSV: &str = "/staff/figures.csv";

/// A step of the application of a place.
#[must_use]
pub fn step(place: &Place, step: &str) -> String {
    match place {
        Place::Entrance | Place::EntranceOf(_) => format!("{REGISTER}/{step}"),
        Place::Reference(reference) => format!("{APPLICATIONS}/{reference}/{step}"),
    }
}

/// The page after sending the application of a place.
#[must_use]
pub fn done(place: &Place) -> String {
    step(place, "done")
}

/// Status and history of an application.
#[must_use]
pub fn application(reference: &str) -> String {
    format!("{APPLICATIONS}/{reference}")
}

/// Where a returned application is corrected.
#[must_use]
pub fn correction(reference: &str) -> String {
    format!("{APPLICATIONS}/{reference}/correction")
}

/// A case, for staff.
#[must_use]
pub fn case(reference: &str) -> String {
    format!("/staff/cases/{reference}")
}

/// A stored picture.
#[must_use]
pub fn document(id: domain::id::DocumentId) -> String {
    format!("/api/documents/{id}")
}

/// The address an application of this kind is drafted at.
#[must_use]
pub fn place_of(kind: &str, reference: &str) -> Place {
    match ApplicationKind::parse(kind).map(|kind| kind.spec().door) {
        Some(Door::Account) => Place::Reference(reference.to_owned()),
        _ => Place::Entrance,
    }
}
