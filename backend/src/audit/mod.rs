//! The audit log: who of the staff signed in, saw a case or an identity picture, decided a case, or
//! changed what the platform works by, and whose pictures were deleted when their time was over.
//! Entries are written in the transaction they tell of, and before what is looked at is shown. The
//! portal's role of the database may only add to them, a trigger refuses changes to everybody else,
//! and each hash covers the entry before it, so that whoever changes them all the same is found out
//! by [`verify`].
//!
//! It holds ids only, no names and no answers; `show.rs` says what they are called. What it cannot
//! show by itself is that its newest entries are missing: for that the operator keeps a hash
//! [`verify`] printed earlier.
//!
//! [`verify`]: Backend::verify_audit

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::StaffId;
use sha2::{Digest as _, Sha256};
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, PgConnection, Postgres};

use crate::ids::hex;
use crate::pool::unbroken;
use crate::{Backend, Result};

mod show;
mod sql;
#[cfg(test)]
pub(crate) mod tests;

pub use show::{AuditEntry, Filter};
pub(crate) use sql::has_no_staff;

/// How many entries are read at a time.
const BATCH: i64 = 1000;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    SignedIn,
    SawCase,
    SawPicture,
    Approved,
    Returned,
    Refused,
    SetFactor,
    EndedFactor,
    ResetFactor,
    RenewedRecoveryCodes,
    Assigned,
    ChangedStandardText,
    StaffAdded,
    StaffChanged,
    StaffLeft,
    StaffReturned,
    StaffPasswordRenewed,
    StaffPasswordChanged,
    OfficeAdded,
    OfficeChanged,
    OfficeClosed,
    OfficeReopened,
    CasesMoved,
    HolidaysChanged,
    NoticePublished,
    IndustryAdded,
    IndustryChanged,
    IndustryMoved,
    IndustryRetired,
    IndustryReinstated,
    PlatformChanged,
    AccountsImported,
    SearchedAccounts,
    SawAccount,
    HandedOutPassword,
    LiftedPause,
    CorrectedEmail,
    Proposed,
    ProposalRejected,
    ProposalWithdrawn,
    KeysRotated,
    PicturesPurged,
}

impl Action {
    const fn id(self) -> &'static str {
        match self {
            Self::SignedIn => "staff.signed_in",
            Self::SawCase => "case.seen",
            Self::SawPicture => "picture.seen",
            Self::Approved => "case.approved",
            Self::Returned => "case.returned",
            Self::Refused => "case.refused",
            Self::SetFactor => "factor.set",
            Self::EndedFactor => "factor.ended",
            Self::ResetFactor => "factor.reset",
            Self::RenewedRecoveryCodes => "factor.codes_renewed",
            Self::Assigned => "case.assigned",
            Self::ChangedStandardText => "standard_text.changed",
            Self::StaffAdded => "staff.added",
            Self::StaffChanged => "staff.changed",
            Self::StaffLeft => "staff.left",
            Self::StaffReturned => "staff.returned",
            Self::StaffPasswordRenewed => "staff.password_renewed",
            Self::StaffPasswordChanged => "staff.password_changed",
            Self::OfficeAdded => "office.added",
            Self::OfficeChanged => "office.changed",
            Self::OfficeClosed => "office.closed",
            Self::OfficeReopened => "office.reopened",
            Self::CasesMoved => "office.cases_moved",
            Self::HolidaysChanged => "holidays.changed",
            Self::NoticePublished => "notice.published",
            Self::IndustryAdded => "industry.added",
            Self::IndustryChanged => "industry.changed",
            Self::IndustryMoved => "industry.moved",
            Self::IndustryRetired => "industry.retired",
            Self::IndustryReinstated => "industry.reinstated",
            Self::PlatformChanged => "platform.changed",
            Self::AccountsImported => "account.imported",
            Self::SearchedAccounts => "account.searched",
            Self::SawAccount => "account.seen",
            Self::HandedOutPassword => "account.password",
            Self::LiftedPause => "account.pause",
            Self::CorrectedEmail => "account.email",
            Self::Proposed => "proposal.made",
            Self::ProposalRejected => "proposal.rejected",
            Self::ProposalWithdrawn => "proposal.withdrawn",
            Self::KeysRotated => "keys.rotated",
            Self::PicturesPurged => "pictures.purged",
        }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// A member of staff.
    Staff(StaffId),
    /// Whoever runs the process, by a command of theirs.
    Console,
    /// Nobody: the portal itself, by a job.
    System,
}

impl From<StaffId> for Actor {
    fn from(staff: StaffId) -> Self {
        Self::Staff(staff)
    }
}

impl Actor {
    fn id(self) -> String {
        match self {
            Self::Staff(staff) => format!("staff:{}", staff.0),
            Self::Console => "console".to_owned(),
            Self::System => "system".to_owned(),
        }
    }
}

