//! The records that only tests have: theatres, kept in memory.

use std::sync::Mutex;

use domain::id::{AccountId, RecordId};
use domain::record::{Record, RecordKind, RecordRef};

use crate::{Backend, Error, Result};

/// Whose each is.
static THEATRES: Mutex<Vec<(AccountId, Record)>> = Mutex::new(Vec::new());

fn with<T>(look: impl FnOnce(&mut Vec<(AccountId, Record)>) -> T) -> Result<T> {
    let mut theatres = THEATRES
        .lock()
        .map_err(|_| Error::Internal("a test died".to_owned()))?;
    Ok(look(&mut theatres))
}

/// An account has a theatre from now on, with these facts.
///
/// # Errors
/// When another test died.
pub fn open(
    backend: &Backend,
    owner: AccountId,
    name: &str,
    facts: &[(&str, &str)],
) -> Result<RecordRef> {
    let about = RecordRef {
        kind: RecordKind::Theatre,
        id: RecordId(backend.ids.id()),
    };
    let record = Record {
        about,
        name: name.to_owned(),
        facts: facts.iter().copied().collect(),
    };
    with(|theatres| theatres.push((owner, record)))?;
    Ok(about)
}

/// It has it no more.
///
/// # Errors
/// When another test died.
pub fn close(about: RecordRef) -> Result<()> {
    with(|theatres| theatres.retain(|(_, record)| record.about != about))
}

pub(super) fn of(owner: AccountId) -> Result<Vec<Record>> {
    with(|theatres| {
        let own = theatres.iter().filter(|(account, _)| *account == owner);
        own.map(|(_, record)| record.clone()).collect()
    })
}

pub(super) fn find(owner: AccountId, id: RecordId) -> Result<Option<Record>> {
    Ok(of(owner)?.into_iter().find(|record| record.about.id == id))
}
