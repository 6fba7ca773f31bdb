//! The language of the page: chosen at run time, kept in a cookie, changed without a reload so
//! that nothing typed is lost.

use domain::text::Language;
use leptos::prelude::*;

/// The language all texts of the page follow.
#[derive(Clone, Copy)]
pub struct CurrentLanguage(pub RwSignal<Language>);

/// The current language; tracked when called inside a reactive place.
#[must_use]
pub fn language() -> Language {
    expect_context::<CurrentLanguage>().0.get()
}

/// The signal itself.
#[must_use]
pub fn language_signal() -> RwSignal<Language> {
    expect_context::<CurrentLanguage>().0
}

/// A sentence that follows the language: `tr!("step.next")`, or `tr!("x", n = 3.to_string())`.
#[macro_export]
macro_rules! tr {
    ($name:literal) => {{
        let language = $crate::language::language_signal();
        move || domain::t!(language.get(), $name)
    }};
    ($name:literal, $($place:ident = $value:expr),+ $(,)?) => {{
        let language = $crate::language::language_signal();
        move || domain::t!(language.get(), $name, $($place = &$value),+)
    }};
}

/// A sentence of a name made from data that follows the language.
pub fn said(name: String) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = language_signal();
    move || domain::text::say(language.get(), &name)
}

/// Keeps the language in a cookie; answers a plain form by going back to the page.
///
/// # Errors
/// [`crate::error::AppError::Malformed`] for a language not offered.
#[server(endpoint = "language")]
pub async fn choose_language(tag: String) -> Result<(), crate::error::AppError> {
    crate::server::keep_language(&tag)
}

/// The switch in the header.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    use leptos::ev::SubmitEvent;
    let current = language_signal();
    let button = move |language: Language| {
        view! {
            <button
                type="submit"
                name="tag"
                value=language.tag()
                lang=language.tag()
                aria-pressed=move || (current.get() == language).to_string()
                on:click=move |_| current.set(language)
            >
                {language.name()}
            </button>
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let tag = current.get_untracked().tag().to_owned();
        crate::browser::set_document_language(&tag);
        leptos::task::spawn_local(async move {
            // A lost cookie only means that the next visit asks again.
            let _ = choose_language(tag).await;
        });
    };
    view! {
        <form class="language-switch" method="post" action=ChooseLanguage::url() on:submit=submit aria-label=tr!("layout.language")>
            {Language::ALL.map(button).collect_view()}
        </form>
    }
}

use leptos::server_fn::ServerFn as _;

pub use domain::text::day;
