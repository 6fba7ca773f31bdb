//! Keys: client certificates that say whose account it is. The door that takes them is not built;
//! what it will ask is here, and what accounts of the older platform bring along is kept.

use domain::id::AccountId;

use super::sql;
use crate::{Backend, Result};

impl Backend {
    /// Whose the certificate with this issuer and serial number is. The serial number is
    /// hexadecimal, however it is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_of_key(&self, issuer: &str, serial: &str) -> Result<Option<AccountId>> {
        let Some(serial) = self::serial(serial) else {
            return Ok(None);
        };
        let mut conn = self.pool.acquire().await?;
        Ok(sql::account_of_key(&mut conn, issuer.trim(), &serial).await?)
    }
}

/// A serial number as it is compared: small hexadecimal digits, no colons, no zeros before it.
/// `None`: it is none. RFC 5280 allows twenty bytes.
pub(super) fn serial(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| *c != ':' && !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let digits = digits.trim_start_matches("0x").trim_start_matches('0');
    let is_number = !digits.is_empty()
        && digits.len() <= 40
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number.then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_the_same_however_it_is_written() {
        for text in ["0A:BC:01", "abc01", "0x0ABC01", " 0a bc 01 "] {
            assert_eq!(serial(text).as_deref(), Some("abc01"), "{text}");
        }
        for text in ["", "0", "xyz", "12 34 g", &"1".repeat(41)] {
            assert_eq!(serial(text), None, "{text}");
        }
    }
}
