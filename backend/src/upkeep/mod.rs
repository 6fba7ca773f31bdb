//! What the portal does by itself: what is over is forgotten, files without a row are found, and what
//! an older key sealed is sealed anew. It stands above all features, because it looks after all of them.

pub(crate) mod end_forgotten;
pub(crate) mod expire_drafts;
pub(crate) mod orphans;
pub(crate) mod seal_anew;
mod sql;

pub use orphans::Orphan;
