//! Sessions: who a browser belongs to. Only a hash of the token is stored, so whoever reads the
//! table cannot step into a session. Knows no cookies.

use chrono::{DateTime, TimeDelta, Utc};
use domain::account::SignedInBrowser;
use domain::account::ending::SessionLeft;
use domain::id::{AccountId, ApplicationId, StaffId};
use domain::review::{Reviewer, Role};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::caller::Caller;
use crate::ids::hex;
use crate::principal::Principal;
use crate::{Backend, Error, Result, audit};

mod browser;
pub mod known;
pub(crate) mod sql;
#[cfg(test)]
mod tests;

/// How precise "last seen" is: more often it is not written, unless sessions are very short.
const TOUCH: TimeDelta = TimeDelta::minutes(1);
/// How long before the end of a session an open page says so, unless sessions are very short.
const WARNING: TimeDelta = TimeDelta::minutes(5);

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its token, which names it.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub owner: Owner,
    /// The draft of a visitor who has no account yet.
    pub draft: Option<ApplicationId>,
    /// What a visitor began who has an account and cannot sign in.
    pub signed_out: Option<ApplicationId>,
    /// When it was used last.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub ends_at: DateTime<Utc>,
    /// When its owner gave their password last.
    pub proved_at: DateTime<Utc>,
    /// What it was used with last: browser and system, or nothing.
    pub browser: String,
}

impl Session {
    /// Whether it is the only way to an application: a visitor began it in this browser.
    #[must_use]
    pub fn holds(&self, application: ApplicationId) -> bool {
        [self.draft, self.signed_out].contains(&Some(application))
    }
}

/// Whose a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Somebody unknown with a draft.
    Visitor,
    /// The owner of an account, open or not.
    Applicant {
        /// The account.
        account: AccountId,
        /// What they sign in with.
        user_name: String,
    },
    /// The owner of an account who signed in with a password that was handed out. They may choose
    /// one of their own, and nothing else (C2.5).
    PasswordDue {
        /// The account.
        account: AccountId,
        /// What they sign in with.
        user_name: String,
    },
    /// A member of staff.
    Staff {
        /// Their id.
        staff: StaffId,
        /// What they sign in with.
        user_name: String,
        /// What they may do.
        reviewer: Reviewer,
    },
}

/// For whom a session is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewOwner {
    /// Somebody unknown who began a draft.
    Visitor {
        /// The draft.
        draft: ApplicationId,
    },
    /// Somebody who cannot sign in and began a draft of a kind for that.
    SignedOut {
        /// The draft.
        draft: ApplicationId,
    },
    /// Somebody who signed in.
    Applicant(AccountId),
    /// A member of staff who signed in.
    Staff(StaffId),
}

impl NewOwner {
    const fn principal(self) -> Option<Principal> {
        match self {
            Self::Visitor { .. } | Self::SignedOut { .. } => None,
            Self::Applicant(account) => Some(Principal::Account(account)),
            Self::Staff(staff) => Some(Principal::Staff(staff)),
        }
    }
}

