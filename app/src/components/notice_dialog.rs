//! The notice that must be read to its end before an application is sent, and the promise.

use domain::application::view::TermsView;
use leptos::html::{Dialog, Div};
use leptos::prelude::*;

use crate::language::language_signal;

/// The dialog. Without JavaScript it stands open in the page.
#[component]
pub fn NoticeDialog(
    /// The notice.
    terms: TermsView,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Something is being sent: the button waits.
    #[prop(into)]
    busy: Signal<bool>,
    /// Whether the page was asked for with the notice open already.
    in_page: bool,
) -> impl IntoView {
    let language = language_signal();
    let dialog = NodeRef::<Dialog>::new();
    let text = NodeRef::<Div>::new();
    let is_alive = RwSignal::new(false);
    let is_read = RwSignal::new(false);
    let judge = move || {
        if let Some(text) = text.get_untracked() {
            let left = text.scroll_height() - text.scroll_top() - text.client_height();
            if left < 24 {
                is_read.set(true);
            }
        }
    };
    Effect::new(move |_| {
        is_alive.set(true);
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            dialog.close();
            let _ = dialog.show_modal();
            judge();
        } else {
            dialog.close();
        }
    });
    let paragraphs = terms
        .text
        .split("\n\n")
        .map(|paragraph| view! { <p>{paragraph.trim().to_owned()}</p> })
        .collect_view();
    view! {
        <dialog
            class="notice-dialog"
            id="notice"
            node_ref=dialog
            open=in_page
            aria-labelledby="notice-title"
            on:close=move |_| open.set(false)
        >
            <h2 class="notice-dialog__title" id="notice-title">
                {move || domain::t!(language.get(), "notice.title")}
            </h2>
            <div class="notice-dialog__text" node_ref=text tabindex="0" on:scroll=move |_| judge()>
                {paragraphs}
            </div>
            <p class="notice-dialog__hint" role="status">
                {move || match is_read.get() || !is_alive.get() {
                    true => domain::t!(language.get(), "notice.at_end"),
                    false => domain::t!(language.get(), "notice.read_on"),
                }}
            </p>
            <div class="notice-dialog__actions actions">
                <button
                    type="submit"
                    form="submission"
                    class="button"
                    data-action="promise"
                    disabled=move || is_alive.get() && (!is_read.get() || busy.get())
                >
                    {move || domain::t!(language.get(), "action.promise")}
                </button>
                <button
                    type="button"
                    class="button button--secondary"
                    on:click=move |_| open.set(false)
                >
                    {move || domain::t!(language.get(), "action.cancel")}
                </button>
            </div>
        </dialog>
    }
}
