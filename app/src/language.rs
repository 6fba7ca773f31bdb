//! The language of the page: chosen at run time, kept in a cookie, changed without a reload so
//! that nothing typed is lost.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use domain::application::kind::{ApplicationKind, Kind};
use domain::form::{FieldError, Warning};
use domain::text::{Key, Language};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;

/// The language all texts of the page follow.
#[derive(Clone, Copy)]
pub struct CurrentLanguage(pub RwSignal<Language>);

/// Whether the page that was open first has been taken over from the server.
#[derive(Clone, Copy)]
pub struct TakenOver(RwSignal<bool>);

/// Provides both to the whole app.
pub fn provide(language: Language) {
    provide_context(CurrentLanguage(RwSignal::new(language)));
    provide_context(TakenOver(RwSignal::new(false)));
}

/// The page that was open first is taken over.
pub fn taken_over() {
    let taken_over = expect_context::<TakenOver>().0;
    Effect::new(move |_| set_timeout(move || taken_over.set(true), Duration::ZERO));
}

/// Whether this is the page that was open first, as the server wrote it.
#[must_use]
pub fn is_first_page() -> bool {
    !expect_context::<TakenOver>().0.get_untracked()
}

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
///
/// Whatever it says, it is of one type: a view makes code for each type that is in it.
#[macro_export]
macro_rules! tr {
    ($name:literal) => {
        $crate::language::sentence(const { domain::text::key($name) })
    };
    ($name:literal, $($place:ident = $value:expr),+ $(,)?) => {
        $crate::language::filled(
            const { domain::text::key($name) },
            std::sync::Arc::new(move |sentence: &str| {
                domain::text::fill(sentence, &[$((stringify!($place), &*$value)),+])
            }),
        )
    };
}

/// A sentence that follows the language.
pub fn sentence(key: Key) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = language_signal();
    move || key.in_language(language.get())
}

/// The same, of a sentence with places.
pub fn filled(
    key: Key,
    fill: Arc<dyn Fn(&str) -> String + Send + Sync>,
) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = language_signal();
    move || fill(key.in_language(language.get()))
}

/// A sentence of a name made from data that follows the language.
pub fn said(name: String) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = language_signal();
    move || domain::text::say(language.get(), &name)
}

/// The same, in the words of a kind of application where it has some.
pub fn said_of(kind: &str, name: String) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let (language, kind) = (language_signal(), kind.to_owned());
    move || domain::text::say_of(language.get(), &kind, &name)
}

/// What stands between two texts that follow each other. Nothing in Chinese and Japanese: an empty
/// text would be drawn as a space by the server.
pub fn space() -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
    let language = language_signal();
    move || Some(language.get().space()).filter(|space| !space.is_empty())
}

/// The kind of application whose fields a page shows: its own words are taken where it has some.
#[derive(Clone, Copy)]
struct Shown(&'static Kind);

thread_local! {
    /// The same while a part is written, which may be long after its view was made.
    static WRITTEN: Cell<Option<&'static Kind>> = const { Cell::new(None) };
}

/// What is drawn from here on shows fields of this kind.
pub fn show_kind(kind: &'static Kind) {
    provide_context(Shown(kind));
}

/// The same, of a kind that is known by its id.
pub fn show_kind_of(id: &str) {
    if let Some(kind) = ApplicationKind::parse(id) {
        show_kind(kind.spec());
    }
}

/// The kind whose fields are shown here.
#[must_use]
pub fn kind_shown() -> Option<&'static Kind> {
    WRITTEN
        .get()
        .or_else(|| use_context::<Shown>().map(|shown| shown.0))
}

/// Writes what shows fields of this kind.
pub fn write_for<T>(kind: Option<&'static Kind>, write: impl FnOnce() -> T) -> T {
    let before = WRITTEN.replace(kind);
    let written = write();
    WRITTEN.set(before);
    written
}

/// Its id, or nothing.
#[must_use]
pub fn kind_id() -> &'static str {
    kind_shown().map_or("", |kind| kind.id)
}

/// A sentence of a name made from data, in the words of the kind whose fields are shown here.
#[must_use]
pub fn say_here(language: Language, name: &str) -> String {
    domain::text::say_of(language, kind_id(), name)
}

/// The same, following the language.
pub fn said_here(name: String) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    said_of(kind_id(), name)
}

/// The label of a field.
#[must_use]
pub fn label_text(language: Language, field: &str) -> String {
    domain::text::label(language, kind_id(), field)
}

/// The name of a field where it is told rather than asked.
#[must_use]
pub fn short_label_text(language: Language, field: &str) -> String {
    domain::text::short_label_of(language, kind_id(), field)
}

