//! Which cryptography connections to the object store and to a collector of spans use. Those to the
//! database and to the mail server say it themselves.

/// Chooses ring for the whole process. May be called as often as one likes; the first call counts,
/// and it must come before the first client is made.
pub fn choose_cryptography() {
    // Chosen before: by an earlier call, which chose the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
