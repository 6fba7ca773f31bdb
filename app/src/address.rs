//! Where the page is, and the way to another one: the router's while the server draws it, and
//! [`crate::live`]'s in the browser.

use std::sync::Arc;

use leptos::prelude::*;
pub use leptos_router::NavigateOptions;
pub use leptos_router::params::ParamsMap;

/// Goes to an address of the product.
type Go = Arc<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// The address of the page.
#[derive(Clone, Copy)]
pub struct PageAddress {
    /// `/staff/queue`.
    pub path: Signal<String>,
    /// What stands behind `?`, without it.
    pub search: Signal<String>,
    query: Memo<ParamsMap>,
    go: StoredValue<Go>,
}

impl PageAddress {
    /// Made of its parts.
    #[must_use]
    pub fn new(
        path: Signal<String>,
        search: Signal<String>,
        query: Memo<ParamsMap>,
        go: impl Fn(&str, NavigateOptions) + Send + Sync + 'static,
    ) -> Self {
        let go: Go = Arc::new(go);
        Self {
            path,
            search,
            query,
            go: StoredValue::new(go),
        }
    }

    /// Goes to another page.
    pub fn go(&self, to: &str, options: NavigateOptions) {
        if let Some(go) = self.go.try_get_value() {
            go(to, options);
        }
    }
}

/// Makes the router's known to all in it.
pub fn provide_of_router() {
    let location = leptos_router::hooks::use_location();
    provide_context(PageAddress::new(
        location.pathname.into(),
        location.search.into(),
        leptos_router::hooks::use_query_map(),
        // Nobody goes anywhere while a page is drawn.
        |_, _| {},
    ));
}

/// The address of the page.
#[must_use]
pub fn use_address() -> PageAddress {
    expect_context()
}

/// What the address asks for.
#[must_use]
pub fn use_query_map() -> Memo<ParamsMap> {
    use_address().query
}

/// The way to another page.
pub fn use_navigate() -> impl Fn(&str, NavigateOptions) + Clone + Send + Sync + 'static {
    let address = use_address();
    move |to, options| address.go(to, options)
}
