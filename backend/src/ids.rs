//! New ids, tokens and codes, as a parameter, so that tests can fix them.

use rand::RngCore as _;
use uuid::Uuid;

/// Makes what must be new or secret.
pub trait Ids: Send + Sync {
    /// A new id that sorts by time of making (UUID version 7).
    fn id(&self) -> Uuid;
    /// 256 bits nobody can guess.
    fn token(&self) -> [u8; 32];
    /// 64 random bits.
    fn number(&self) -> u64;
}

/// Bytes as hexadecimal digits, two each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Ids from the operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine"
)]
impl Ids for RandomIds {
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn token(&self) -> [u8; 32] {
        let mut token = [0; 32];
        rand::rng().fill_bytes(&mut token);
        token
    }

    fn number(&self) -> u64 {
        rand::rng().next_u64()
    }
}
