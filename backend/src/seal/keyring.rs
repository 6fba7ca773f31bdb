//! The keys of the process, and what is done with them.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::source::{Looked, Source};
use super::{KeyFileError, Unopened, key_file};
use crate::ids::Ids;

/// How a sealed value begins.
pub(super) const MARK: u8 = 1;
/// How many bytes name a key.
const TAG: usize = 4;
/// Mark and name of the key.
pub(super) const HEAD: usize = 1 + TAG;
const NONCE: usize = 24;
/// What columns hold by default: nobody's, and never sealed.
pub(super) const NOTHING: [&[u8]; 2] = [b"{}", b"null"];
/// Length of a blind index.
pub(super) const INDEX: usize = 16;

/// What a value is; each has a key of its own, derived from the one in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A value in a column of the database.
    Columns,
    /// The bytes of a picture in the blob store.
    Pictures,
}

/// Seals and opens. Cheap to clone; shows nothing of its keys.
#[derive(Clone)]
pub struct Keyring(Arc<Ring>);

struct Ring {
    keys: RwLock<Arc<Keys>>,
    ids: Arc<dyn Ids>,
    is_plain_refused: AtomicBool,
    /// Where the keys are read again, of a process that goes on while they change.
    source: Option<Source>,
}

#[derive(Clone)]
struct Keys {
    /// The current one first.
    sealing: Vec<Key>,
    /// The current one first.
    index: Vec<[u8; 32]>,
}

#[derive(Clone)]
struct Key {
    tag: [u8; TAG],
    columns: XChaCha20Poly1305,
    pictures: XChaCha20Poly1305,
}

impl Key {
    fn new(material: &[u8; 32]) -> Self {
        Self {
            // Named after itself: an id can be given to another key, and then nothing would open.
            tag: derived(material, "docket key name v1"),
            columns: cipher(material, "docket columns v1"),
            pictures: cipher(material, "docket pictures v1"),
        }
    }

    fn cipher(&self, purpose: Purpose) -> &XChaCha20Poly1305 {
        match purpose {
            Purpose::Columns => &self.columns,
            Purpose::Pictures => &self.pictures,
        }
    }

    fn head(&self) -> [u8; HEAD] {
        let mut head = [MARK; HEAD];
        head[1..].copy_from_slice(&self.tag);
        head
    }
}

impl Keys {
    fn parse(text: &str) -> Result<Self, KeyFileError> {
        let lines = key_file::parse(text)?;
        let index = lines.index.iter();
        Ok(Self {
            sealing: lines.sealing.iter().map(Key::new).collect(),
            index: index.map(|key| derived(key, "docket index v1")).collect(),
        })
    }

    fn current(&self) -> &Key {
        &self.sealing[0]
    }

    fn find(&self, head: &[u8]) -> Option<&Key> {
        self.sealing.iter().find(|key| key.head() == head)
    }

    /// These, and behind them those of `older` that are not among them; `None`, when that is what
    /// `older` is.
    fn and_older(mut self, older: &Self) -> Option<Self> {
        for key in &older.sealing {
            if self.find(&key.head()).is_none() {
                self.sealing.push(key.clone());
            }
        }
        for key in &older.index {
            if !self.index.contains(key) {
                self.index.push(*key);
            }
        }
        let tags = |keys: &Self| -> Vec<_> { keys.sealing.iter().map(|key| key.tag).collect() };
        let is_the_same = tags(&self) == tags(older) && self.index == older.index;
        (!is_the_same).then_some(self)
    }
}

fn derived<const N: usize>(material: &[u8], info: &str) -> [u8; N] {
    let mut key = [0; N];
    Hkdf::<Sha256>::new(None, material)
        .expand(info.as_bytes(), &mut key)
        .expect("32 bytes are no more than HKDF gives");
    key
}

fn cipher(material: &[u8], info: &str) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&derived::<32>(material, info).into())
}

impl Keyring {
    /// The keys of a key file. `ids` makes the nonces.
    ///
    /// # Errors
    /// When the file is no key file.
    pub fn parse(text: &str, ids: Arc<dyn Ids>) -> Result<Self, KeyFileError> {
        Self::new(text, ids, None)
    }

    /// The same, of a key file that may change while the process goes on. `text` is what stands in
    /// it, `read` reads it again or says why it cannot be used. It is read again now and then before
    /// something is sealed, and when a value turns up whose key nobody knows; a file that is no key
    /// file changes nothing, and a key that left it opens what it sealed until the process ends.
    ///
    /// # Errors
    /// When the text is no key file.
    pub fn watching(
        text: &str,
        ids: Arc<dyn Ids>,
        read: impl Fn() -> Result<String, String> + Send + Sync + 'static,
    ) -> Result<Self, KeyFileError> {
        Self::new(text, ids, Some(Source::new(Box::new(read))))
    }

    fn new(text: &str, ids: Arc<dyn Ids>, source: Option<Source>) -> Result<Self, KeyFileError> {
        Ok(Self(Arc::new(Ring {
            keys: RwLock::new(Arc::new(Keys::parse(text)?)),
            ids,
            is_plain_refused: AtomicBool::new(false),
            source,
        })))
    }

