//! Statements about what staff wrote into forms of the desk and could not send.

use chrono::{DateTime, Utc};
use domain::form::RawAnswers;
use domain::id::StaffId;
use sqlx::{PgConnection, Result};

use crate::review::column::DESK_FORM;
use crate::seal::{Keyring, Sealed, Unopened};

/// What is written into a form.
pub(in crate::review) struct FormRow {
    /// Which form.
    pub form: String,
    written: Sealed<RawAnswers>,
}

impl FormRow {
    /// By the names of the controls.
    pub fn open(&self, keys: &Keyring, staff: StaffId) -> Result<RawAnswers, Unopened> {
        let row = row_of(staff, &self.form);
        self.written.open(keys, DESK_FORM, row)
    }
}

/// What a row is called where it is sealed.
fn row_of(staff: StaffId, form: &str) -> String {
    format!("{}/{form}", staff.0)
}

/// Keeps it, in place of what was kept before.
pub(in crate::review) async fn put(
    conn: &mut PgConnection,
    keys: &Keyring,
    staff: StaffId,
    form: &str,
    written: &RawAnswers,
    now: DateTime<Utc>,
) -> Result<()> {
    let sealed = DESK_FORM.seal(keys, row_of(staff, form), written);
    sqlx::query!(
        "insert into desk_form (staff_id, form, written, written_at) values ($1, $2, $3, $4)
         on conflict (staff_id, form) do update set written = $3, written_at = $4",
        staff.0,
        form,
        sealed as _,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What somebody wrote last into some forms and could not send.
pub(in crate::review) async fn find(
    conn: &mut PgConnection,
    staff: StaffId,
    forms: &[String],
) -> Result<Vec<FormRow>> {
    sqlx::query_as!(
        FormRow,
        r#"select form, written as "written: Sealed<RawAnswers>"
           from desk_form where staff_id = $1 and form = any($2)"#,
        staff.0,
        forms
    )
    .fetch_all(conn)
    .await
}

/// Forgets it.
pub(in crate::review) async fn delete(
    conn: &mut PgConnection,
    staff: StaffId,
    form: &str,
) -> Result<()> {
    sqlx::query!(
        "delete from desk_form where staff_id = $1 and form = $2",
        staff.0,
        form
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what was written before a time.
pub(crate) async fn forget_old(conn: &mut PgConnection, before: DateTime<Utc>) -> Result<u64> {
    let deleted = sqlx::query!("delete from desk_form where written_at < $1", before)
        .execute(conn)
        .await?;
    Ok(deleted.rows_affected())
}
