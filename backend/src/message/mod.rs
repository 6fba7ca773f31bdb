//! Messages between an applicant and the office, about one application. The applicant is told by
//! mail that there is one, not what is in it; staff find it marked in the queue.

pub(crate) mod sql;
#[cfg(test)]
mod tests;

use domain::application::event::Event;
use domain::id::{AccountId, StaffId};
use domain::message::{MAX_MESSAGE, MessageView, NoMessage, Open, SHOWN, ThreadView, written};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::account::attempt;
use crate::application::Target;
use crate::application::open::{Lock, Opened};
use crate::caller::Caller;
use crate::history;
use crate::ids::hex;
use crate::pool::unbroken;
use crate::{Backend, Error, Result};

/// Who writes or reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The owner of the application.
    Applicant(Option<AccountId>),
    /// A member of staff, and whether their role writes to applicants of this office.
    Staff(StaffId, bool),
}

impl Side {
    pub(crate) const fn staff(self) -> Option<StaffId> {
        match self {
            Self::Applicant(_) => None,
            Self::Staff(staff, _) => Some(staff),
        }
    }
}

impl Backend {
    /// The applicant writes to the office. `form` is the number of the form the page was given:
    /// the same text sent twice with it is one message. Answers all messages.
    ///
    /// # Errors
    /// [`Error::Message`] for a text that is none, [`Error::Closed`] some time after the decision,
    /// [`Error::TooMany`], [`Error::NotFound`] for somebody else's application.
    pub async fn write_to_office(
        &self,
        caller: &Caller,
        place: &Target,
        form: &str,
        text: &str,
    ) -> Result<Option<ThreadView>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let (form, text) = (form.to_owned(), text.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let opened = backend
                .open(&mut tx, &caller, &place, Lock::ForUpdate)
                .await?
                .ok_or(Error::NotFound)?;
            let side = Side::Applicant(opened.account());
            backend.write(&mut tx, &opened, side, &form, &text).await?;
            let thread = backend.own_thread(&mut tx, &caller, &opened).await?;
            tx.commit().await?;
            Ok(thread)
        })
        .await
    }

    /// Writes a message of either side.
    pub(crate) async fn write(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        side: Side,
        form: &str,
        text: &str,
    ) -> Result<()> {
        if matches!(side, Side::Staff(_, false)) {
            return Err(Error::Forbidden);
        }
        let text = written(text)?;
        if self.messages_open(opened) == Open::No {
            return Err(Error::Closed);
        }
        let (id, now) = (self.ids.id(), self.clock.now());
        let key = sent_key(side, form, &text);
        let staff = side.staff();
        sql::forget_kept(conn, opened.id, staff).await?;
        let keys = &self.keys;
        if !sql::insert(conn, keys, id, opened.id, staff, &text, &key, now).await? {
            return Ok(());
        }
        if let Side::Applicant(Some(account)) = side {
            attempt::count_message(conn, keys, account, now).await?;
        }
        let event = match side {
            Side::Applicant(_) => Event::ApplicantWrote,
            Side::Staff(..) => Event::OfficeWrote,
        };
        let round = opened.row.round;
        history::insert_event(conn, opened.id, event.id(), round, staff, None, now).await?;
        self.tell(conn, opened.id, event, &[]).await
    }

    /// Keeps what the applicant wrote and could not send, for a form without scripts.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody else's application.
    pub async fn keep_message_to_office(
        &self,
        caller: &Caller,
        place: &Target,
        text: &str,
    ) -> Result<()> {
        let mut conn = self.pool.acquire().await?;
        let opened = self
            .open(&mut conn, caller, place, Lock::No)
            .await?
            .ok_or(Error::NotFound)?;
        let (id, text) = (self.ids.id(), bounded(text));
        sql::keep(&mut conn, &self.keys, id, opened.id, None, &text).await?;
        Ok(())
    }

    /// The messages about an application as one side sees them; `other` is what the other side is
    /// called. What the other side wrote counts as
    /// read from now on; for staff, when somebody looks who could answer.
    pub(crate) async fn thread(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        side: Side,
        other: &str,
    ) -> Result<ThreadView> {
        let limit = i64::try_from(SHOWN + 1).expect("a page is small");
        let said = sql::latest(conn, &self.keys, opened.id, side.staff(), limit).await?;
        self.thread_of(conn, opened, side, other, said).await
    }

    /// The same where nobody has written anything.
    pub(crate) async fn empty_thread(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        side: Side,
    ) -> Result<ThreadView> {
        self.thread_of(conn, opened, side, "", (Vec::new(), None))
            .await
    }

    async fn thread_of(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        side: Side,
        other: &str,
        (mut rows, kept): (Vec<sql::MessageRow>, Option<String>),
    ) -> Result<ThreadView> {
        let has_earlier = rows.len() > SHOWN;
        rows.truncate(SHOWN);
        let is_applicant = matches!(side, Side::Applicant(_));
        let reads = !matches!(side, Side::Staff(_, false));
        let is_foreign = |row: &sql::MessageRow| row.staff_id.is_some() == is_applicant;
        if reads
            && rows
                .iter()
                .any(|row| is_foreign(row) && row.read_at.is_none())
        {
            sql::mark_read(conn, opened.id, !is_applicant, self.clock.now()).await?;
        }
        let me = side.staff().map(|staff| staff.0);
        let mut messages = Vec::with_capacity(rows.len());
        for row in rows.into_iter().rev() {
            let is_own = !is_foreign(&row);
            let text = row.text(&self.keys)?;
            let by = match (is_applicant, row.by) {
                (true, _) if is_own => String::new(),
                // The office wrote, whoever held the pen.
                (true, _) => other.to_owned(),
                (false, _) if is_own && row.staff_id == me => String::new(),
                (false, colleague) => colleague.unwrap_or_else(|| other.to_owned()),
            };
            messages.push(MessageView {
                is_own,
                by,
                at: self.settings.moment(row.written_at),
                text,
                is_read: row.read_at.is_some(),
            });
        }
        let open = self.messages_open(opened);
        Ok(ThreadView {
            messages,
            has_earlier,
            open,
            may_write: open != Open::No && reads,
            form: hex(&self.ids.token()[..16]),
            kept: kept.unwrap_or_default(),
        })
    }

    /// The messages about an application, for its owner; none while nobody else has seen it.
    pub(crate) async fn own_thread(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
    ) -> Result<Option<ThreadView>> {
        if opened.row.round == 0 {
            return Ok(None);
        }
        let office = opened.office_name(caller.language);
        let office = office.unwrap_or(&opened.policy.platform_name);
        let side = Side::Applicant(opened.account());
        let thread = self.thread(conn, opened, side, office).await?;
        let is_worth_it = thread.may_write || !thread.messages.is_empty();
        Ok(is_worth_it.then_some(thread))
    }

    fn messages_open(&self, opened: &Opened) -> Open {
        let decided = opened.row.decided_at;
        let today = self.settings.day(self.clock.now());
        let decided_on = decided.map(|at| self.settings.day(at));
        Open::of(opened.state, decided_on, today)
    }
}

/// References of the applications of an account with messages it has not read.
pub(crate) async fn unread_of(conn: &mut PgConnection, account: AccountId) -> Result<Vec<String>> {
    Ok(sql::unread_of(conn, account).await?)
}

/// As much as is worth keeping of a text that may be no message.
pub(crate) fn bounded(text: &str) -> String {
    text.chars()
        .take(MAX_MESSAGE * 2)
        .filter(|c| *c != '\0')
        .collect()
}

/// The same for the same text out of the same form by the same person, and for nothing else.
fn sent_key(side: Side, form: &str, text: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    let who = side.staff().map(|staff| staff.0.to_string());
    for part in [who.as_deref().unwrap_or_default(), form, text] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

impl From<NoMessage> for Error {
    fn from(reason: NoMessage) -> Self {
        Self::Message(reason)
    }
}
