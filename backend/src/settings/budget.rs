//! The operator's limits, and how they are written: `drafts=60:30:3000,codes=60:20:3000`.

use std::fmt;
use std::str::FromStr;

/// Something that is begun and has its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goods {
    /// An application.
    Draft,
    /// An account.
    Account,
    /// The hash of a new password.
    Hash,
    /// A mail with a code or a link.
    Code,
    /// Looking through a picture that arrived.
    Upload,
    /// Reading a picture.
    Reading,
}

impl Goods {
    /// Its name in rows and figures.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Account => "account",
            Self::Hash => "hash",
            Self::Code => "code",
            Self::Upload => "upload",
            Self::Reading => "reading",
        }
    }
}

/// How much of something is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// For everybody together who comes from one network and is not known.
    pub network: u32,
    /// For one account or member of staff.
    pub person: u32,
    /// For all strangers together.
    pub strangers: u32,
}

impl Share {
    const fn new(network: u32, person: u32, strangers: u32) -> Self {
        Self {
            network,
            person,
            strangers,
        }
    }
}

/// What may be begun within an hour; of pictures that are not sent yet, what may be kept, in MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Applications.
    pub drafts: Share,
    /// Accounts.
    pub accounts: Share,
    /// Pictures of applications that were never sent, in MiB.
    pub pictures: Share,
    /// Hashes of new passwords.
    pub hashes: Share,
    /// Mails with a code or a link.
    pub codes: Share,
    /// Pictures that arrive, kept or not.
    pub uploads: Share,
    /// Pictures that are read.
    pub readings: Share,
}

/// Enough for an office where a hundred people register within an hour behind one address.
impl Default for Budget {
    fn default() -> Self {
        Self {
            drafts: Share::new(200, 40, 4000),
            accounts: Share::new(120, 5, 2000),
            pictures: Share::new(200, 60, 20_000),
            hashes: Share::new(240, 20, 6000),
            codes: Share::new(120, 20, 4000),
            uploads: Share::new(600, 120, 20_000),
            readings: Share::new(240, 60, 2000),
        }
    }
}

impl Budget {
    /// Names of the shares, in the order they are written.
    pub const NAMES: [&'static str; 7] = [
        "drafts", "accounts", "pictures", "hashes", "codes", "uploads", "readings",
    ];

    /// More than anybody begins: where nobody is a stranger, such as in tests.
    #[must_use]
    pub const fn boundless() -> Self {
        let most = Share::new(u32::MAX, u32::MAX, u32::MAX);
        Self {
            drafts: most,
            accounts: most,
            pictures: most,
            hashes: most,
            codes: most,
            uploads: most,
            readings: most,
        }
    }

    pub(crate) const fn of(&self, goods: Goods) -> Share {
        match goods {
            Goods::Draft => self.drafts,
            Goods::Account => self.accounts,
            Goods::Hash => self.hashes,
            Goods::Code => self.codes,
            Goods::Upload => self.uploads,
            Goods::Reading => self.readings,
        }
    }

    fn share(&mut self, name: &str) -> Option<&mut Share> {
        Some(match name {
            "drafts" => &mut self.drafts,
            "accounts" => &mut self.accounts,
            "pictures" => &mut self.pictures,
            "hashes" => &mut self.hashes,
            "codes" => &mut self.codes,
            "uploads" => &mut self.uploads,
            "readings" => &mut self.readings,
            _ => return None,
        })
    }
}

impl FromStr for Budget {
    type Err = String;

    /// What is not named keeps its start value.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut budget = Self::default();
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        for part in parts {
            let wrong = || {
                format!(
                    "{part} is no share: NAME=NETWORK:PERSON:STRANGERS, such as drafts=200:40:4000, \
                     with a name of {}",
                    Self::NAMES.join(", ")
                )
            };
            let (name, numbers) = part.split_once('=').ok_or_else(wrong)?;
            let numbers: Vec<u32> = numbers
                .split(':')
                .map(|number| number.trim().parse())
                .collect::<Result<_, _>>()
                .map_err(|_| wrong())?;
            let &[network, person, strangers] = numbers.as_slice() else {
                return Err(wrong());
            };
            *budget.share(name.trim()).ok_or_else(wrong)? = Share::new(network, person, strangers);
        }
        Ok(budget)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.network, self.person, self.strangers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_keeps_its_start_value() {
        let start = Budget::default();
        assert_eq!("".parse(), Ok(start));
        let read: Budget = " drafts = 1:2:3 , codes=4:5:6".parse().unwrap();
        let expected = Budget {
            drafts: Share::new(1, 2, 3),
            codes: Share::new(4, 5, 6),
            ..start
        };
        assert_eq!(read, expected);
        for wrong in [
            "drafts",
            "drafts=1",
            "drafts=1:2:3:4",
            "drafts=a:b:c",
            "x=1:2:3",
            "drafts=-1:2:3",
        ] {
            assert!(wrong.parse::<Budget>().is_err(), "{wrong}");
        }
        for name in Budget::NAMES {
            assert_ne!(format!("{name}=1:1:1").parse(), Ok(start), "{name}");
        }
    }
}
