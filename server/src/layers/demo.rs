//! The demo shows every mail to whoever asks, codes among them, and lets staff in without a second
//! factor. So it answers only on the machine it runs on: not to what came through a proxy, nor under
//! a name by which a page elsewhere could reach it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Uri;
use http::header::HOST;

use super::refusal::Refusal;

/// What proxies say about themselves or their clients. Besides, whatever begins with `x-forwarded`.
const OF_PROXIES: [&str; 6] = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "cf-connecting-ip",
    "true-client-ip",
];

/// The host of the demo's own address.
#[derive(Clone, Debug)]
pub struct OwnHost(Arc<str>);

impl OwnHost {
    /// That of this address.
    #[must_use]
    pub fn of(public_url: &str) -> Self {
        let uri: Option<Uri> = public_url.parse().ok();
        Self(uri.as_ref().and_then(Uri::host).unwrap_or_default().into())
    }
}

/// Whether a name leads to the machine that asks.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
    host == "localhost" || host.ends_with(".localhost") || bare.parse().is_ok_and(is_loopback)
}

/// Refuses whoever is elsewhere; `None`: this is no demo.
pub async fn only_here(
    State(demo): State<Option<OwnHost>>,
    request: Request,
    next: Next,
) -> Response {
    if demo.is_some_and(|own| is_forwarded(&request) || !is_addressed(&request, &own)) {
        return Refusal::elsewhere().into_response();
    }
    next.run(request).await
}

fn is_forwarded(request: &Request) -> bool {
    let mut names = request.headers().keys().map(http::HeaderName::as_str);
    names.any(|name| name.starts_with("x-forwarded") || OF_PROXIES.contains(&name))
}

/// Whether it is meant for us; a browser always says whom it means.
fn is_addressed(request: &Request, own: &OwnHost) -> bool {
    let header = request.headers().get(HOST);
    let named: Option<Uri> = match (request.uri().authority(), header) {
        (Some(authority), _) => Some(authority.clone().into()),
        (None, Some(host)) => Uri::try_from(host.as_bytes()).ok(),
        (None, None) => return true,
    };
    let host = named.as_ref().and_then(Uri::host);
    host.is_some_and(|host| is_this_machine(host) || host.eq_ignore_ascii_case(&own.0))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        let request = Request::get("/outbox");
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        request.body(Body::empty()).expect("a request")
    }

    #[test]
    fn what_came_through_a_proxy_is_known_by_its_headers() {
        assert!(!is_forwarded(&request(&[("host", "127.0.0.1:3000")])));
        for header in [
            ("Forwarded", "for=192.0.2.1"),
            ("Via", "1.1 proxy"),
            ("X-Forwarded-For", "192.0.2.1"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "portal.example"),
            ("X-Real-IP", ""),
        ] {
            assert!(is_forwarded(&request(&[header])), "{header:?}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_heard() {
        let own = OwnHost::of("http://desk.test:3000");
        let heard = |host: &str| is_addressed(&request(&[("host", host)]), &own);
        for host in [
            "localhost",
            "LocalHost:3000",
            "docket.localhost:3000",
            "127.0.0.1:3000",
            "127.1.2.3",
            "[::1]:3000",
            "desk.test:3000",
            "DESK.test",
        ] {
            assert!(heard(host), "{host}");
        }
        for host in [
            "portal.example",
            "localhost.portal.example",
            "127.0.0.1.portal.example",
            "192.0.2.1:3000",
            "[2001:db8::1]:3000",
            "",
        ] {
            assert!(!heard(host), "{host}");
        }
        assert!(is_addressed(&request(&[]), &own));
    }
}
