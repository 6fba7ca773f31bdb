//! What may be begun before anybody is known: within an hour from one network, and by all strangers
//! together. Somebody who is signed in, or was with this browser, has a budget of their own, so that
//! strangers behind the same address cannot use it up. Limits are the operator's.
//!
//! An account whose registration is under way is still a stranger's: it has a share of its own,
//! pays out of what all such accounts of its network have together, and counts among all strangers.

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::view::Limit;
use domain::id::{AccountId, ApplicationId};
use sqlx::PgConnection;

use crate::account::sql as account_sql;
use crate::caller::Caller;
use crate::clock::seconds;
use crate::principal::Principal;
use crate::session::known::Origin;
use crate::{Backend, Error, Result};

pub(crate) mod sql;
#[cfg(test)]
mod tests;

pub use crate::settings::budget::{Budget, Goods, Share};

/// Within how long what was begun counts together.
const WINDOW: TimeDelta = TimeDelta::hours(1);
/// How long to wait where only space that becomes free helps.
const SPACE: TimeDelta = TimeDelta::hours(1);
/// Bytes in a MiB.
const MIB: i64 = 1024 * 1024;

/// Who something is charged to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Payer {
    /// Whoever it is, as narrowly as they are known.
    own: Purse,
    /// Of the owner of an account that is not open yet, everybody like them in their network:
    /// anybody has as many accounts as they like to make.
    crowd: Option<Purse>,
    is_stranger: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Purse {
    key: Vec<u8>,
    is_network: bool,
}

impl Purse {
    const fn limit(&self, share: Share) -> i64 {
        match self.is_network {
            true => share.network as i64,
            false => share.person as i64,
        }
    }
}

impl Payer {
    /// Whose limit the one of a purse is.
    fn limit_of(&self, purse: &Purse) -> Limit {
        match (purse.is_network, &self.crowd) {
            (false, _) => Limit::Own,
            (true, Some(_)) => Limit::Newcomers,
            (true, None) => Limit::Strangers,
        }
    }

    /// Whose limit the one of all strangers is.
    const fn limit_of_all(&self) -> Limit {
        match self.crowd {
            Some(_) => Limit::Newcomers,
            None => Limit::Strangers,
        }
    }

    /// The narrow one first: purses are locked in this order everywhere.
    fn purses(&self) -> impl Iterator<Item = &Purse> {
        std::iter::once(&self.own).chain(&self.crowd)
    }
}

/// Who pays for a picture that is not sent yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PictureCharge {
    /// Whoever it is.
    pub by: Vec<u8>,
    /// The network besides, if it pays too.
    pub besides: Option<Vec<u8>>,
}

impl Backend {
    /// Charges something to whoever calls, in the caller's transaction.
    ///
    /// # Errors
    /// [`Error::Spent`].
    pub(crate) async fn spend(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        goods: Goods,
    ) -> Result<()> {
        let payer = self.payer(conn, &caller.into()).await?;
        self.charge(conn, &payer, goods).await
    }

    /// The same for a request that needs no session.
    ///
    /// # Errors
    /// [`Error::Spent`].
    pub(crate) async fn spend_from(
        &self,
        conn: &mut PgConnection,
        from: &Origin,
        goods: Goods,
    ) -> Result<()> {
        let payer = self.payer(conn, from).await?;
        self.charge(conn, &payer, goods).await
    }

    /// The same for somebody who has proved whose account it is, and is not signed in.
    ///
    /// # Errors
    /// [`Error::Spent`].
    pub(crate) async fn spend_as(
        &self,
        conn: &mut PgConnection,
        account: AccountId,
        goods: Goods,
    ) -> Result<()> {
        let payer = self.person(Principal::Account(account));
        self.charge(conn, &payer, goods).await
    }

    fn purse(&self, text: &str, is_network: bool) -> Purse {
        Purse {
            key: self.keys.index("spending.payer", text),
            is_network,
        }
    }

    /// Somebody who pays alone.
    fn person(&self, principal: Principal) -> Payer {
        Payer {
            own: self.purse(&principal.name(), false),
            crowd: None,
            is_stranger: false,
        }
    }

