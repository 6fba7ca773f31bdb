//! Pages whose code is fetched when one of them is opened.
//!
//! Pages used one after the other travel together: many small files would share so much that a
//! page needed dozens of them. See `docs/decisions/0005-what-a-browser-loads.md`.
//!
//! A file may not come: the network is away, or the portal was renewed and has other files now. What
//! is in the page goes on working as plain HTML; it is tried again, and the page says so.

#[cfg(target_arch = "wasm32")]
pub use fetching::{texts_of_target, until_there};

/// Makes a route of each page; the code of all of them comes in one file, which is named as the
/// first name says. The second is that of the function that fetches it.
///
/// `lazy_pages!(desk, preload_desk, QueueRoute => QueuePage)` makes `QueueRoute`, for
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

        #[cfg_attr(
            target_arch = "wasm32",
            leptos::wasm_split::wasm_split(
                $bundle,
                wasm_split_path = ::leptos::wasm_split,
                preload($preload),
                fallible
            )
        )]
        fn $bundle(page: $bundle::Page) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
            Ok(match page {
                $($bundle::Page::$page => $page().into_any()),+
            })
        }

        $(
            struct $route;

            impl leptos_router::LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                #[cfg(target_arch = "wasm32")]
                async fn view(_this: Self) -> AnyView {
                    $crate::lazy::texts_of_target().await;
                    $crate::lazy::until_there(|| $bundle($bundle::Page::$page)).await
                }

                #[cfg(not(target_arch = "wasm32"))]
                async fn view(_this: Self) -> AnyView {
                    $crate::preload(stringify!($bundle));
                    $bundle($bundle::Page::$page).unwrap_or_else(|_| ().into_any())
                }

                #[cfg(target_arch = "wasm32")]
                async fn preload() {
                    $crate::lazy::until_there($preload).await;
                }
            }
        )+
    };
}

#[cfg(target_arch = "wasm32")]
mod fetching {
    use std::time::Duration;

    use leptos::prelude::*;

    use crate::browser;
    use crate::language::{CurrentLanguage, language_signal};
    use crate::texts;

    const FIRST_PAUSE: Duration = Duration::from_millis(300);
    const LONGEST_PAUSE: Duration = Duration::from_secs(10);
    /// After so many tries the page says that it lacks something.
    const TRIES: u32 = 3;

    /// Fetches the texts of the page somebody goes to.
    pub fn texts_of_target() -> impl Future<Output = ()> {
        let language = language_signal();
        let target = leptos_router::hooks::use_location().pathname;
        until_there(move || async move {
            let path = target.try_get_untracked().unwrap_or_default();
            let language = language.try_get_untracked().unwrap_or_default();
            texts::fetch(language, texts::audiences(&path)).await
        })
    }

    /// Fetches something until it is there. Called where the contexts of a page are known: whom they
    /// belong to may be gone after the first wait.
    pub fn until_there<T, E, F>(fetch: impl Fn() -> F) -> impl Future<Output = T>
    where
        F: Future<Output = Result<T, E>>,
    {
        let language = use_context::<CurrentLanguage>().map(|_| language_signal());
        let target = leptos_router::hooks::use_location();
        async move {
            let (mut pause, mut tries) = (FIRST_PAUSE, 0);
            let mut notice = None;
            loop {
                if let Ok(there) = fetch().await {
                    return there;
                }
                tries += 1;
                if tries >= TRIES && notice.is_none() {
                    let language = language.and_then(|language| language.try_get_untracked());
                    let path = target.pathname.try_get_untracked().unwrap_or_default();
                    let search = target.search.try_get_untracked().unwrap_or_default();
                    let path = match search.is_empty() {
                        true => path,
                        false => format!("{path}?{search}"),
                    };
                    notice = Some(Notice::show(language.unwrap_or_default(), &path));
                }
                browser::sleep_or_online(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    /// Says that something has not come, until it is dropped. It stands behind all that is taken over
    /// from the server, so that this is not disturbed.
    struct Notice(Option<web_sys::Element>);

    impl Notice {
        fn show(language: domain::text::Language, path: &str) -> Self {
            let make = || {
                let document = browser::document()?;
                let aside = document.create_element("aside").ok()?;
                aside.set_attribute("role", "alert").ok()?;
                aside
                    .set_attribute("class", "banner banner--warn missing-code")
                    .ok()?;
                aside.set_attribute("data-problem", "missing_code").ok()?;
                let text = document.create_element("p").ok()?;
                text.set_text_content(Some(domain::t!(language, "chunk.missing")));
                let link = document.create_element("a").ok()?;
                link.set_attribute("href", path).ok()?;
                // The router, which waits for the code, does not follow it.
                link.set_attribute("rel", "external").ok()?;
                link.set_text_content(Some(domain::t!(language, "chunk.reload")));
                aside.append_child(&text).ok()?;
                aside.append_child(&link).ok()?;
                document.body()?.append_child(&aside).ok()?;
                Some(aside)
            };
            Self(make())
        }
    }

    impl Drop for Notice {
        fn drop(&mut self) {
            if let Some(notice) = self.0.take() {
                notice.remove();
            }
        }
    }
}