impl Backend {
    /// The live session of a token a browser showed; `None` when there is none, or no more. It
    /// counts as used now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_session(&self, token: &str) -> Result<Option<Session>> {
        let Some(mut session) = self.look_at_session(token).await? else {
            return Ok(None);
        };
        let now = self.clock.now();
        if session.seen_at + TOUCH.min(self.idle() / 20) <= now {
            let mut conn = self.pool.acquire().await?;
            sql::touch(&mut conn, &session.token_hash, now).await?;
            session.seen_at = now;
        }
        Ok(Some(session))
    }

    /// The same without counting as use: for what a page does while nobody is at it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_at_session(&self, token: &str) -> Result<Option<Session>> {
        let Some(hash) = token_hash(token) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        let Some(row) = sql::find(&mut conn, &hash).await? else {
            return Ok(None);
        };
        let draft = row.application_id.map(ApplicationId);
        let signed_out = row.signed_out_id.map(ApplicationId);
        let ends_at = row.ends_at;
        let seen_at = row.seen_at;
        let proved_at = row.proved_at;
        let browser = row.browser.clone();
        let owner = owner(row)?;
        // A visitor's browser is the only way to the draft, so it does not go idle.
        let is_idle = owner != Owner::Visitor && seen_at + self.idle() <= now;
        if ends_at <= now || is_idle {
            return Ok(None);
        }
        Ok(Some(Session {
            token_hash: hash,
            owner,
            draft,
            signed_out,
            seen_at,
            ends_at,
            proved_at,
            browser,
        }))
    }

    /// Notes what a session is used with: `agent` is what the browser says of itself. Visitors have
    /// no list of theirs to look at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_browser(&self, session: &mut Session, agent: &str) -> Result<()> {
        if session.owner == Owner::Visitor {
            return Ok(());
        }
        let name = browser::name(agent);
        if session.browser == name {
            return Ok(());
        }
        let mut conn = self.pool.acquire().await?;
        sql::set_browser(&mut conn, &session.token_hash, &name).await?;
        session.browser = name;
        Ok(())
    }

    fn idle(&self) -> TimeDelta {
        span(self.settings.session_idle)
    }

    /// What is left of the session of whoever is signed in; `None` for nobody and for visitors,
    /// whose sessions nobody waits for the end of.
    #[must_use]
    pub fn session_left(&self, caller: &Caller) -> Option<SessionLeft> {
        let session = caller.session.as_ref()?;
        let (user_name, is_staff) = match &session.owner {
            Owner::Visitor => return None,
            Owner::Applicant { user_name, .. } | Owner::PasswordDue { user_name, .. } => {
                (user_name, false)
            }
            Owner::Staff { user_name, .. } => (user_name, true),
        };
        let idle_at = session.seen_at + self.idle();
        let left = idle_at.min(session.ends_at) - self.clock.now();
        let warning = WARNING.min(self.idle() / 2);
        let seconds =
            |span: TimeDelta| u32::try_from(span.num_seconds().max(0)).unwrap_or(u32::MAX);
        Some(SessionLeft {
            user_name: user_name.clone(),
            is_staff,
            seconds: seconds(left),
            is_final: session.ends_at <= idle_at,
            warning: seconds(warning),
        })
    }

    /// Counts as use, to the second: somebody wants to stay signed in. What is left then.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn stay_signed_in(&self, caller: &Caller) -> Result<SessionLeft> {
        let mut caller = caller.clone();
        let session = caller.session.as_mut().ok_or(Error::SignedOut)?;
        session.seen_at = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        sql::touch(&mut conn, &session.token_hash, session.seen_at).await?;
        drop(conn);
        self.session_left(&caller).ok_or(Error::SignedOut)
    }

    /// Opens a session and returns its token, 64 hexadecimal digits that are nowhere stored. `old`
    /// is the token the browser showed; it stops working, so a token planted before is worth
    /// nothing after signing in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        conn: &mut PgConnection,
        owner: NewOwner,
        old: Option<&str>,
    ) -> Result<String> {
        if let Some(old) = old.and_then(token_hash) {
            sql::delete(conn, &old).await?;
        }
        let token = hex(&self.ids.token());
        let now = self.clock.now();
        let life = match owner {
            NewOwner::Visitor { .. } | NewOwner::SignedOut { .. } => self.settings.draft_life,
            NewOwner::Applicant(_) | NewOwner::Staff(_) => self.settings.session_end,
        };
        let hash = Sha256::digest(token.as_bytes());
        sql::insert(conn, &hash, owner, now, now + span(life)).await?;
        if let Some(principal) = owner.principal() {
            let name = known::name_of(&token);
            let hash = Sha256::digest(name.as_bytes());
            sql::remember_browser(conn, &hash, principal, now, now + known::LIFE).await?;
        }
        if let NewOwner::Applicant(account) = owner {
            sql::note_sign_in(conn, account, now).await?;
        }
        if let NewOwner::Staff(staff) = owner {
            sql::note_staff_sign_in(conn, staff, now).await?;
            let (action, subject) = (audit::Action::SignedIn, Principal::Staff(staff).name());
            audit::record(conn, now, staff, action, subject, String::new()).await?;
        }
        Ok(token)
    }

    /// Ends the session of a token; that there is none is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, token: &str) -> Result<()> {
        if let Some(hash) = token_hash(token) {
            sql::delete(&mut *self.pool.acquire().await?, &hash).await?;
        }
        Ok(())
    }
}

