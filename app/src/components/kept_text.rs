//! A textarea whose text the tab remembers until it is sent: over an error, a reload,
//! a session that ended. Where it belongs to one application, the server keeps it, too.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::live::markup::Markup;
use crate::written::{Written, WrittenForm};

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
    /// What the server kept of it.
    #[prop(optional)]
    kept: String,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let is_met = StoredValue::new(false);
    let first = kept.clone();
    Effect::new(move || {
        let now = text.get();
        let Some(area) = area.get() else { return };
        if !is_met.get_value() {
            // Once: what was typed before the page was hydrated, else what the tab remembers.
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
    });
    view! {
        <textarea
            node_ref=area
            id=id
            name=name
            rows=rows
            autocomplete="off"
            aria-describedby=described_by
            aria-invalid=move || is_wrong.get().to_string()
            inner_html=super::escaped::escaped(&kept)
            on:input:target=move |event| text.set(event.target().value())
        ></textarea>
    }
}

/// Such a box in a part that is written as a text; the server keeps it, too.
#[derive(Clone, Copy)]
pub struct KeptBox {
    /// What stands in it; emptied, the tab forgets it too.
    pub text: RwSignal<String>,
    /// Id of the control.
    pub id: &'static str,
    of: StoredValue<Of>,
}

/// What such a box belongs to, also when its page was left.
#[derive(Clone)]
pub struct Of {
    /// Under which name the tab remembers it.
    memory: String,
    /// As what the server keeps it, and of which application.
    form: WrittenForm,
    reference: String,
    /// What the server kept of it first, and what it keeps now.
    first: String,
    stored: String,
    written: Written,
}

impl KeptBox {
    /// One of an application. `kept` is what the server kept of it.
    #[must_use]
    pub fn new(
        id: &'static str,
        memory: String,
        form: WrittenForm,
        reference: String,
        kept: String,
    ) -> Self {
        let of = Of {
            memory,
            form,
            reference,
            first: kept.clone(),
            stored: kept,
            written: Written::current(),
        };
        Self {
            text: RwSignal::new(String::new()),
            id,
            of: StoredValue::new(of),
        }
    }

    /// Writes it.
    pub fn write(
        self,
        html: &mut Markup,
        name: &str,
        rows: &str,
        described_by: &str,
        is_wrong: bool,
    ) {
        html.tags("<textarea autocomplete=off")
            .attribute("id", self.id)
            .attribute("name", name)
            .attribute("rows", rows)
            .attribute("aria-describedby", described_by)
            .truth("aria-invalid", is_wrong)
            .tags(">");
        self.of.with_value(|of| {
            html.lines(&of.first);
        });
        html.tags("</textarea>");
    }

    /// Takes in what was typed before the page was hydrated, else what the tab remembers; from then on
    /// both remember.
    pub fn attend(self) {
        let typed = browser::control_text(self.id).unwrap_or_default();
        let (memory, first) = self
            .of
            .with_value(|of| (of.memory.clone(), of.first.clone()));
        let known = match typed.is_empty() || typed == first {
            true => browser::remembered_text(&memory).filter(|text| !text.is_empty()),
            false => None,
        };
        self.text.set(known.unwrap_or(typed));
        Effect::new(move || self.follow(&self.text.get()));
    }

    /// What stands in it changed.
    fn follow(self, now: &str) {
        if browser::control_text(self.id).is_some_and(|shown| shown != now) {
            browser::set_control_text(self.id, now);
        }
        self.of.update_value(|of| {
            browser::remember_text(&of.memory, now);
            if of.stored != now {
                of.stored = now.to_owned();
                of.written.note_text(of.form, &of.reference, now);
            }
        });
    }

    /// What it belongs to.
    #[must_use]
    pub fn own(self) -> Of {
        self.of.get_value()
    }

    /// Somebody typed in it, where it is what an event happened to.
    pub fn take_in(self, event: &web_sys::Event) {
        if crate::live::at(event, "textarea").is_some_and(|area| area.id() == self.id) {
            self.text
                .set(browser::control_text(self.id).unwrap_or_default());
        }
    }
}

impl Of {
    /// A text was sent: unless another one took its place, nobody keeps it.
    pub fn forget(&self, sent: &str) {
        if browser::remembered_text(&self.memory).as_deref() == Some(sent) {
            browser::remember_text(&self.memory, "");
            self.written.forget(self.form, &self.reference);
        }
    }
}
