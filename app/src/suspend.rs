//! What is drawn of something that is loaded.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;

/// What is drawn once it is loaded. While it is loaded anew what was drawn before stays in the page,
/// and so do the signals it is made of: with `Suspend` alone those go at once, and a page that is
/// still looked at, and changes its language then, falls over them.
#[expect(clippy::disallowed_methods, reason = "what all others come to")]
pub fn suspend<V>(drawn: impl Future<Output = V> + Send + 'static) -> Suspend<AnyView>
where
    V: IntoView + 'static,
{
    // Nothing is drawn twice on the server.
    if cfg!(not(target_arch = "wasm32")) {
        return Suspend::new(async move { drawn.await.into_any() });
    }
    // Of the page around the place that is drawn anew.
    let page = Owner::current().and_then(|place| place.parent());
    let owner = page.map_or_else(Owner::new, |page| page.child());
    owner.with(|| {
        Suspend::new(async move {
            let view = drawn.await.into_any();
            OwnedView::new(view).into_any()
        })
    })
}
