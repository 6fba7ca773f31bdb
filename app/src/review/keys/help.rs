//! The list of keys, and the switch for them. The button is there once the page is alive: before,
//! and without scripts, no key does anything.

use leptos::html;
use leptos::prelude::*;

use super::rule::LINES;
use super::{Keys, possible};
use crate::language::said;
use crate::tr;

/// The button that opens the list, and the list.
#[component]
pub(super) fn KeysHelp(keys: Keys) -> impl IntoView {
    view! {
        <Show when=move || keys.is_alive.get()>
            <Help keys/>
        </Show>
    }
}

#[component]
fn Help(keys: Keys) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    // What does nothing on the page as it is now is not in the list.
    let acts = RwSignal::new(Vec::new());
    let open = move |_| {
        acts.set(possible());
        if let Some(dialog) = dialog.get_untracked() {
            let _ = dialog.show_modal();
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let lines = move || {
        LINES
        .iter()
        .filter(|line| line.pages.contains(&keys.page) && acts.with(|acts| acts.contains(&line.act)))
        .map(|line| {
            let shown = line
                .keys
                .iter()
                .enumerate()
                .map(|(at, key)| {
                    view! {
                        {(at > 0).then(|| view! { " "<span class="keys__then">{tr!("desk.keys.then")}</span>" " })}
                        <kbd class="keys__key">{key.to_uppercase()}</kbd>
                    }
                })
                .collect_view();
            view! {
                <div class="keys__line">
                    <dt>{shown}</dt>
                    <dd>{said(format!("desk.keys.{}", line.text))}</dd>
                </div>
            }
        })
        .collect_view()
    };
    view! {
        <button class="keys__button" type="button" data-action="keys" aria-haspopup="dialog" on:click=open>
            {tr!("desk.keys.button")}" "
            <kbd class="keys__key" aria-hidden="true">"?"</kbd>
        </button>
        <dialog class="keys" node_ref=dialog aria-labelledby="keys-title" data-keys="">
            <h2 class="keys__title" id="keys-title">{tr!("desk.keys.title")}</h2>
            <p class="keys__lead">{tr!("desk.keys.lead")}</p>
            <label class="keys__switch">
                <input
                    type="checkbox"
                    id="keys-on"
                    prop:checked=move || keys.is_on.get()
                    on:change:target=move |event| keys.switch(event.target().checked())
                />
                <span>{tr!("desk.keys.on")}</span>
            </label>
            <p class="keys__off" role="status">
                {move || (!keys.is_on.get()).then(tr!("desk.keys.off_note"))}
            </p>
            <dl class="keys__list" class:keys__list--off=move || !keys.is_on.get()>{lines}</dl>
            <div class="keys__end">
                <button class="button" type="button" data-action="keys-close" on:click=close>
                    {tr!("desk.keys.close")}
                </button>
            </div>
        </dialog>
    }
}
