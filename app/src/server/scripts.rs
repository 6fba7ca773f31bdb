//! What hydrates pages, and how they look. A portal may serve before its scripts have been
//! built: pages then work as plain HTML, and those asked for later load them.
//!
//! All files of one build lie in a folder that is named after what is in them, so a browser keeps them
//! for ever, and a page that was open when the portal was renewed still finds its own.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use domain::text::Language;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use serde::Deserialize;

/// What a build of the scripts says of itself; it is written last.
#[must_use]
pub fn list(site_root: &Path) -> PathBuf {
    site_root.join("pkg").join("scripts.json")
}

/// A build of the scripts.
#[derive(Debug, Deserialize)]
struct Build {
    /// Name of its folder in `pkg/`.
    folder: String,
    /// Lazy function → the files it needs besides the first module.
    bundles: HashMap<String, Vec<String>>,
}

/// What is known of a file, for as long as it does not change.
struct Known<T>(Mutex<Option<(PathBuf, SystemTime, T)>>);

impl<T: Clone> Known<T> {
    const fn nothing() -> Self {
        Self(Mutex::new(None))
    }

    /// Reads the file where it has changed. `None`: it is not there, or cannot be read.
    fn of(&self, path: PathBuf, read: impl FnOnce(&Path) -> Option<T>) -> Option<T> {
        let changed = path.metadata().and_then(|about| about.modified()).ok()?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((of, at, what)) if *of == path && *at == changed => Some(what.clone()),
            _ => {
                let what = read(&path)?;
                *known = Some((path, changed, what.clone()));
                Some(what)
            }
        }
    }
}

impl Build {
    /// The one that is in the site now.
    fn current(options: &LeptosOptions) -> Option<Arc<Self>> {
        static KNOWN: Known<Arc<Build>> = Known::nothing();
        KNOWN.of(list(Path::new(&*options.site_root)), |path| {
            serde_json::from_str::<Self>(&std::fs::read_to_string(path).ok()?)
                .inspect_err(|error| tracing::error!("{} cannot be read: {error}", path.display()))
                .ok()
                .map(Arc::new)
        })
    }

    fn address(&self) -> String {
        format!("/pkg/{}", self.folder)
    }
}

/// Whether there is something to load.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// It is in the site.
    Built(Built),
    /// It is not, and people who try the demo are told.
    Coming,
    /// It is not; an operator reads so in the log.
    Missing,
}

/// The scripts of a page.
#[derive(Clone, Debug)]
pub(crate) struct Built(Arc<Build>);

impl State {
    /// Looked up for each page, so that nobody needs to start the portal again.
    pub(crate) fn of(options: &LeptosOptions) -> Self {
        match (Build::current(options), use_context::<backend::Backend>()) {
            (Some(build), _) => Self::Built(Built(build)),
            (None, Some(backend)) if backend.settings.demo => Self::Coming,
            (None, _) => Self::Missing,
        }
    }

    /// Pages are plain HTML also where the browser would run scripts.
    pub(crate) const fn is_plain(&self) -> bool {
        !matches!(self, Self::Built(_))
    }

    /// Where the files are, for the browser.
    pub(crate) fn address(&self) -> Option<String> {
        match self {
            Self::Built(built) => Some(built.0.address()),
            Self::Coming | Self::Missing => None,
        }
    }

    /// For the head of the document: everything the page waits for is asked for at once.
    pub(crate) fn loader(&self, language: Language, path: &str) -> Option<impl IntoView + use<>> {
        let folder = self.address()?;
        let [script, module] = ["js", "wasm"].map(|kind| format!("{folder}/docket.{kind}"));
        let texts = crate::texts::audiences(path).iter().map(|audience| {
            let href = crate::texts::address(&folder, language, *audience);
            view! { <link rel="preload" href=href r#as="fetch" r#type="application/json" crossorigin=""/> }
        });
        let start = format!(
            "import start, {{ hydrate }} from {script:?};\nstart({{ module_or_path: {module:?} }}).then(hydrate);"
        );
        Some(view! {
            <link rel="modulepreload" href=script crossorigin=""/>
            // The first asks for it, and would do so late.
            <link rel="modulepreload" href=format!("{folder}/__wasm_split.js") crossorigin=""/>
            <link rel="preload" href=module r#as="fetch" r#type="application/wasm" crossorigin=""/>
            {texts.collect_view()}
            <script type="module" nonce=use_nonce()>{start}</script>
        })
    }

    /// For the top of the body, where nothing is ever taken over.
    pub(crate) fn notice(&self, language: Language) -> Option<impl IntoView + use<>> {
        matches!(self, Self::Coming).then(|| {
            let text = domain::t!(language, "layout.scripts_coming");
            view! {
                <aside class="banner banner--info" data-scripts="coming">
                    <p>{text}</p>
                </aside>
            }
        })
    }
}

/// The files a page asks for early; each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct EarlyFiles(Arc<Mutex<HashSet<String>>>);

impl EarlyFiles {
    fn is_first(&self, file: &str) -> bool {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(file.to_owned())
    }
}

/// Has the page ask for the code of a lazy function early. Called while the page is drawn: Leptos
/// itself does so afterwards, among the contexts of whichever request the thread worked for last.
pub(crate) fn preload(bundle: &'static str) {
    let Some(State::Built(Built(build))) = use_context::<State>() else {
        return;
    };
    let Some(files) = build.bundles.get(bundle) else {
        return;
    };
    let asked = use_context::<EarlyFiles>().unwrap_or_default();
    for file in files {
        if !asked.is_first(file) {
            continue;
        }
        let href = format!("{}/{file}", build.address());
        // Drawn means that it is in the head.
        let _ =
            view! { <leptos_meta::Link rel="preload" href as_="fetch" crossorigin=""/> }.to_html();
    }
}

/// Address of the style sheet, which changes when it does.
pub(crate) fn style(options: &LeptosOptions) -> String {
    use std::hash::{DefaultHasher, Hasher as _};
    static KNOWN: Known<u64> = Known::nothing();
    const PLAIN: &str = "/pkg/docket.css";
    let path = Path::new(&*options.site_root)
        .join("pkg")
        .join("docket.css");
    let hash = KNOWN.of(path, |path| {
        let mut hasher = DefaultHasher::new();
        hasher.write(&std::fs::read(path).ok()?);
        Some(hasher.finish())
    });
    hash.map_or_else(|| PLAIN.to_owned(), |hash| format!("{PLAIN}?v={hash:016x}"))
}
