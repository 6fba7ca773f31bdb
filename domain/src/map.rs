//! Maps and sets of few entries: lists in the order of their keys, which are texts. They do what the
//! trees of the standard library do, and look the same in JSON. A tree is code of its own for each
//! type that is in it, and a phone would load eight kilobytes for each.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// How many entries are read of what somebody sent: many more than any page has. Putting one among
/// many others takes as long as there are others.
const MOST: usize = 1_000;

/// Key → value.
#[derive(Clone, PartialEq, Eq)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> Map<K, V> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much is in it.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// All of it, in the order of the keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        fn parts<K, V>((key, value): &(K, V)) -> (&K, &V) {
            (key, value)
        }
        self.0.iter().map(parts)
    }

    /// All of it, in the order of the keys, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    /// The same, without their values.
    pub fn into_keys(self) -> impl Iterator<Item = K> {
        self.0.into_iter().map(|(key, _)| key)
    }

    /// The values, in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The same, without their keys.
    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.0.into_iter().map(|(_, value)| value)
    }

    /// Keeps what passes.
    pub fn retain(&mut self, mut passes: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| passes(key, value));
    }
}

/// What goes through a map.
pub type Iter<'a, K, V> =
    std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

impl<K: Borrow<str>, V> Map<K, V> {
    /// Where a key is, or belongs.
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.place(key).ok().map(|at| &self.0[at].1)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.place(key).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether there is a value of a key.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// Puts a value in the place of what was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(key.borrow()) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// The value of a key, made where there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = match self.place(key.borrow()) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, make()));
                at
            }
        };
        &mut self.0[at].1
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        self.place(key).ok().map(|at| self.0.remove(at).1)
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Borrow<str>, V> Index<&str> for Map<K, V> {
    type Output = V;

    fn index(&self, key: &str) -> &V {
        self.get(key).expect("asked for by a key that is there")
    }
}

impl<K: Borrow<str>, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Borrow<str>, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<K: Borrow<str>, V, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, K, V> Deserialize<'de> for Map<K, V>
where
    K: Borrow<str> + Deserialize<'de>,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for Entries<K, V>
where
    K: Borrow<str> + Deserialize<'de>,
    V: Deserialize<'de>,
{
    type Value = Map<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, value)) = entries.next_entry()? {
            if map.len() == MOST {
                return Err(A::Error::custom("too many entries"));
            }
            map.insert(key, value);
        }
        Ok(map)
    }
}

/// Texts, each once.
#[derive(Clone, PartialEq, Eq)]
pub struct Set<K>(Vec<K>);

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Set<K> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How much is in it.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// All of it, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, K> {
        self.0.iter()
    }

    /// Keeps what passes.
    pub fn retain(&mut self, passes: impl FnMut(&K) -> bool) {
        self.0.retain(passes);
    }
}

impl<K: Borrow<str>> Set<K> {
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|known| known.borrow().cmp(key))
    }

    /// Whether a text is in it.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// Puts a text in; whether it was not there.
    pub fn insert(&mut self, key: K) -> bool {
        let place = self.place(key.borrow());
        if let Err(at) = place {
            self.0.insert(at, key);
        }
        place.is_err()
    }

    /// Takes a text out; whether it was there.
    pub fn remove(&mut self, key: &str) -> bool {
        let place = self.place(key);
        if let Ok(at) = place {
            self.0.remove(at);
        }
        place.is_ok()
    }
}

impl<K: fmt::Debug> fmt::Debug for Set<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.0).finish()
    }
}

impl<K: Borrow<str>> Extend<K> for Set<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(key);
        }
    }
}

impl<K: Borrow<str>> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut set = Self::new();
        set.extend(keys);
        set
    }
}

impl<K: Borrow<str>, const N: usize> From<[K; N]> for Set<K> {
    fn from(keys: [K; N]) -> Self {
        keys.into_iter().collect()
    }
}

impl<K> IntoIterator for Set<K> {
    type Item = K;
    type IntoIter = std::vec::IntoIter<K>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K> IntoIterator for &'a Set<K> {
    type Item = &'a K;
    type IntoIter = std::slice::Iter<'a, K>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<K: Serialize> Serialize for Set<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, K: Borrow<str> + Deserialize<'de>> Deserialize<'de> for Set<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys = Vec::deserialize(deserializer)?;
        match keys.len() > MOST {
            true => Err(D::Error::custom("too many entries")),
            false => Ok(keys.into_iter().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_do_what_trees_do(
            steps in prop::collection::vec(("[a-e]{1,2}", 0_u8..9, any::<bool>()), 0..40)
        ) {
            let (mut map, mut tree) = (Map::new(), BTreeMap::new());
            let (mut set, mut texts) = (Set::new(), BTreeSet::new());
            for (key, value, is_taken) in steps {
                if is_taken {
                    prop_assert_eq!(map.remove(&key), tree.remove(&key));
                    prop_assert_eq!(set.remove(&key), texts.remove(&key));
                } else {
                    prop_assert_eq!(map.insert(key.clone(), value), tree.insert(key.clone(), value));
                    prop_assert_eq!(set.insert(key.clone()), texts.insert(key));
                }
                prop_assert!(map.iter().eq(tree.iter()) && set.iter().eq(texts.iter()));
            }
            for key in ["a", "bb", "c"] {
                prop_assert_eq!(map.get(key), tree.get(key));
                prop_assert_eq!(set.contains(key), texts.contains(key));
            }
            let (map_json, set_json) =
                (serde_json::to_string(&map).unwrap(), serde_json::to_string(&set).unwrap());
            prop_assert_eq!(&map_json, &serde_json::to_string(&tree).unwrap());
            prop_assert_eq!(&set_json, &serde_json::to_string(&texts).unwrap());
            prop_assert_eq!(serde_json::from_str::<Map<String, u8>>(&map_json).unwrap(), map);
            prop_assert_eq!(serde_json::from_str::<Set<String>>(&set_json).unwrap(), set);
        }
    }

    #[test]
    fn json_in_any_order_becomes_a_map_in_order() {
        let map: Map<String, u8> = serde_json::from_str(r#"{"b":1,"a":2,"b":3}"#).unwrap();
        assert_eq!(map, Map::from([("a".to_owned(), 2), ("b".to_owned(), 3)]));
        assert_eq!(map["b"], 3);
        let many = (0..=MOST).map(|n| (n.to_string(), 1_u8));
        let many = serde_json::to_string(&many.collect::<BTreeMap<_, _>>()).unwrap();
        assert!(serde_json::from_str::<Map<String, u8>>(&many).is_err());
    }
}
