//! A box for several lines whose text the tab remembers until it is sent: over an error, a reload,
//! a session that ended. Where it belongs to an application, the server keeps it, too.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::written::{Form, Written};

/// The box. `text` is what stands in it; emptied, the tab forgets it too.
#[component]
pub fn KeptText(
    /// What stands in it.
    text: RwSignal<String>,
    /// Under which name the tab remembers it.
    #[prop(into)]
    memory: String,
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// How many lines are seen.
    #[prop(default = 3)]
    rows: u8,
    /// Ids of what describes it.
    #[prop(into)]
    described_by: String,
    /// What stands in it is not acceptable.
    #[prop(into)]
    is_wrong: Signal<bool>,
    /// The browser itself asks for a text.
    #[prop(optional)]
    required: bool,
    /// What the server kept of it.
    #[prop(optional)]
    kept: String,
    /// As what the server keeps it, and of which application.
    #[prop(optional)]
    keeps: Option<(Form, String)>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let is_met = StoredValue::new(false);
    let first = kept.clone();
    let (written, stored) = (Written::current(), StoredValue::new(kept.clone()));
    Effect::new(move || {
        let now = text.get();
        let Some(area) = area.get() else { return };
        if !is_met.get_value() {
            // Once: what was typed before the page came alive, else what the tab remembers.
            is_met.set_value(true);
            let typed = area.value();
            let known = match typed.is_empty() || typed == first {
                true => browser::remembered_text(&memory).filter(|text| !text.is_empty()),
                false => None,
            };
            text.set(known.unwrap_or(typed));
            return;
        }
        if area.value() != now {
            area.set_value(&now);
        }
        browser::remember_text(&memory, &now);
        if let Some((form, reference)) = &keeps
            && stored.with_value(|stored| *stored != now)
        {
            stored.set_value(now.clone());
            written.note_text(*form, reference, &now);
        }
    });
    view! {
        <textarea
            node_ref=area
            id=id
            name=name
            rows=rows
            required=required
            autocomplete="off"
            aria-describedby=described_by
            aria-invalid=move || is_wrong.get().to_string()
            inner_html=super::escaped::escaped(&kept)
            on:input:target=move |event| text.set(event.target().value())
        ></textarea>
    }
}
