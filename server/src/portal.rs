//! What every route works with.

use axum::extract::FromRef;
use backend::Backend;
use leptos::config::LeptosOptions;

use crate::routes::room::PictureRoom;
use crate::routes::uploads::spool::SpoolRoom;

/// The state of the router. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    /// The use cases.
    pub backend: Backend,
    /// Where the built site is and what its files are called.
    pub options: LeptosOptions,
    /// Where pictures wait while they arrive.
    pub incoming: SpoolRoom,
    /// Memory for pictures on their way out.
    pub pictures: PictureRoom,
}

impl FromRef<Portal> for Backend {
    fn from_ref(portal: &Portal) -> Self {
        portal.backend.clone()
    }
}

impl FromRef<Portal> for LeptosOptions {
    fn from_ref(portal: &Portal) -> Self {
        portal.options.clone()
    }
}
