//! What follows the signals it reads. A view makes code for each type that is in it, and each closure
//! has a type of its own; these have one. See decision 5.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;

/// A part of a page that is drawn anew when what it reads changes.
pub fn live<V>(mut draw: impl FnMut() -> V + Send + 'static) -> SharedReactiveFunction<AnyView>
where
    V: IntoView + 'static,
{
    Arc::new(Mutex::new(move || draw().into_any()))
}

/// An attribute that is written anew when what it reads changes.
pub fn watched<T>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> Arc<dyn Fn() -> T + Send + Sync> {
    Arc::new(read)
}
