//! Who begins an application of a kind, and why somebody may not. It must not know where what is known
//! of them comes from, nor any sentence.

use chrono::NaiveDate;

use super::snapshot::Snapshot;
use crate::record::Record;

/// Who begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Somebody without an account, at `/register`; the application makes the credential.
    Newcomer,
    /// Somebody who is not signed in, and may have an account: what is begun belongs to the browser.
    SignedOut,
    /// The owner of an open account.
    Account,
}

/// What is known of the owner of an account who would begin something.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The answers the account goes by.
    pub profile: &'a Snapshot,
    /// What it would be about, where its kind is about something.
    pub record: Option<&'a Record>,
    /// Today at the operator's place.
    pub today: NaiveDate,
}

impl Known<'_> {
    /// Whether the account is of a company or another organisation, and not of a person.
    #[must_use]
    pub fn is_organised(&self) -> bool {
        self.profile.get("organisation_name").is_some()
    }

    /// A fact of the record it would be about; `""` where there is none.
    #[must_use]
    pub fn fact(&self, name: &str) -> &str {
        self.record.map_or("", |record| record.facts.get(name))
    }
}

/// Why somebody may not begin it: a code, said at `kind.<kind>.eligibility.<code>` or
/// `eligibility.<code>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ineligible(pub &'static str);

/// Why somebody may not begin what is about a record, who has none of its type.
pub const NO_RECORD: Ineligible = Ineligible("no_record");

/// Whether somebody may begin it: until which day, if there is a last one, or why not.
pub type Eligibility = fn(&Known) -> Result<Option<NaiveDate>, Ineligible>;

/// Of a kind for organisations.
///
/// # Errors
/// The account is a person's.
pub fn only_organisations(known: &Known) -> Result<Option<NaiveDate>, Ineligible> {
    match known.is_organised() {
        true => Ok(None),
        false => Err(Ineligible("only_organisations")),
    }
}

/// Of a kind for persons.
///
/// # Errors
/// The account is an organisation's.
pub fn only_persons(known: &Known) -> Result<Option<NaiveDate>, Ineligible> {
    match known.is_organised() {
        false => Ok(None),
        true => Err(Ineligible("only_persons")),
    }
}

/// Of a kind that every owner of an open account may begin at any time.
///
/// # Errors
/// None.
pub const fn always(_: &Known) -> Result<Option<NaiveDate>, Ineligible> {
    Ok(None)
}