/// The same, following the language.
pub fn short_label(field: &str) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let (language, kind, field) = (language_signal(), kind_id(), field.to_owned());
    move || domain::text::short_label_of(language.get(), kind, &field)
}

/// The title of a step above what was answered in it.
pub fn facts_title(step: &str) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let (language, kind, step) = (language_signal(), kind_id(), step.to_owned());
    move || domain::text::facts_title(language.get(), kind, &step)
}

/// What is wrong with a field, in the words of the kind whose fields are shown here.
#[must_use]
pub fn reason_text(language: Language, reason: &FieldError, field: &str) -> String {
    reason.say_of(language, kind_id(), field)
}

/// What to look at again in a field, in the words of the kind whose fields are shown here.
#[must_use]
pub fn warning_text(language: Language, warning: &Warning, field: &str) -> String {
    warning.say_of(language, kind_id(), field)
}

/// Keeps the language in a cookie; answers a plain form by going back to the page.
///
/// # Errors
/// [`crate::error::AppError::Malformed`] for a language not offered.
#[server(endpoint = "language")]
pub async fn choose_language(tag: String) -> Result<(), crate::error::AppError> {
    crate::server::keep_language(&tag)
}

/// The switch in the header. Nothing in it lives: see [`attend`].
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let current = language();
    let button = move |language: Language| {
        view! {
            <button
                type="submit"
                name="tag"
                value=language.tag()
                lang=language.tag()
                aria-pressed=(current == language).to_string()
            >
                {language.name()}
            </button>
        }
    };
    view! {
        <form class="language-switch" method="post" action=ChooseLanguage::url() aria-label=tr!("layout.language")>
            {Language::ALL.map(button).collect_view()}
        </form>
    }
}

/// Attends to the switch, once the page is taken over.
#[cfg(target_arch = "wasm32")]
pub fn attend() {
    use leptos::wasm_bindgen::JsCast as _;
    let current = language_signal();
    let chosen = StoredValue::new(None);
    let Some(app) = Owner::current() else { return };
    crate::browser::hear_window("submit", move |event| {
        let form = event
            .target()
            .and_then(|form| form.dyn_into::<web_sys::Element>().ok());
        let is_switch = form
            .and_then(|form| form.get_attribute("action"))
            .is_some_and(|action| action == ChooseLanguage::url());
        let language = event
            .dyn_ref::<web_sys::SubmitEvent>()
            .and_then(web_sys::SubmitEvent::submitter)
            .and_then(|button| button.dyn_into::<web_sys::HtmlButtonElement>().ok())
            .and_then(|button| Language::parse(&button.value()));
        if let Some(language) = language.filter(|_| is_switch) {
            event.prevent_default();
            chosen.set_value(Some(language));
            app.with(|| change(current, language, chosen));
        }
    });
}

/// Shows in the switch what was chosen: the page around it may not come.
#[cfg(target_arch = "wasm32")]
fn press(language: Language) {
    for each in Language::ALL {
        let button = format!(".language-switch button[value=\"{}\"]", each.tag());
        let found = crate::browser::document()
            .and_then(|document| document.query_selector(&button).ok().flatten());
        if let Some(button) = found {
            let _ = button.set_attribute("aria-pressed", &(each == language).to_string());
        }
    }
}

/// Says everything in another language, once its texts are there.
#[cfg(target_arch = "wasm32")]
fn change(current: RwSignal<Language>, language: Language, chosen: StoredValue<Option<Language>>) {
    // Another one may be chosen while they come.
    let is_wanted = move || chosen.get_value() == Some(language);
    let texts = crate::lazy::until_there(move || async move {
        // Asked each time: somebody may have gone to a page of staff meanwhile.
        let needed = || crate::texts::known(current.get_untracked());
        match is_wanted() {
            true => crate::texts::fetch(language, &needed()).await,
            false => Ok(()),
        }
    });
    let kept = choose_language(language.tag().to_owned());
    let app = Owner::current().unwrap_or_default();
    leptos::task::spawn_local(async move {
        // First: whoever goes on before the texts are there finds the next page in it. A lost cookie only
        // means that the next visit asks again.
        let _ = kept.await;
        texts.await;
        let there = crate::texts::known(language);
        let needed = crate::texts::known(current.get_untracked());
        if !is_wanted() || needed.iter().any(|audience| !there.contains(audience)) {
            return;
        }
        current.set(language);
        crate::browser::set_document_language(language.tag());
        press(language);
        // The server draws what is around the parts that live.
        app.with(|| crate::live::speak(language)).await;
    });
}

pub use domain::text::day;
