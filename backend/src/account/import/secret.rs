//! What the password of a mailbox of the older platform is compared with.
//!
//! A hundred thousand argon2 hashes take half an hour, and these passwords open a door once. So a
//! plain one is kept as a salted SHA-256, and all of them sealed: the database alone is not enough
//! to guess at them. See `docs/decisions/0011-accounts-of-their-owners.md`.

use argon2::password_hash::phc::PasswordHash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::ids::{Ids, hex};

/// A password as a file of accounts gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    Plain(String),
    Hashed(ImportedSecret),
}

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub(in crate::account) enum ImportedSecret {
    /// SHA-256 over salt and password; the salt is text.
    Sha256 { salt: String, digest: String },
    /// A PHC string of argon2id.
    Argon2 { hash: String },
}

impl Given {
    /// `{sha256}digits`, `{sha256}salt:digits`, `$argon2id$…`, or the password itself; `None` for
    /// anything else in braces, and for a hash that is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.starts_with("$argon2id$") {
            PasswordHash::new(text).ok()?;
            let hash = text.to_owned();
            return Some(Self::Hashed(ImportedSecret::Argon2 { hash }));
        }
        if let Some(rest) = text.strip_prefix("{sha256}") {
            let (salt, digest) = rest.rsplit_once(':').unwrap_or(("", rest));
            let is_digest = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
            return is_digest.then(|| {
                Self::Hashed(ImportedSecret::Sha256 {
                    salt: salt.to_owned(),
                    digest: digest.to_ascii_lowercase(),
                })
            });
        }
        let plain = text.strip_prefix("{plain}");
        match plain {
            Some(plain) if !plain.is_empty() => Some(Self::Plain(plain.to_owned())),
            None if !text.starts_with('{') => Some(Self::Plain(text.to_owned())),
            _ => None,
        }
    }

    /// What is kept of it.
    pub(super) fn kept(self, ids: &dyn Ids) -> ImportedSecret {
        match self {
            Self::Hashed(secret) => secret,
            Self::Plain(password) => {
                let salt = hex(&ids.token()[..16]);
                let digest = digest(&salt, &password.nfc().collect::<String>());
                ImportedSecret::Sha256 { salt, digest }
            }
        }
    }
}

/// Compares a password that was typed with a salted SHA-256.
pub(in crate::account) fn is_digest_of(salt: &str, wanted: &str, password: &str) -> bool {
    let composed: String = password.nfc().collect();
    // As the older platform may have hashed it, before anything was normalised.
    [composed.as_str(), password]
        .into_iter()
        .any(|password| digest(salt, password) == wanted)
}

fn digest(salt: &str, password: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(password);
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RandomIds;

    #[test]
    fn a_plain_password_is_kept_salted_and_found_again() {
        let kept = |text: &str| Given::parse(text).unwrap().kept(&RandomIds);
        let (one, other) = (kept("初始密码 1"), kept("{plain}初始密码 1"));
        assert_ne!(one, other, "each has a salt of its own");
        for secret in [one, other] {
            let ImportedSecret::Sha256 { salt, digest } = secret else {
                panic!("{secret:?}")
            };
            assert!(is_digest_of(&salt, &digest, "初始密码 1"));
            assert!(!is_digest_of(&salt, &digest, "初始密码 2"));
        }
    }

    #[test]
    fn hashes_of_the_older_platform_are_taken_as_they_are() {
        // sha256 of "salt" + "secret"
        let digest = digest("salt", "secret");
        let given = Given::parse(&format!("{{sha256}}salt:{}", digest.to_uppercase())).unwrap();
        let ImportedSecret::Sha256 { salt, digest } = given.kept(&RandomIds) else {
            panic!()
        };
        assert!(is_digest_of(&salt, &digest, "secret"));
        assert!(Given::parse(&format!("{{sha256}}{digest}")).is_some());
        for unknown in ["{md5}abc", "{sha256}12", "{plain}", "{", "$argon2id$broken"] {
            assert_eq!(Given::parse(unknown), None, "{unknown}");
        }
    }
}
