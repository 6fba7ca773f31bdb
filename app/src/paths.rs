//! Every URL of the product, so that a link cannot point nowhere.

use crate::told::Told;
use domain::application::entry::Entry;
use domain::application::kind::ApplicationKind;
use domain::application::view::Target;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// Home.
pub const HOME: &str = "/";
/// The wizard; leads to the step where the draft stopped.
pub const REGISTER: &str = "/register";
/// Sign-in of applicants.
pub const SIGN_IN: &str = "/sign-in";
/// Signing out.
pub const SIGN_OUT: &str = "/sign-out";
/// The code that is asked for after the password.
pub const SIGN_IN_CODE: &str = "/sign-in/code";
/// A way back without the password.
pub const RECOVER: &str = "/recover";
/// The ways in for accounts of an older platform.
pub const LEGACY: &str = "/recover/legacy";
/// Sign-in with a key (A3.2), once there is that door.
pub const KEY_SIGN_IN: Option<&str> = None;
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
/// Leads to the next case of a list.
pub const NEXT_CASE: &str = "/staff/next";
/// The standard texts of reasons.
pub const REASONS: &str = "/staff/settings/reasons";
/// Several cases of it, decided together.
pub const BULK: &str = "/staff/bulk";
/// The figures of supervisors.
pub const FIGURES: &str = "/staff/figures";
/// The same as comma-separated values.
pub const FIGURES_CSV: &str = "/staff/figures.csv";
/// What administrators keep in order.
pub const SETTINGS: &str = "/staff/settings";
/// Staff.
pub const MEMBERS: &str = "/staff/settings/staff";
/// Offices.
pub const OFFICES: &str = "/staff/settings/offices";
/// The holiday table.
pub const HOLIDAYS: &str = "/staff/settings/holidays";
/// What would happen to it.
pub const HOLIDAY_PLAN: &str = "/staff/settings/holidays/preview";
/// Notices.
pub const NOTICES: &str = "/staff/settings/terms";
/// Industries.
pub const INDUSTRIES: &str = "/staff/settings/industries";
/// The platform itself.
pub const PLATFORM: &str = "/staff/settings/platform";

/// Something in a list of the settings; without an id the page that adds one.
#[must_use]
pub fn setting(list: &str, id: &str) -> String {
    let id = match id {
        "" => domain::platform::entry::NEW,
        id => id,
    };
    format!("{list}/{}", encode(id))
}

/// The draft of a notice.
#[must_use]
pub fn notice_draft(id: &str) -> String {
    format!("{}/draft", setting(NOTICES, id))
}

/// The draft of a notice as applicants would read it.
#[must_use]
pub fn notice_preview(id: &str) -> String {
    format!("{}/preview", notice_draft(id))
}

/// A version of a notice.
#[must_use]
pub fn notice_version(id: &str, version: i32) -> String {
    format!("{}/{version}", setting(NOTICES, id))
}

/// Customer service: finding an account.
pub const ACCOUNTS: &str = "/staff/accounts";

/// An account, for customer service.
#[must_use]
pub fn served_account(id: &str) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// A step of the application of a place.
#[must_use]
pub fn step(place: &Target, step: &str) -> String {
    match place {
        Target::Newcomer | Target::NewcomerOf(_) => format!("{REGISTER}/{step}"),
        Target::Reference(reference) => format!("{APPLICATIONS}/{reference}/{step}"),
    }
}

/// The page after sending the application of a place.
#[must_use]
pub fn done(place: &Target) -> String {
    step(place, "done")
}

/// Status and history of an application.
#[must_use]
pub fn application(reference: &str) -> String {
    format!("{APPLICATIONS}/{reference}")
}

/// What can be applied for, and why an application of this kind cannot be begun; `why` is a code.
#[must_use]
pub fn refused_start(kind: &str, why: &str) -> String {
    let refused = Told::Error.say(NEW_APPLICATION, "ineligible");
    Told::Why.say(&Told::Kind.say(&refused, kind), why)
}

/// What is agreed to before the first step of an application.
#[must_use]
pub fn consent(reference: &str) -> String {
    format!("{APPLICATIONS}/{reference}/consent")
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

/// All forms of an application as one PDF, with a list of papers on top.
#[must_use]
pub fn forms(reference: &str) -> String {
    format!("/api/applications/{reference}/forms")
}

/// One form of an application as PDF.
#[must_use]
pub fn form(reference: &str, form: &str) -> String {
    format!("/api/applications/{reference}/forms/{form}")
}

/// The address an application of this kind is drafted at.
#[must_use]
pub fn place_of(kind: &str, reference: &str) -> Target {
    match ApplicationKind::parse(kind).map(|kind| kind.spec().entry) {
        Some(Entry::Account | Entry::SignedOut) => Target::Reference(reference.to_owned()),
        Some(Entry::Newcomer) | None => Target::Newcomer,
    }
}

/// Whether staff work on the page of this path.
#[must_use]
pub fn is_of_staff(path: &str) -> bool {
    path == "/staff" || path.starts_with("/staff/")
}

/// All but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes all but what RFC 3986 calls unreserved; the same in the browser and on the
/// server.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Percent-encodes what cannot stand in an address at all.
pub(crate) fn encode_unprintable(text: &str) -> String {
    const UNPRINTABLE: &AsciiSet = &CONTROLS.add(b' ');
    utf8_percent_encode(text, UNPRINTABLE).to_string()
}
