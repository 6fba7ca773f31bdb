//! Where a request really comes from.
//!
//! Anybody can send an `X-Forwarded-For` header, so it counts only as far as proxies the operator
//! trusts have written it: from the right, each entry was added by the hop before it, and the
//! first entry that is no trusted proxy is the client.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use app::server::ClientAddress;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;

use crate::config::Network;

/// The proxies whose word counts.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[Network]>);

impl TrustedProxies {
    /// These and no others.
    #[must_use]
    pub fn new(networks: &[Network]) -> Self {
        Self(networks.into())
    }

    /// Whether many clients may be behind this address.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The address of the client, given who is at the other end of the connection.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.trusts(client) {
                break;
            }
            match parse(entry.trim()) {
                Some(address) => client = address,
                None => break,
            }
        }
        client
    }
}

/// Some proxies add the port.
fn parse(entry: &str) -> Option<IpAddr> {
    let address = entry.parse().ok();
    let with_port = || entry.parse().ok().map(|address: SocketAddr| address.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address
        .or_else(with_port)
        .or_else(in_brackets)
        .map(|address: IpAddr| address.to_canonical())
}

/// Puts the [`ClientAddress`] into the request.
pub async fn find(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.ip()
        });
    let client = proxies.client(peer, request.headers());
    request.extensions_mut().insert(ClientAddress(client));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let networks: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        TrustedProxies::new(&networks)
            .client(peer.parse().unwrap(), &headers)
            .to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_means_nothing() {
        assert_eq!(client(&[], "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
    }

    #[test]
    fn a_stranger_who_sends_the_header_stays_a_stranger() {
        assert_eq!(
            client(&["10.0.0.0/8"], "192.0.2.1", &["198.51.100.7"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn what_the_client_wrote_itself_is_to_the_left_and_not_believed() {
        let forwarded = ["1.1.1.1, 198.51.100.7", "10.0.0.9"];
        assert_eq!(
            client(&["10.0.0.0/8"], "10.0.0.1", &forwarded),
            "198.51.100.7"
        );
    }

    #[test]
    fn behind_trusted_proxies_only_the_farthest_counts() {
        assert_eq!(
            client(&["10.0.0.0/8"], "10.0.0.1", &["10.3.3.3, 10.2.2.2"]),
            "10.3.3.3"
        );
    }

    #[test]
    fn nonsense_in_the_header_ends_the_search() {
        assert_eq!(
            client(&["10.0.0.0/8"], "10.0.0.1", &["1.1.1.1, unknown"]),
            "10.0.0.1"
        );
    }

    #[test]
    fn ports_and_ipv6_clothes_are_taken_off() {
        assert_eq!(
            client(&["10.0.0.0/8"], "::ffff:10.0.0.1", &["192.0.2.7:4711"]),
            "192.0.2.7"
        );
        assert_eq!(
            client(&["10.0.0.0/8"], "10.0.0.1", &["[2001:db8::1]:443"]),
            "2001:db8::1"
        );
        assert_eq!(
            client(&["10.0.0.0/8"], "10.0.0.1", &["[2001:db8::1]"]),
            "2001:db8::1"
        );
    }
}
