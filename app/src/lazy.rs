//! What is fetched while the page is open: code and texts of another page, and the page itself.
//!
//! It may not come: the network is away, or the portal was renewed and has other files now. What is
//! in the page goes on working as plain HTML; it is tried again, and the page says so.

#[cfg(target_arch = "wasm32")]
pub use fetching::{until_there, until_there_for};

#[cfg(target_arch = "wasm32")]
mod fetching {
    use std::time::Duration;

    use leptos::prelude::*;

    use crate::browser;
    use crate::language::{CurrentLanguage, language_signal};

    const FIRST_PAUSE: Duration = Duration::from_millis(300);
    const LONGEST_PAUSE: Duration = Duration::from_secs(10);
    /// After so many tries the page says that it lacks something.
    const TRIES: u32 = 3;

    /// Fetches something until it is there. Called where the contexts of a page are known: whom they
    /// belong to may be gone after the first wait.
    pub fn until_there<T, E, F>(fetch: impl Fn() -> F) -> impl Future<Output = T>
    where
        F: Future<Output = Result<T, E>>,
    {
        until_there_for(None, fetch)
    }

    /// The same, of what a page at another address is made of: the notice leads there.
    pub fn until_there_for<T, E, F>(
        to: Option<String>,
        fetch: impl Fn() -> F,
    ) -> impl Future<Output = T>
    where
        F: Future<Output = Result<T, E>>,
    {
        let language = use_context::<CurrentLanguage>().map(|_| language_signal());
        let here = crate::address::use_address();
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
                    let path = here.path.try_get_untracked().unwrap_or_default();
                    let search = here.search.try_get_untracked().unwrap_or_default();
                    let path = match (&to, search.is_empty()) {
                        (Some(to), _) => to.clone(),
                        (None, true) => path,
                        (None, false) => format!("{path}?{search}"),
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
                // The app, which waits for it, does not follow the link.
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
