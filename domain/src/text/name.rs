//! What the tables of texts are sorted by, at build time as at run time.

/// Hash of a sentence's name (FNV-1a, 32 bits). The build refuses two names that share one.
pub const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash: u32 = 0x811c_9dc5;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}
