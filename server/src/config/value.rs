//! The types of single values and how each is read. An error is a clause without a full stop; it
//! never repeats a secret.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use chrono::{Datelike as _, FixedOffset, NaiveDate};
use domain::review::four_eyes::FourEyes;
use http::Uri;
use ipnet::IpNet;
use sqlx::postgres::PgConnectOptions;

use crate::layers::demo::is_this_machine;

/// The languages Docket has texts in; the first is the one everything falls back to.
const LANGUAGES: [&str; 3] = ["zh-CN", "ja", "en"];

/// The codes of the provinces, municipalities and autonomous regions of mainland China
/// (GB/T 2260, first two digits).
const PROVINCES: [&str; 31] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
];

/// A text that no log and no `Debug` shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The address people see: scheme, host and maybe a port, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The address of a listener: of this machine when it listens on all of them.
    pub fn of(bound: SocketAddr) -> Self {
        let ip = match bound.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        Self(format!("http://{}", SocketAddr::new(ip, bound.port())))
    }

    /// The origin, to which a path that starts with a slash can be added.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers reach it by TLS, so that cookies may be `Secure` and HSTS be sent.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether it is, or could be, the address of another machine than the one that serves.
    pub fn is_elsewhere(&self) -> bool {
        let uri: Option<Uri> = self.0.parse().ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
        self.is_https() || !is_this_machine(host)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no http(s) URL");
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let scheme = uri
            .scheme_str()
            .filter(|scheme| matches!(*scheme, "http" | "https"));
        let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
            return Err(wrong());
        };
        if authority.host().is_empty() || authority.as_str().contains('@') {
            return Err(wrong());
        }
        if uri.query().is_some() || !matches!(uri.path(), "" | "/") {
            return Err(format!(
                "`{text}` has a path, but Docket is served at the root of a host"
            ));
        }
        Ok(Self(format!(
            "{scheme}://{}",
            authority.as_str().to_ascii_lowercase()
        )))
    }
}

/// An address or a network of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    /// Whether the address lies in this network. An IPv4 address in IPv6 clothes is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address = || text.trim().parse().map(IpAddr::into);
        text.trim()
            .parse()
            .or_else(|_| address())
            .map(Self)
            .map_err(|_| format!("`{text}` is no address or network such as 10.0.0.0/8"))
    }
}

/// Where photos and papers are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobStore {
    /// In files.
    Directory(PathBuf),
    /// In a bucket; its keys come from the environment variables of AWS.
    S3 {
        /// The name of the bucket.
        bucket: String,
        /// What every key begins with, without slashes around it; may be empty.
        prefix: String,
        /// The server, when it is not Amazon's own.
        endpoint: Option<String>,
        /// The region, when the endpoint does not imply it.
        region: Option<String>,
    },
}

impl FromStr for BlobStore {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix("s3://") else {
            // A folder of that name would be made where nobody looks for it.
            let begin = text.split('/').next().unwrap_or_default();
            if text.contains("://") || begin.contains(':') {
                return Err(format!("`{text}` is neither a directory nor an s3:// URL"));
            }
            return Ok(Self::Directory(PathBuf::from(text)));
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if bucket.is_empty() {
            return Err(format!("`{text}` names no bucket"));
        }
        let (mut endpoint, mut region) = (None, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("region", value)) if !value.is_empty() => region = Some(value.to_owned()),
                Some(("endpoint", value)) => {
                    endpoint = Some(PublicUrl::from_str(value).map_err(|_| {
                        format!("the endpoint `{value}` is no http(s) URL without a path")
                    })?);
                }
                _ => return Err(format!("`{pair}` is neither endpoint=… nor region=…")),
            }
        }
        Ok(Self::S3 {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: endpoint.map(|endpoint| endpoint.0),
            region,
        })
    }
}

/// From whom mails come. `Display` writes it as a mail header does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSender {
    /// The name shown; the platform's own when there is none.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

impl fmt::Display for MailSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => f.write_str(&self.address),
        }
    }
}

