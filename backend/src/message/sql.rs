//! Every statement about messages.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, ApplicationId, StaffId};
use sqlx::{PgConnection, Result};
use uuid::Uuid;

use crate::message::column::{KEPT_MESSAGE, MESSAGE_BODY};
use crate::seal::{Keyring, Sealed, Unopened};

/// One message.
pub(super) struct MessageRow {
    id: Uuid,
    pub staff_id: Option<Uuid>,
    pub by: Option<String>,
    body: Sealed<String>,
    pub written_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

impl MessageRow {
    /// What it says.
    pub fn text(&self, keys: &Keyring) -> Result<String, Unopened> {
        self.body.open(keys, MESSAGE_BODY, self.id)
    }
}

/// The latest about an application, newest first, and what `staff` (`None`: the applicant) wrote and
/// could not send.
pub(super) async fn latest(
    conn: &mut PgConnection,
    keys: &Keyring,
    application: ApplicationId,
    staff: Option<StaffId>,
    limit: i64,
) -> Result<(Vec<MessageRow>, Option<String>)> {
    let rows = sqlx::query!(
        r#"select id as "id!", staff_id, by as "by?", body as "body!: Sealed<String>"
                , written_at as "written_at?", read_at
           from (
               (select m.id, m.staff_id, s.user_name as by, m.body, m.written_at, m.read_at
                from message m left join staff s on s.id = m.staff_id
                where m.application_id = $1 order by m.written_at desc, m.id desc limit $2)
               union all
               select id, staff_id, null, body, null, null from message_kept
               where application_id = $1 and staff_id is not distinct from $3
           ) said
           order by written_at desc nulls last, id desc"#,
        application.0,
        limit,
        staff.map(|staff| staff.0)
    )
    .fetch_all(conn)
    .await?;
    let (mut sent, mut kept) = (Vec::with_capacity(rows.len()), None);
    for row in rows {
        match row.written_at {
            Some(written_at) => sent.push(MessageRow {
                id: row.id,
                staff_id: row.staff_id,
                by: row.by,
                body: row.body,
                written_at,
                read_at: row.read_at,
            }),
            None => kept = Some(row.body.open(keys, KEPT_MESSAGE, row.id)?),
        }
    }
    Ok((sent, kept))
}

/// A new one; `false` when it is there already.
#[expect(clippy::too_many_arguments, reason = "one argument per column")]
pub(super) async fn insert(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: Uuid,
    application: ApplicationId,
    staff: Option<StaffId>,
    text: &str,
    sent_key: &[u8],
    now: DateTime<Utc>,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into message (id, application_id, staff_id, body, sent_key, written_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint message_sent_key do nothing",
        id,
        application.0,
        staff.map(|staff| staff.0),
        MESSAGE_BODY.seal(keys, id, &text) as _,
        sent_key,
        now
    )
    .execute(conn)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The other side has them on a page now: what the applicant wrote, or what staff did.
pub(super) async fn mark_read(
    conn: &mut PgConnection,
    application: ApplicationId,
    by_applicant: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update message set read_at = $3
         where application_id = $1 and (staff_id is null) = $2 and read_at is null",
        application.0,
        by_applicant,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// References of the applications of an account with messages of staff it has not read.
pub(super) async fn unread_of(conn: &mut PgConnection, account: AccountId) -> Result<Vec<String>> {
    sqlx::query_scalar!(
        "select a.reference from application a
         where a.account_id = $1 and exists (
             select from message m
             where m.application_id = a.id and m.staff_id is not null and m.read_at is null
         )",
        account.0
    )
    .fetch_all(conn)
    .await
}

/// Keeps what somebody could not send; `staff` is `None` for the applicant.
pub(crate) async fn keep(
    conn: &mut PgConnection,
    keys: &Keyring,
    id: Uuid,
    application: ApplicationId,
    staff: Option<StaffId>,
    text: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into message_kept (id, application_id, staff_id, body) values ($1, $2, $3, $4)
         on conflict on constraint message_kept_key
         do update set id = excluded.id, body = excluded.body",
        id,
        application.0,
        staff.map(|staff| staff.0),
        KEPT_MESSAGE.seal(keys, id, &text) as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// It is sent, or somebody wrote something else.
pub(super) async fn forget_kept(
    conn: &mut PgConnection,
    application: ApplicationId,
    staff: Option<StaffId>,
) -> Result<()> {
    sqlx::query!(
        "delete from message_kept
         where application_id = $1 and staff_id is not distinct from $2",
        application.0,
        staff.map(|staff| staff.0)
    )
    .execute(conn)
    .await?;
    Ok(())
}
