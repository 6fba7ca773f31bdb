//! The records an application can be about, whatever their type: the ones an account has, and what is
//! known of one. Whoever asks says whose it must be, so nobody is told of a record of somebody else.
//! Where the records of a type are kept, its own file knows.

use domain::application::view::RecordView;
use domain::id::AccountId;
use domain::record::{Record, RecordKind, RecordRef};
use sqlx::PgConnection;

use crate::{Backend, Result};

#[cfg(feature = "rehearsal")]
pub mod theatre;

#[expect(
    unused_variables,
    reason = "no type of record is kept in the database yet"
)]
impl Backend {
    /// The records of a type that an account has, in the order its owner knows.
    pub(crate) async fn records(
        &self,
        conn: &mut PgConnection,
        owner: AccountId,
        kind: RecordKind,
    ) -> Result<Vec<Record>> {
        match kind {
            #[cfg(feature = "rehearsal")]
            RecordKind::Theatre => theatre::of(owner),
        }
    }

    /// A record, if this account has it.
    pub(crate) async fn record(
        &self,
        conn: &mut PgConnection,
        owner: AccountId,
        about: RecordRef,
    ) -> Result<Option<Record>> {
        match about.kind {
            #[cfg(feature = "rehearsal")]
            RecordKind::Theatre => theatre::find(owner, about.id),
        }
    }
}

impl Backend {
    /// What pages tell of the record an application of this account is about; only its type, where
    /// the account has it no more.
    pub(crate) async fn record_view(
        &self,
        conn: &mut PgConnection,
        owner: Option<AccountId>,
        about: Option<RecordRef>,
    ) -> Result<Option<RecordView>> {
        let (Some(owner), Some(about)) = (owner, about) else {
            return Ok(None);
        };
        let record = self.record(conn, owner, about).await?;
        Ok(Some(record.map_or_else(
            || RecordView {
                value: about.value(),
                kind: about.kind.id().to_owned(),
                name: String::new(),
            },
            RecordView::from,
        )))
    }
}
