//! The record an application is about, wherever a page names it.

use domain::application::view::RecordView;
use leptos::prelude::*;

use crate::language::{language_signal, said};

/// What type it is of, and what its owner knows it by.
#[component]
pub fn RecordLine(
    /// Nothing is shown of nothing.
    record: Option<RecordView>,
) -> impl IntoView {
    let language = language_signal();
    record.map(|RecordView { value, kind, name }| {
        let named = !name.is_empty();
        view! {
            <span class="record" data-record=value>
                {said(format!("record.{kind}.name"))}
                {move || named.then(|| language.get().colon())}
                {name}
            </span>
        }
    })
}
