//! Pages whose code is fetched when one of them is opened.
//!
//! Pages used one after the other travel together: many small files would share so much that a
//! page needed dozens of them. See `docs/decisions/0005-what-a-browser-loads.md`.

/// Makes a route of each page; the code of all of them comes in one file. The second name is the
/// one `leptos::lazy` gives the function that fetches it: `__preload_` and the first.
///
/// `lazy_pages!(desk, __preload_desk, QueueRoute => QueuePage)` makes `QueueRoute`, for
/// `view={Lazy::<QueueRoute>::new()}`.
#[macro_export]
macro_rules! lazy_pages {
    ($bundle:ident, $preload:ident, $($route:ident => $page:ident),+ $(,)?) => {
        mod $bundle {
            #[expect(clippy::enum_variant_names, reason = "they are named as the pages are")]
            #[derive(Clone, Copy)]
            pub(super) enum Page {
                $($page),+
            }
        }

        #[leptos::lazy]
        fn $bundle(page: $bundle::Page) -> AnyView {
            match page {
                $($bundle::Page::$page => $page().into_any()),+
            }
        }

        $(
            struct $route;

            impl leptos_router::LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $bundle($bundle::Page::$page).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}
