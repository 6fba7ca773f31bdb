//! How much of something one client has at the same time: connections, requests, bytes of pictures.
//!
//! Who may have a share at once is refused beyond it ([`Crowd`]); who may wait for one gets a
//! [`Share`] of their own to wait in.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use ipnet::Ipv6Net;
use tokio::sync::Semaphore;

/// Whom an address stands for: with IPv6 one subscriber has all addresses of a /64 network.
#[must_use]
pub fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 64).network().into(),
        address => address,
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts what each client has; beyond the most there is no place. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Crowd {
    most: usize,
    inside: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Crowd {
    /// So many for each client.
    #[must_use]
    pub fn of(most: usize) -> Self {
        Self {
            most,
            inside: Arc::default(),
        }
    }

    /// A place for one more; `None` when this client has the most.
    #[must_use]
    pub fn enter(&self, address: IpAddr) -> Option<Inside> {
        let client = subscriber(address);
        let mut inside = locked(&self.inside);
        let count = inside.entry(client).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Inside {
            crowd: self.clone(),
            client,
        })
    }
}

/// One of those a client may have; given back when dropped.
#[derive(Debug)]
pub struct Inside {
    crowd: Crowd,
    client: IpAddr,
}

impl Drop for Inside {
    fn drop(&mut self) {
        let mut inside = locked(&self.crowd.inside);
        if let Some(count) = inside.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.client);
            }
        }
    }
}

/// A place that belongs to an answer until the client has all of it: an extension of the response,
/// which [`crate::serve`] keeps as long as any byte of it waits to be sent.
#[derive(Clone, Debug)]
pub struct Held {
    _place: Arc<Inside>,
    _before: Option<Arc<Held>>,
}

impl Held {
    /// This place, and whatever the answer holds already.
    #[must_use]
    pub fn with(place: Inside, before: Option<Self>) -> Self {
        Self {
            _place: Arc::new(place),
            _before: before.map(Arc::new),
        }
    }
}

/// Beyond so many clients those who have nothing any more are forgotten.
const REMEMBERED: usize = 256;

/// What each client waits in: a semaphore of its own, forgotten when nobody has or wants a part.
#[derive(Debug)]
pub struct Shares<K> {
    most: usize,
    clients: Mutex<HashMap<K, Weak<Semaphore>>>,
}

impl<K: Eq + Hash> Shares<K> {
    /// So much for each client.
    #[must_use]
    pub fn of(most: usize) -> Self {
        Self {
            most,
            clients: Mutex::default(),
        }
    }

    /// The share of this client.
    #[must_use]
    pub fn share(&self, client: K) -> Arc<Semaphore> {
        let mut clients = locked(&self.clients);
        if clients.len() > REMEMBERED {
            clients.retain(|_, share| share.strong_count() > 0);
        }
        let known = clients.entry(client).or_default();
        known.upgrade().unwrap_or_else(|| {
            let share = Arc::new(Semaphore::new(self.most));
            *known = Arc::downgrade(&share);
            share
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_client_has_the_most_and_gets_a_place_again_when_one_is_given_back() {
        let crowd = Crowd::of(2);
        let (one, two) = (address("192.0.2.1"), address("192.0.2.2"));
        let first = crowd.enter(one);
        let second = crowd.enter(one);
        assert!(first.is_some() && second.is_some() && crowd.enter(one).is_none());
        assert!(crowd.enter(two).is_some());
        drop(first);
        assert!(crowd.enter(one).is_some());
        drop(second);
        assert!(locked(&crowd.inside).is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_network_of_ipv6_addresses_is_one_client_and_ipv4_in_its_clothes_is_ipv4() {
        let crowd = Crowd::of(1);
        let place = crowd.enter(address("2001:db8:1:2::1"));
        assert!(place.is_some());
        assert!(crowd.enter(address("2001:db8:1:2:ffff::9")).is_none());
        assert!(crowd.enter(address("2001:db8:1:3::1")).is_some());
        let place = crowd.enter(address("::ffff:192.0.2.1"));
        assert!(place.is_some() && crowd.enter(address("192.0.2.1")).is_none());
    }

    #[test]
    fn shares_that_nobody_has_are_forgotten() {
        let shares = Shares::of(1);
        let kept = shares.share(0);
        assert!(Arc::ptr_eq(&kept, &shares.share(0)));
        for client in 1..10_000 {
            let _ = shares.share(client);
        }
        assert!(locked(&shares.clients).len() <= REMEMBERED + 1);
        assert!(Arc::ptr_eq(&kept, &shares.share(0)));
    }
}