impl FromStr for MailSender {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, address) = match text
            .trim()
            .strip_suffix('>')
            .and_then(|t| t.rsplit_once('<'))
        {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
            None => ("", text.trim()),
        };
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>(),;:\"".contains(c);
        let is_address = address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        });
        if !is_address || address.contains(odd) || name.contains(|c: char| c.is_control()) {
            return Err(format!("`{text}` is no mail address"));
        }
        Ok(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: address.to_owned(),
        })
    }
}

pub(super) fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is no address with a port such as 127.0.0.1:3000"))
}

pub(super) fn database_url(text: &str) -> Result<Secret, String> {
    let is_postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if !is_postgres || PgConnectOptions::from_str(text).is_err() {
        return Err("this is no URL such as postgres://user:password@host/database".to_owned());
    }
    Ok(Secret(text.to_owned()))
}

pub(super) fn otlp_endpoint(text: &str) -> Result<String, String> {
    let uri: Option<Uri> = text.parse().ok();
    let is_one = uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
    });
    match is_one {
        true => Ok(text.to_owned()),
        false => Err("this is no URL such as http://collector:4318".to_owned()),
    }
}

pub(super) fn smtp_url(text: &str) -> Result<Secret, String> {
    let wrong = || "this is no URL such as smtp://user:password@host:587?tls=required".to_owned();
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    if !has_host || !matches!(uri.path(), "" | "/") {
        return Err(wrong());
    }
    match (uri.scheme_str(), uri.query()) {
        (Some("smtps"), None)
        | (Some("smtp"), None | Some("tls=required" | "tls=opportunistic")) => {
            Ok(Secret(text.to_owned()))
        }
        (Some("smtp" | "smtps"), Some(_)) => Err(
            "after the question mark only tls=required or tls=opportunistic may follow, and \
                 only with smtp://"
                .to_owned(),
        ),
        _ => Err(wrong()),
    }
}

pub(super) fn platform_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 60 || name.contains(|c: char| c.is_control()) {
        return Err("a name has 1 to 60 characters on one line".to_owned());
    }
    Ok(name.to_owned())
}

pub(super) fn language(text: &str) -> Result<&'static str, String> {
    LANGUAGES
        .into_iter()
        .find(|language| *language == text.trim())
        .ok_or_else(|| format!("`{text}` is none of {}", LANGUAGES.join(", ")))
}

pub(super) fn province(text: &str) -> Result<&'static str, String> {
    PROVINCES
        .into_iter()
        .find(|province| *province == text)
        .ok_or_else(|| {
            format!("`{text}` is no province of mainland China; give two digits such as 41")
        })
}

pub(super) fn utc_offset(text: &str) -> Result<FixedOffset, String> {
    let offset: Option<FixedOffset> = text.parse().ok();
    offset
        .filter(|offset| (-12 * 3600..=14 * 3600).contains(&offset.local_minus_utc()))
        .ok_or_else(|| format!("`{text}` is no offset from UTC such as +08:00"))
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("`{text}` is neither on nor off")),
    }
}

pub(super) fn span(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time such as 90s, 30m, 12h or 7d");
    let unit = text.char_indices().next_back().ok_or_else(wrong)?;
    let number: u32 = text[..unit.0].parse().map_err(|_| wrong())?;
    let seconds = match unit.1 {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let span = Duration::from_secs(u64::from(number) * seconds);
    let year = Duration::from_secs(366 * 24 * 60 * 60);
    match Duration::from_secs(10) <= span && span <= year {
        true => Ok(span),
        false => Err(format!("`{text}` is not between ten seconds and a year")),
    }
}

pub(super) fn audit_hash(text: &str) -> Result<String, String> {
    let hash = text.trim().to_ascii_lowercase();
    match hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        true => Ok(hash),
        false => Err(format!(
            "`{text}` is no hash: `admin audit verify` prints one of 64 hexadecimal digits"
        )),
    }
}

pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .ok()
        .filter(|day| (1..=9999).contains(&day.year()))
        .ok_or_else(|| format!("`{text}` is no day such as 2026-11-24"))
}

pub(super) fn four_eyes(text: &str) -> Result<FourEyes, String> {
    FourEyes::parse(text).ok_or_else(|| format!("`{text}` is none of off, refusals and all"))
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!(
            "`{text}` is no log filter such as info or info,sqlx=debug"
        )),
    }
}
