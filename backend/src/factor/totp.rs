//! The one-time codes themselves: SHA-1, six digits, thirty seconds, because that is what every app
//! understands (RFC 6238). Knows no person and no database.

use chrono::{DateTime, Utc};
use domain::account::factor::{Qr, SetUp};
use qrcode::{Color, QrCode};
use totp_rs::{Builder, Totp};

use crate::{Error, Result};

/// How long a secret is, in bytes (RFC 4226 recommends 160 bits).
pub(super) const SECRET: usize = 20;

/// The thirty seconds a code belongs to: now, or the ones before and after, because clocks differ;
/// `None` when it is none of the secret's.
pub(super) fn matched_step(secret: &[u8], digits: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
    let time = u64::try_from(now.timestamp()).unwrap_or(0);
    let step = totp(secret, "", "")?.check(digits, time);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// What an app needs to know.
pub(super) fn set_up(secret: &[u8], issuer: &str, user_name: &str) -> Result<SetUp> {
    let totp = totp(secret, issuer, user_name)?;
    let link = totp.to_url().map_err(internal)?;
    let secret: Vec<char> = totp.secret().to_base32().chars().collect();
    let groups: Vec<String> = secret
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    Ok(SetUp {
        secret: groups.join(" "),
        qr: qr(&link)?,
        link,
    })
}

fn totp(secret: &[u8], issuer: &str, user_name: &str) -> Result<Totp> {
    // A colon separates issuer and name in the link.
    let issuer = issuer.replace(':', " ");
    let issuer = Some(issuer).filter(|issuer| !issuer.is_empty());
    Builder::new()
        .with_secret(secret.to_vec())
        .with_issuer(issuer)
        .with_account_name(user_name)
        .build()
        .map_err(internal)
}

fn qr(text: &str) -> Result<Qr> {
    let code = QrCode::new(text).map_err(internal)?;
    let size = code.width();
    let mut path = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", at % size, at / size));
        }
    }
    Ok(Qr { size, path })
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("one-time codes: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET_OF_RFC: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, the last six of eight digits.
        for (seconds, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let step = matched_step(SECRET_OF_RFC, digits, at(seconds)).unwrap();
            assert_eq!(step, Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_for_half_a_minute_more_on_each_side() {
        let step = |seconds| matched_step(SECRET_OF_RFC, "005924", at(seconds)).unwrap();
        let begun = 1_234_567_890 / 30 * 30;
        assert_eq!(step(begun - 31), None);
        assert_eq!(step(begun - 30), Some(begun / 30));
        assert_eq!(step(begun + 59), Some(begun / 30));
        assert_eq!(step(begun + 60), None);
    }

    #[test]
    fn an_app_is_told_who_and_where_in_any_script() {
        let told = set_up(SECRET_OF_RFC, "登记门户: 郑州", "zhang.san").unwrap();
        assert_eq!(told.secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(told.link.starts_with("otpauth://totp/"), "{}", told.link);
        assert!(told.link.contains("zhang.san"));
        assert!(
            told.link
                .contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        );
        // The three corners a camera looks for.
        for (x, y) in [(0, 0), (told.qr.size - 1, 0), (0, told.qr.size - 1)] {
            assert!(told.qr.path.contains(&format!("M{x} {y}h")), "{x} {y}");
        }
    }
}