impl Backend {
    /// Where whoever calls is signed in.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<SignedInBrowser>> {
        let principal = caller.principal()?;
        let own = caller.session.as_ref().map(|session| &session.token_hash);
        let now = self.clock.now();
        let mut conn = self.pool.acquire().await?;
        let live = sql::of_principal(&mut conn, principal, now, now - self.idle()).await?;
        Ok(live
            .into_iter()
            .map(|session| SignedInBrowser {
                id: hex(&session.token_hash),
                since: self.settings.moment(session.created_at),
                seen: self.settings.moment(session.seen_at),
                is_this: Some(&session.token_hash) == own,
                browser: session.browser,
            })
            .collect())
    }

    /// Signs whoever calls out in one browser of theirs, by [`SignedInBrowser::id`]. That it is over
    /// already is no error, nor tells it whose an id is.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn end_one_session(&self, caller: &Caller, id: &str) -> Result<()> {
        let principal = caller.principal()?;
        if !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(());
        }
        let mut conn = self.pool.acquire().await?;
        Ok(sql::delete_one_of_principal(&mut conn, principal, id).await?)
    }

    /// Signs whoever calls out everywhere but here.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub async fn end_other_sessions(&self, caller: &Caller) -> Result<()> {
        let principal = caller.principal()?;
        let mut conn = self.pool.acquire().await?;
        end_all_of(&mut conn, principal, caller.token.as_deref()).await
    }
}

/// Ends all sessions of somebody but the one of the token `except`, and sign-ins that wait for a
/// code: they began with a password that may be worth nothing now.
///
/// # Errors
/// When the database fails.
pub async fn end_all_of(
    conn: &mut PgConnection,
    principal: impl Into<Principal>,
    except: Option<&str>,
) -> Result<()> {
    let except = except.and_then(token_hash).unwrap_or_default();
    Ok(sql::delete_of_principal(conn, principal.into(), &except).await?)
}

/// What is stored of a token; `None` for a text that is no token of ours.
pub(crate) fn token_hash(token: &str) -> Option<Vec<u8>> {
    let is_token = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_token.then(|| Sha256::digest(token.as_bytes()).to_vec())
}

fn owner(row: sql::SessionRow) -> Result<Owner> {
    const BROKEN: Error = Error::Inconsistent("session");
    if let Some(account) = row.account_id {
        let user_name = row.account_name.ok_or(BROKEN)?;
        let account = AccountId(account);
        return Ok(match row.password_due {
            Some(true) => Owner::PasswordDue { account, user_name },
            _ => Owner::Applicant { account, user_name },
        });
    }
    if let Some(staff) = row.staff_id {
        let role = row
            .staff_role
            .as_deref()
            .and_then(Role::parse)
            .ok_or(BROKEN)?;
        return Ok(Owner::Staff {
            staff: StaffId(staff),
            user_name: row.staff_name.ok_or(BROKEN)?,
            reviewer: Reviewer {
                role,
                office: row.staff_office,
            },
        });
    }
    Ok(Owner::Visitor)
}

/// A setting as a difference between times; what chrono cannot hold is longer than anybody waits.
fn span(duration: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(36_500))
}
