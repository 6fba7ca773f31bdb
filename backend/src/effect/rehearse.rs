//! The effect of the kind that only tests have: an act outside that takes its time, and knows by its
//! number what it did before.

use std::collections::BTreeSet;
use std::sync::Mutex;

use async_trait::async_trait;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Approved, ByJob};
use crate::job::Failure;
use crate::{Backend, Error, Result};

/// What was done outside.
static DONE: Mutex<BTreeSet<Uuid>> = Mutex::new(BTreeSet::new());

/// The effect.
pub(super) struct Rehearse;

fn done(number: Uuid) -> Result<bool> {
    let done = DONE
        .lock()
        .map_err(|_| Error::Internal("a test died".to_owned()))?;
    Ok(done.contains(&number))
}

#[async_trait]
impl ByJob for Rehearse {
    async fn was_done(&self, _: &Backend, _: &Approved, number: Uuid) -> Result<bool> {
        done(number)
    }

    async fn act(&self, _: &Backend, approved: &Approved, number: Uuid) -> Result<(), Failure> {
        if approved.record.is_some() != approved.kind.spec().about.is_some() {
            return Err(Failure::GiveUp("rehearsed in no theatre".to_owned()));
        }
        let is_new = DONE.lock().map(|mut done| done.insert(number));
        match is_new {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::GiveUp("it was done before".to_owned())),
            Err(_) => Err(Failure::GiveUp("a test died".to_owned())),
        }
    }

    async fn settle(
        &self,
        _: &Backend,
        _: &mut PgConnection,
        _: &Approved,
        number: Uuid,
    ) -> Result<()> {
        match done(number)? {
            true => Ok(()),
            false => Err(Error::Inconsistent("an act that was not carried out")),
        }
    }
}
