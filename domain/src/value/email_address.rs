//! An e-mail address that mail can be sent to.
//!
//! It must not know whether the mailbox exists or is confirmed. It takes what is in use, not all
//! that RFC 5322 allows: no quoted local parts, no comments, no address literals.

use serde::{Deserialize, Serialize};

use super::{check_length, fold, text_value};
use crate::form::FieldError;

/// Largest length in bytes (RFC 5321, section 4.5.3.1.3, less the two angle brackets).
pub const MAX: u32 = 254;
/// Largest length of the part before `@`, in bytes (RFC 5321, section 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// Largest length of one part of a domain, in bytes (RFC 1035, section 2.3.4).
const MAX_LABEL: usize = 63;
/// What RFC 5322, section 3.2.3 (`atext`), allows besides letters and digits.
const LOCAL_MARKS: &str = "!#$%&'*+/=?^_`{|}~-.";

/// What begins a label of another script, written in ASCII (RFC 5890, section 2.3.2.1).
const ACE: &str = "xn--";

/// `local@domain`: an ASCII local part whose case is kept, a lower-case domain with a dot,
/// in the script of its owner: `例子.中国`, also when it was typed as `xn--fsqu00a.xn--fiqs8s`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);
text_value!(EmailAddress, EmailAddress::parse);

impl EmailAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// In this order: `Required`; `TooLong`; `Characters` for spaces and for what no address holds;
    /// `Malformed` without exactly one `@`, a dot in the domain, or with parts that are empty or
    /// too long.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        // An input method writes the dot of a domain as an ideographic full stop.
        let text = fold(text).replace('。', ".");
        check_length(&text, 1, u32::MAX)?;
        if text.len() > MAX as usize {
            return Err(FieldError::TooLong { max: MAX });
        }
        let (local, domain) = text.split_once('@').ok_or(match text.contains(' ') {
            true => FieldError::Characters,
            false => FieldError::Malformed,
        })?;
        let domain = domain.to_lowercase();
        if domain.contains('@') {
            return Err(FieldError::Malformed);
        }
        check_local(local)?;
        let labels: Result<Vec<_>, _> = domain.split('.').map(own_script).collect();
        let domain = labels?.join(".");
        check_domain(&domain)?;
        let address = format!("{local}@{domain}");
        // A few letters grow when they become small.
        match address.len() <= MAX as usize {
            true => Ok(Self(address)),
            false => Err(FieldError::TooLong { max: MAX }),
        }
    }

    /// The part before `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The part after `@`, lower-case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

fn check_local(local: &str) -> Result<(), FieldError> {
    if !local
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || LOCAL_MARKS.contains(c))
    {
        return Err(FieldError::Characters);
    }
    match local.len() <= MAX_LOCAL && local.split('.').all(|part| !part.is_empty()) {
        true => Ok(()),
        false => Err(FieldError::Malformed),
    }
}

/// A label in the script of its owner.
fn own_script(label: &str) -> Result<String, FieldError> {
    let Some(encoded) = label.strip_prefix(ACE) else {
        return Ok(label.to_owned());
    };
    // One label has one spelling in small letters; an ASCII label has none, and is nobody's domain.
    idna::punycode::decode_to_string(encoded)
        .filter(|label| !label.is_ascii())
        .ok_or(FieldError::Malformed)
}