    /// The keys as they are.
    fn known(&self) -> Arc<Keys> {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&keys)
    }

    /// The keys of the file as it is, or was seconds ago.
    fn keys(&self) -> Arc<Keys> {
        self.look(Looked::Before);
        self.known()
    }

    /// Reads the file again, if it is time to.
    fn look(&self, why: Looked) {
        let Some(text) = self.0.source.as_ref().and_then(|source| source.read(why)) else {
            return;
        };
        match Keys::parse(&text) {
            Ok(found) => {
                let mut keys = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
                if let Some(both) = found.and_older(&keys) {
                    tracing::info!("the key file has changed and was read again");
                    *keys = Arc::new(both);
                }
            }
            Err(reason) => {
                tracing::warn!(%reason, "the key file is none any more; the keys stay as they were");
            }
        }
    }

    /// New keys that nobody keeps: what they seal is lost with the process. For tests.
    #[must_use]
    pub fn fleeting(ids: Arc<dyn Ids>) -> Self {
        let text = key_file::new_line(ids.as_ref()) + &key_file::new_index_line(ids.as_ref());
        Self::parse(&text, ids).expect("its own lines are a key file")
    }

    /// Seals bytes for one place; they open nowhere else.
    #[must_use]
    pub fn seal(&self, purpose: Purpose, place: &str, plain: &[u8]) -> Vec<u8> {
        let keys = self.keys();
        let key = keys.current();
        let head = key.head();
        let random = self.0.ids.token();
        let nonce = XNonce::try_from(&random[..NONCE]).expect("32 bytes hold a nonce");
        let bound = bound(head, place);
        let payload = Payload {
            msg: plain,
            aad: &bound,
        };
        let secret = key
            .cipher(purpose)
            .encrypt(&nonce, payload)
            .expect("shorter than the 256 GiB of this cipher");
        [&head[..], &random[..NONCE], &secret].concat()
    }

    /// Opens what [`Self::seal`] made for this place. What was stored before anything was sealed
    /// comes back as it is.
    ///
    /// # Errors
    /// [`Unopened`], when it was not made here, or not for this place.
    pub fn open(&self, purpose: Purpose, place: &str, stored: &[u8]) -> Result<Vec<u8>, Unopened> {
        let broken = || Unopened::Broken(place.to_owned());
        if stored.first() != Some(&MARK) {
            let is_refused = self.0.is_plain_refused.load(Ordering::Relaxed);
            return match is_refused && !NOTHING.contains(&stored) {
                true => Err(broken()),
                false => Ok(stored.to_vec()),
            };
        }
        let (head, rest) = stored.split_first_chunk::<HEAD>().ok_or_else(broken)?;
        let (nonce, secret) = rest.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let mut keys = self.known();
        if keys.find(head).is_none() {
            self.look(Looked::ForAKey);
            keys = self.known();
        }
        let key = keys
            .find(head)
            .ok_or_else(|| Unopened::NoKey(place.to_owned()))?;
        let bound = bound(*head, place);
        let payload = Payload {
            msg: secret,
            aad: &bound,
        };
        key.cipher(purpose)
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| broken())
    }

    /// From now on what is not sealed is not believed: nothing from before is left.
    pub fn refuse_plain(&self) {
        self.0.is_plain_refused.store(true, Ordering::Relaxed);
    }

    /// How whatever is sealed now begins; what begins otherwise is not under the current key.
    #[must_use]
    pub fn current_head(&self) -> [u8; HEAD] {
        self.keys().current().head()
    }

    /// Whether a key of the file is the one of values that begin like this.
    #[must_use]
    pub fn knows(&self, head: &[u8]) -> bool {
        self.known().find(head).is_some()
    }

    /// Whether this is sealed with the current key.
    #[must_use]
    pub fn is_current(&self, stored: &[u8]) -> bool {
        stored.starts_with(&self.current_head())
    }

    /// The blind index of a text: the same for the same text in the same column, whatever its
    /// width, case and spaces, and nothing to whoever lacks the key. It does not change when the
    /// sealing key does.
    #[must_use]
    pub fn index(&self, column: &str, text: &str) -> Vec<u8> {
        blind(&self.keys().index[0], column, text)
    }

    /// Every index this text may stand under: with the current key, with older ones, and as it was
    /// stored before anything was sealed. For look-ups: `where … = any($1)`.
    #[must_use]
    pub fn indexes(&self, column: &str, text: &str) -> Vec<Vec<u8>> {
        let keys = self.keys();
        let blinds = keys.index.iter().map(|key| blind(key, column, text));
        blinds.chain([canonical(text).into_bytes()]).collect()
    }
}

fn bound(head: [u8; HEAD], place: &str) -> Vec<u8> {
    [&head[..], place.as_bytes()].concat()
}

fn blind(key: &[u8; 32], column: &str, text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    mac.update(column.as_bytes());
    mac.update(&[0]);
    mac.update(canonical(text).as_bytes());
    mac.finalize().into_bytes()[..INDEX].to_vec()
}

/// As a text is compared: width, case and spaces do not matter.
pub(super) fn canonical(text: &str) -> String {
    let folded = domain::value::fold(text);
    let dense = folded.chars().filter(|c| !c.is_whitespace());
    dense.flat_map(char::to_uppercase).collect()
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", self.known().sealing.len())
    }
}