    /// Who pays for what comes from there.
    pub(crate) async fn payer(&self, conn: &mut PgConnection, from: &Origin) -> Result<Payer> {
        match from.principal() {
            Some(Principal::Account(account)) => {
                let known = self.person(Principal::Account(account));
                let standing = account_sql::standing(conn, account).await?;
                if standing.is_some_and(|standing| standing.is_open) {
                    return Ok(known);
                }
                // Not the purse of those without an account, who could empty it for nothing.
                let crowd = self.purse(&format!("newcomers:{}", from.network()), true);
                return Ok(Payer {
                    crowd: Some(crowd),
                    is_stranger: true,
                    ..known
                });
            }
            Some(staff) => return Ok(self.person(staff)),
            None => {}
        }
        Ok(match from.owner(conn, self.clock.now()).await? {
            Some(principal) => self.person(principal),
            None => Payer {
                own: self.purse(&format!("network:{}", from.network()), true),
                crowd: None,
                is_stranger: true,
            },
        })
    }

    async fn charge(&self, conn: &mut PgConnection, payer: &Payer, goods: Goods) -> Result<()> {
        let share = self.settings.budget.of(goods);
        let (kind, now) = (goods.id(), self.clock.now());
        let since = now - WINDOW;
        for purse in payer.purses() {
            account_sql::lock_attempts(conn, kind, &purse.key).await?;
            let spent = sql::spent_by(conn, kind, &purse.key, since).await?;
            let is_spent = spent.count >= purse.limit(share);
            refuse(kind, is_spent, payer.limit_of(purse), spent.oldest, now)?;
        }
        if payer.is_stranger {
            // Without a lock: a few too many of a crowd do no harm.
            let all = sql::spent_by_strangers(conn, kind, since).await?;
            let is_spent = all.count >= i64::from(share.strangers);
            refuse(kind, is_spent, payer.limit_of_all(), all.oldest, now)?;
        }
        sql::spend(conn, kind, &payer.own.key, payer.is_stranger, now).await?;
        if let Some(crowd) = &payer.crowd {
            // Among all strangers it counts once.
            sql::spend(conn, kind, &crowd.key, false, now).await?;
        }
        Ok(())
    }

    /// Charges the bytes of a picture to whoever calls, until its application is sent. What stood in
    /// its place must be gone by then. Returns who it is charged to.
    ///
    /// # Errors
    /// [`Error::Spent`].
    pub(crate) async fn charge_picture(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        bytes: i64,
    ) -> Result<PictureCharge> {
        let payer = self.payer(conn, &caller.into()).await?;
        let share = self.settings.budget.pictures;
        let now = self.clock.now();
        let wait = Some(now - WINDOW + SPACE);
        for purse in payer.purses() {
            account_sql::lock_attempts(conn, "pictures", &purse.key).await?;
            let kept = sql::unsent_of(conn, &purse.key).await?;
            let is_spent = kept + bytes > purse.limit(share) * MIB;
            refuse("pictures", is_spent, payer.limit_of(purse), wait, now)?;
        }
        if payer.is_stranger {
            let all = sql::unsent(conn).await?;
            let is_spent = all + bytes > i64::from(share.strangers) * MIB;
            refuse("pictures", is_spent, payer.limit_of_all(), wait, now)?;
        }
        Ok(PictureCharge {
            by: payer.own.key,
            besides: payer.crowd.map(|crowd| crowd.key),
        })
    }

    /// From now on an account pays for what its owner kept before there was one, and so does whoever
    /// paid until now: with an account for each, a network could keep as much as it likes.
    pub(crate) async fn charge_to_account(
        &self,
        conn: &mut PgConnection,
        application: ApplicationId,
        account: AccountId,
    ) -> Result<()> {
        let Payer { own, .. } = self.person(Principal::Account(account));
        Ok(sql::charge_to(conn, application, &own.key).await?)
    }
}

/// Says when there is room again, if there is none.
fn refuse(
    kind: &'static str,
    is_spent: bool,
    limit: Limit,
    oldest: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    if !is_spent {
        return Ok(());
    }
    metrics::counter!("docket_budget_spent_total", "kind" => kind).increment(1);
    let left = oldest.map_or(WINDOW, |oldest| oldest + WINDOW - now);
    Err(Error::Spent {
        seconds: seconds(left).max(1),
        limit,
    })
}
