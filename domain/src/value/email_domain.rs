//! Which domain was probably meant: one slip of the hand away from one that many people have.
//!
//! It must not know whether a domain exists; whatever is told here is a suggestion.

use super::EmailAddress;

/// Domains of mailboxes many people have in the three countries, and ones that are close to them
/// and real: nobody is asked about those.
const COMMON: &[&str] = &[
    "qq.com",
    "vip.qq.com",
    "foxmail.com",
    "163.com",
    "vip.163.com",
    "126.com",
    "yeah.net",
    "188.com",
    "139.com",
    "189.cn",
    "wo.cn",
    "sina.com",
    "sina.cn",
    "vip.sina.com",
    "sohu.com",
    "aliyun.com",
    "21cn.com",
    "tom.com",
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "hotmail.co.uk",
    "live.com",
    "live.jp",
    "live.cn",
    "msn.com",
    "yahoo.com",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com.hk",
    "yahoo.com.tw",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "mail.com",
    "email.com",
    "proton.me",
    "protonmail.com",
    "gmx.com",
    "gmx.net",
    "zoho.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "nifty.com",
    "ocn.ne.jp",
    "biglobe.ne.jp",
    "so-net.ne.jp",
    "btinternet.com",
    "sky.com",
    "netvigator.com",
];
/// A slip inside a shorter name leads to a name somebody else may well have.
const SHORTEST: usize = 5;

/// The address with the domain that was probably meant; `None`: nothing speaks against this one.
#[must_use]
pub fn meant(address: &EmailAddress) -> Option<EmailAddress> {
    let domain = address.domain();
    if COMMON.contains(&domain) {
        return None;
    }
    let near = COMMON.iter().find(|common| is_slip(domain, common))?;
    EmailAddress::parse(&format!("{}@{near}", address.local())).ok()
}

/// Whether one slip in the name, one in what follows it, or one in each lead from `common` to `typed`.
fn is_slip(typed: &str, common: &str) -> bool {
    let (Some((name, rest)), Some((common, common_rest))) =
        (typed.split_once('.'), common.split_once('.'))
    else {
        return false;
    };
    let name_fits = name == common || (common.len() >= SHORTEST && is_one_slip(name, common));
    name_fits && (rest == common_rest || is_one_slip(rest, common_rest))
}

/// Whether two different words become one by one letter more, less or other, or by two letters
/// next to each other in the wrong order (Damerau's four slips).
fn is_one_slip(left: &str, right: &str) -> bool {
    // The queue asks this of each of its rows, for each domain of the list.
    if left.chars().count().abs_diff(right.chars().count()) > 1 {
        return false;
    }
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let ahead = left.iter().zip(&right).take_while(|(l, r)| l == r).count();
    let (left, right) = (&left[ahead..], &right[ahead..]);
    match (left, right) {
        ([], [_]) | ([_], []) => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) if a == d && b == c && rest == others => true,
        ([_, rest @ ..], [_, others @ ..]) => rest == others || rest == right || left == others,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant_by(domain: &str) -> Option<String> {
        let address = EmailAddress::parse(&format!("Li.Hua@{domain}")).expect("an address");
        meant(&address).map(String::from)
    }

    #[test]
    fn slips_of_the_hand_are_named() {
        for (typed, domain) in [
            ("qq.con", "qq.com"),
            ("qq.cim", "qq.com"),
            ("qq.cm", "qq.com"),
            ("qq.ocm", "qq.com"),
            ("QQ.CON", "qq.com"),
            ("163.comm", "163.com"),
            ("126.con", "126.com"),
            ("gmial.com", "gmail.com"),
            ("gmal.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmial.con", "gmail.com"),
            ("hotnail.com", "hotmail.com"),
            ("outlok.com", "outlook.com"),
            ("yahoo.co.jo", "yahoo.co.jp"),
            ("docomo.ne.jo", "docomo.ne.jp"),
            ("docmo.ne.jp", "docomo.ne.jp"),
            ("iclould.com", "icloud.com"),
            ("foxmial.com", "foxmail.com"),
            ("aliyum.com", "aliyun.com"),
            ("yeah.ne", "yeah.net"),
        ] {
            assert_eq!(meant_by(typed), Some(format!("Li.Hua@{domain}")), "{typed}");
        }
    }

    #[test]
    fn whoever_has_another_domain_is_not_asked() {
        for domain in COMMON.iter().copied().chain([
            "example.com",
            "example.cn",
            "henan.gov.cn",
            "pku.edu.cn",
            "company.com.cn",
            "qq.cn",
            "163.cn",
            "263.net",
            "168.com",
            "136.com",
            "aq.com",
            "qqq.com",
            "yahoo.cn",
            "yahoo.de",
            "yahoo.fr",
            "gmx.de",
            "gmx.at",
            "web.de",
            "hotmail.fr",
            "live.de",
            "outlook.de",
            "mail.ru",
            "mail.de",
            "mac.org",
            "meta.com",
            "tim.com",
            "sony.com",
            "u-tokyo.ac.jp",
            "例子.中国",
        ]) {
            assert_eq!(meant_by(domain), None, "{domain}");
        }
    }
}
