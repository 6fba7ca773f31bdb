//! What is drawn of something that is loaded.

use leptos::prelude::*;

/// What is drawn once it is loaded. Of one type, whatever it is: a page is compiled in half the time.
#[expect(clippy::disallowed_methods, reason = "what all others come to")]
pub fn suspend<V>(drawn: impl Future<Output = V> + Send + 'static) -> Suspend<AnyView>
where
    V: IntoView + 'static,
{
    Suspend::new(async move { drawn.await.into_any() })
}