/// A log without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has.
    pub entries: i64,
    /// Hash of the newest, 64 hexadecimal digits; empty for an empty log.
    pub newest: String,
}

/// Why a log cannot be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// An entry was deleted, or another put before it.
    #[error("entry {0} is missing")]
    Missing(i64),
    /// An entry, or the one before it, is not what was written.
    #[error("entry {0} was changed")]
    Changed(i64),
    /// There is none, though who is on the staff was made with one.
    #[error("it is empty, though the portal has staff")]
    Emptied,
    /// The hash the operator kept is nowhere.
    #[error(
        "no entry has the hash that was kept: the newest entries are missing, or all of it was written anew"
    )]
    Cut,
}

/// Adds an entry to the log, in the transaction of what it tells.
pub(crate) async fn record(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    actor: impl Into<Actor>,
    action: Action,
    subject: String,
    details: String,
) -> Result<()> {
    sql::lock(conn).await?;
    append(conn, now, actor.into(), action, subject, details).await
}

/// Adds an entry to the log, which is locked.
async fn append(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    actor: Actor,
    action: Action,
    subject: String,
    details: String,
) -> Result<()> {
    let (number, at, before) = sql::newest(conn).await?.unwrap_or_default();
    // The database keeps microseconds.
    let now = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
    let mut row = sql::AuditRow {
        number: number + 1,
        at: not_before(now, at),
        actor: actor.id(),
        action: action.id().to_owned(),
        subject,
        details,
        hash: Vec::new(),
    };
    row.hash = chained(&before, &row);
    sql::insert(conn, &row).await?;
    Ok(())
}

impl Backend {
    /// Adds an entry about what only looks and changes nothing, before it happens.
    pub(crate) async fn record_look(
        &self,
        actor: StaffId,
        action: Action,
        subject: String,
        details: String,
    ) -> Result<()> {
        let conn = self.pool.acquire().await?;
        self.record_look_on(conn, actor, action, subject, details)
            .await?;
        Ok(())
    }

    /// The same on a connection that is at hand, which is given back.
    pub(crate) async fn record_look_on(
        &self,
        mut conn: PoolConnection<Postgres>,
        actor: StaffId,
        action: Action,
        subject: String,
        details: String,
    ) -> Result<PoolConnection<Postgres>> {
        let now = self.clock.now();
        unbroken(async move {
            let mut tx = conn.begin_with(sql::BEGIN_LOCKED).await?;
            append(&mut tx, now, actor.into(), action, subject, details).await?;
            tx.commit().await?;
            Ok(conn)
        })
        .await
    }

    /// Reads the whole log and recomputes every hash. `kept`: a hash printed earlier that must be
    /// in it, in small letters.
    ///
    /// # Errors
    /// When the database fails. The inner error names the first break.
    pub async fn verify_audit(&self, kept: Option<&str>) -> Result<Result<Verified, Break>> {
        let mut conn = self.pool.acquire().await?;
        let (mut number, mut before) = (0, Vec::new());
        let mut is_kept = kept.is_none();
        loop {
            let rows = sql::after(&mut conn, number, BATCH).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                if row.number != number + 1 {
                    return Ok(Err(Break::Missing(number + 1)));
                }
                if row.hash != chained(&before, &row) {
                    return Ok(Err(Break::Changed(row.number)));
                }
                is_kept = is_kept || kept.is_some_and(|kept| kept == hex(&row.hash));
                (number, before) = (row.number, row.hash);
            }
        }
        if number == 0 && !sql::has_no_staff(&mut conn).await? {
            return Ok(Err(Break::Emptied));
        }
        Ok(match is_kept {
            true => Ok(Verified {
                entries: number,
                newest: hex(&before),
            }),
            false => Err(Break::Cut),
        })
    }
}

/// How long one entry may wait for another to be written.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// Who looked at the clock first may have to wait for another to write: no entry is older than the
/// one before it, unless a clock was wrong, which must not hold all others up.
fn not_before(now: DateTime<Utc>, before: DateTime<Utc>) -> DateTime<Utc> {
    match before - now <= LONGEST_WAIT {
        true => now.max(before),
        false => now,
    }
}

/// SHA-256 over the hash before and every part of the entry, each with its length before it.
fn chained(before: &[u8], row: &sql::AuditRow) -> Vec<u8> {
    let (number, at) = (
        row.number.to_be_bytes(),
        row.at.timestamp_micros().to_be_bytes(),
    );
    let mut hash = Sha256::new();
    for part in [
        before,
        &number,
        &at,
        row.actor.as_bytes(),
        row.action.as_bytes(),
        row.subject.as_bytes(),
        row.details.as_bytes(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}