fn check_domain(domain: &str) -> Result<(), FieldError> {
    // A letter that folds to something else, or has no settled small form, is in no domain.
    let settled = fold(domain) == domain && domain.to_lowercase() == domain;
    if !settled
        || !domain
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '.')
    {
        return Err(FieldError::Characters);
    }
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= MAX_LABEL
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top_fits =
        |(_, top): (&str, &str)| top.chars().count() >= 2 && top.chars().any(char::is_alphabetic);
    match domain.split('.').all(label_fits) && domain.rsplit_once('.').is_some_and(top_fits) {
        true => Ok(()),
        false => Err(FieldError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> Result<String, FieldError> {
        EmailAddress::parse(text).map(String::from)
    }

    #[test]
    fn usual_addresses_are_accepted() {
        for address in [
            "zhang.san@example.com",
            "a+b_c@mail.example.co.jp",
            "user@例子.中国",
            "123@qq.com",
        ] {
            assert_eq!(parsed(address).as_deref(), Ok(address));
        }
    }

    #[test]
    fn only_the_domain_becomes_lower_case() {
        assert_eq!(
            parsed("Zhang.San@EXAMPLE.Com").as_deref(),
            Ok("Zhang.San@example.com")
        );
    }

    #[test]
    fn a_domain_in_two_spellings_is_one_mailbox() {
        for (typed, address) in [
            ("x@xn--fsq.com", "x@例.com"),
            ("user@xn--fsqu00a.xn--fiqs8s", "user@例子.中国"),
            ("user@例子.xn--fiqs8s", "user@例子.中国"),
            ("User@XN--FSQU00A.xn--fiqs8s", "User@例子.中国"),
            ("info@xn--bcher-kva.example", "info@bücher.example"),
            ("info@BÜCHER.example", "info@bücher.example"),
            ("info@bu\u{308}cher.example", "info@bücher.example"),
        ] {
            assert_eq!(parsed(typed).as_deref(), Ok(address), "{typed}");
            assert_eq!(parsed(address).as_deref(), Ok(address), "{address}");
        }
        // No punycode, another spelling of an ASCII name, capitals inside, a label that is empty.
        for typed in [
            "a@xn--0.com",
            "a@xn--qq-.com",
            "a@xn--example-.com",
            "a@xn--.com",
        ] {
            assert_eq!(parsed(typed), Err(FieldError::Malformed), "{typed}");
        }
    }

    #[test]
    fn what_an_input_method_writes_is_folded() {
        assert_eq!(
            parsed("　ｚｈａｎｇ＠example。com\u{200B}").as_deref(),
            Ok("zhang@example.com")
        );
    }

    #[test]
    fn exactly_one_at_and_a_dotted_domain_are_needed() {
        for address in [
            "zhang",
            "@example.com",
            "zhang@",
            "a@b@example.com",
            "zhang@example",
            "zhang@.com",
            "zhang@example.",
            "zhang@exa..mple.com",
            "zhang@-example.com",
            "zhang@example.c",
            "zhang@127.0.0.1",
            ".a@example.com",
            "a..b@example.com",
        ] {
            assert_eq!(parsed(address), Err(FieldError::Malformed), "{address}");
        }
    }

    #[test]
    fn spaces_and_odd_characters_are_refused() {
        for address in [
            "zhang san@example.com",
            "zhang@exam ple.com",
            "张三@example.com",
            "a<b@example.com",
            "a@ex_b.com",
        ] {
            assert_eq!(parsed(address), Err(FieldError::Characters), "{address}");
        }
    }

    #[test]
    fn lengths_are_bounded() {
        assert_eq!(parsed(" "), Err(FieldError::Required));
        assert!(parsed(&format!("{}@example.com", "a".repeat(64))).is_ok());
        assert_eq!(
            parsed(&format!("{}@example.com", "a".repeat(65))),
            Err(FieldError::Malformed)
        );
        let long = format!("a@{}com", "example.".repeat(32));
        assert_eq!(parsed(&long), Err(FieldError::TooLong { max: 254 }));
    }

    proptest! {
        #[test]
        fn parse_never_panics_and_is_idempotent_on_its_own_output(
            text in ".{0,40}|[a-zA-Z.+]{1,9}@[a-zA-Z0-9.。-]{1,9}[.][A-Za-z]{2,3}|a@xn--[a-z0-9-]{1,12}[.]com|a@\\PC{1,3}[.]com"
        ) {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
            }
        }
    }
}
