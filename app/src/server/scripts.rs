//! What makes pages come alive. A portal may serve before it has been built: pages then work as plain
//! HTML, and those asked for later load it.

use domain::text::Language;
use leptos::prelude::*;

/// Whether there is something to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is in the site.
    Built,
    /// It is not, and people who try the demo are told.
    Coming,
    /// It is not; an operator reads so in the log.
    Missing,
}

impl State {
    /// Looked up for each page, so that nobody needs to start the portal again. The build puts this
    /// file last.
    pub(crate) fn of(options: &LeptosOptions) -> Self {
        let script = std::path::Path::new(&*options.site_root)
            .join(&*options.site_pkg_dir)
            .join(format!("{}.js", options.output_name));
        match (script.is_file(), use_context::<backend::Backend>()) {
            (true, _) => Self::Built,
            (false, Some(backend)) if backend.settings.demo => Self::Coming,
            (false, _) => Self::Missing,
        }
    }

    /// Pages are plain HTML also where the browser would run scripts.
    pub(crate) fn is_plain(self) -> bool {
        self != Self::Built
    }

    /// For the head of the document. Leptos reads once which chunks there are: not before it can.
    pub(crate) fn loader(self, options: LeptosOptions) -> Option<impl IntoView> {
        (self == Self::Built).then(|| view! { <HydrationScripts options/> })
    }

    /// For the top of the body, where nothing is ever taken over.
    pub(crate) fn notice(self, language: Language) -> Option<impl IntoView> {
        (self == Self::Coming).then(|| {
            let text = domain::t!(language, "layout.scripts_coming");
            view! {
                <aside class="banner banner--info" data-scripts="coming">
                    <p>{text}</p>
                </aside>
            }
        })
    }
}
