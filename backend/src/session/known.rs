//! Browsers somebody has signed in with. A cookie of its own keeps what names them, long after the
//! session is over; it lets nobody in. Whoever shows it is no stranger: what others try at the same
//! name, or from the same network, does not count for them.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::{Owner, sql, token_hash};
use crate::Result;
use crate::caller::Caller;
use crate::ids::hex;
use crate::principal::Principal;

/// For how long a browser is known after signing in with it.
pub const LIFE: TimeDelta = TimeDelta::days(180);
/// How many sign-ins a browser remembers: several people may share it.
const MOST: usize = 4;
/// How many browsers of one person are known, the newest first.
pub(super) const MOST_OF_ONE: i64 = 20;

/// Where a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The address of the client.
    pub address: IpAddr,
    /// What the browser keeps of earlier sign-ins, see [`remembered`].
    pub browser: String,
    /// The session it shows, when somebody is signed in: whose, and what names it.
    session: Option<(Principal, Vec<u8>)>,
}

impl From<IpAddr> for Origin {
    fn from(address: IpAddr) -> Self {
        Self {
            address,
            browser: String::new(),
            session: None,
        }
    }
}

impl From<&Caller> for Origin {
    fn from(caller: &Caller) -> Self {
        let session = caller.session.as_ref().and_then(|session| {
            let principal = match &session.owner {
                Owner::Visitor => return None,
                Owner::Applicant { account, .. } | Owner::PasswordDue { account, .. } => {
                    Principal::Account(*account)
                }
                Owner::Staff { staff, .. } => Principal::Staff(*staff),
            };
            Some((principal, session.token_hash.clone()))
        });
        Self {
            address: caller.address,
            browser: caller.browser.clone(),
            session,
        }
    }
}

impl Origin {
    /// The network it comes from: a whole /64 under IPv6, which is what a single customer gets.
    pub(crate) fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => hex(&address.octets()[..8]),
        }
    }

    /// The same as a number.
    pub(crate) fn network_number(&self) -> u64 {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_bits().into(),
            IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
        }
    }

    /// Whoever is signed in there.
    pub(crate) fn principal(&self) -> Option<Principal> {
        self.session.as_ref().map(|(principal, _)| *principal)
    }

    /// What names this browser among those `principal` uses; `None` when it is not known to be theirs.
    pub(crate) async fn known_to(
        &self,
        conn: &mut PgConnection,
        principal: Principal,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>> {
        if let Some((signed_in, session)) = &self.session
            && *signed_in == principal
        {
            return Ok(Some(session.clone()));
        }
        let hashes = self.hashes();
        if hashes.is_empty() {
            return Ok(None);
        }
        Ok(sql::known_to(conn, &hashes, principal, now).await?)
    }

    /// Whose browser it is, as far as they were let in for good: members of staff, and owners of
    /// accounts that are open.
    pub(crate) async fn owner(
        &self,
        conn: &mut PgConnection,
        now: DateTime<Utc>,
    ) -> Result<Option<Principal>> {
        let hashes = self.hashes();
        if hashes.is_empty() {
            return Ok(None);
        }
        Ok(sql::owner_of_browser(conn, &hashes, now).await?)
    }

    fn hashes(&self) -> Vec<Vec<u8>> {
        let names = self.browser.split('.').take(MOST);
        names.filter_map(token_hash).collect()
    }
}

/// What a browser keeps once a session of this token began in it, besides what it kept before.
/// The session cannot be told from it.
#[must_use]
pub fn remembered(before: &str, token: &str) -> String {
    let new = name_of(token);
    let older = before.split('.').filter(|name| token_hash(name).is_some());
    std::iter::once(new.as_str())
        .chain(older.filter(|name| *name != new))
        .take(MOST)
        .collect::<Vec<_>>()
        .join(".")
}

/// What names the browser that is given the session of this token.
pub(super) fn name_of(token: &str) -> String {
    let digest = Sha256::new()
        .chain_update("known browser")
        .chain_update([0])
        .chain_update(token)
        .finalize();
    hex(&digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_remembers_the_last_four_and_nothing_that_is_none_of_ours() {
        let mut kept = "nonsense.<b>".to_owned();
        for sign_in in 0..6 {
            kept = remembered(&kept, &format!("token {sign_in}"));
        }
        let names: Vec<String> = (2..6)
            .rev()
            .map(|sign_in| name_of(&format!("token {sign_in}")))
            .collect();
        assert_eq!(kept, names.join("."));
        assert_eq!(remembered(&kept, "token 5"), kept, "each once");
    }

    #[test]
    fn a_network_is_an_address_or_a_slash_64() {
        let network = |text: &str| Origin::from(text.parse::<IpAddr>().unwrap()).network();
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.2"), network("192.0.2.1"));
    }
}
