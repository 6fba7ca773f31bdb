//! Smaller answers for what is made on the spot. Files come compressed from the build.

use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

/// Brotli or gzip at a level that costs less time than it saves on the way; small answers and
/// pictures stay as they are.
#[must_use]
pub fn layer() -> CompressionLayer {
    CompressionLayer::new()
        .br(true)
        .gzip(true)
        .quality(CompressionLevel::Precise(4))
}
