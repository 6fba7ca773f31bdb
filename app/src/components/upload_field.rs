//! One picture: choose, drop or photograph it; it is turned, shrunk and sent; what goes wrong is
//! said at the slot and can be tried again.

use std::time::Duration;

use domain::application::view::PictureView;
use domain::document::{PictureError, ReadingState};
use domain::form::Field;
use domain::text::{Language, find, say};
use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::File;

use super::field::{control_name, described_by};
use crate::application::api;
use crate::application::form::{Form, form};
use crate::browser::{self, picture, upload};
use crate::error::AppError;
use crate::language::language_signal;

/// Where a slot stands in this page.
#[derive(Clone, Debug, PartialEq)]
enum Slot {
    /// Nothing is going on.
    Still,
    /// The browser turns and shrinks the picture.
    Preparing,
    /// On its way; per cent.
    Sending(u8),
    /// It did not work.
    Failed(PictureError),
}

/// An upload slot.
#[component]
pub fn UploadField(field: &'static Field, uploading: RwSignal<bool>) -> impl IntoView {
    let form = form();
    let language = language_signal();
    let slot = RwSignal::new(refused_before(field));
    // Kept for "try again": nobody should have to look for the file twice.
    let last = StoredValue::new(None::<SendWrapper<File>>);
    let is_over = RwSignal::new(false);
    let stored = Memo::new(move |_| {
        form.pictures
            .with(|pictures| pictures.get(field.id).cloned())
    });
    let start = move |file: File| {
        last.set_value(Some(SendWrapper::new(file.clone())));
        spawn_local(async move {
            uploading.set(true);
            let result = send(form, field, file, slot).await;
            uploading.set(false);
            match result {
                Ok(picture) => {
                    slot.set(Slot::Still);
                    let reads = picture.reading == ReadingState::Waiting;
                    keep(form, field, Some(picture));
                    if reads {
                        follow_reading(form, field).await;
                    }
                }
                Err(error) => slot.set(Slot::Failed(error)),
            }
        });
    };
    Effect::new(move |_| {
        // A file chosen before the page came alive.
        if let Some(file) = browser::chosen_file(field.id) {
            start(file);
            return;
        }
        // A picture that was being read when the page was loaded is still worth waiting for.
        if stored
            .get_untracked()
            .is_some_and(|picture| picture.reading == ReadingState::Waiting)
        {
            spawn_local(follow_reading(form, field));
        }
    });
    let drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()?.get(0)) {
            start(file);
        }
    };
    let chosen = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            start(file);
        }
        // The same file can be chosen again after it was mended.
        input.set_value("");
    };
    let remove = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        spawn_local(async move {
            let place = form.place.get_value().value();
            if api::remove_picture(place, field.id.to_owned())
                .await
                .is_ok()
            {
                keep(form, field, None);
                browser::focus(field.id);
            }
        });
    };
    let retry = move |_| {
        if let Some(file) = last.get_value() {
            start(file.take());
        }
    };
    let text = move |name: &'static str| move || say(language.get(), name);
    view! {
        <div
            class="upload"
            class:upload--over=move || is_over.get()
            on:dragover=move |event| { event.prevent_default(); is_over.set(true); }
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
        >
            <figure class="upload__sample">
                <img src=format!("/samples/{}.svg", field.id) width="160" height="100" loading="lazy"
                    alt=move || say(language.get(), &format!("sample.{}", field.id))/>
                <figcaption class="upload__advice">
                    {move || find(language.get(), &format!("upload.advice.{}", field.id))}
                </figcaption>
            </figure>
            <div class="upload__drop">
                {move || stored.get().map(|picture| view! {
                    <img
                        class="upload__thumb"
                        src=crate::paths::document(picture.id)
                        width=picture.width
                        height=picture.height
                        alt=move || super::field::label_text(language.get(), field.id)
                    />
                })}
                <label class="upload__choose button button--secondary">
                    {move || match stored.get() {
                        Some(_) => say(language.get(), "upload.replace"),
                        None => say(language.get(), "upload.choose"),
                    }}
                    <input
                        class="upload__input"
                        id=field.id
                        name=control_name(field)
                        type="file"
                        accept="image/jpeg,image/png,image/webp,image/heic,image/heif,image/*"
                        aria-describedby=described_by(field)
                        aria-labelledby=format!("{}-label", field.id)
                        on:change=chosen
                    />
                </label>
                <p class="upload__limits">{text("upload.limits")}</p>
                <Show when=move || stored.get().is_some()>
                    <button
                        type="submit"
                        class="button button--quiet"
                        formaction=api::RemovePicture::url()
                        formenctype="application/x-www-form-urlencoded"
                        name="field"
                        value=field.id
                        formnovalidate
                        data-action="remove"
                        on:click=remove
                    >
                        {text("upload.remove")}
                    </button>
                </Show>
            </div>
            <div class="upload__state" role="status">
                {move || state_view(language.get(), slot.get(), stored.get())}
                <Show when=move || matches!(slot.get(), Slot::Failed(_)) && last.with_value(Option::is_some)>
                    <button type="button" class="button button--secondary" on:click=retry>{text("upload.retry")}</button>
                </Show>
            </div>
        </div>
    }
}

use leptos::server_fn::ServerFn as _;

fn state_view(language: Language, slot: Slot, stored: Option<PictureView>) -> AnyView {
    match slot {
        Slot::Preparing => {
            view! { <p class="upload__note">{say(language, "upload.preparing")}</p> }.into_any()
        }
        Slot::Sending(percent) => {
            let n = percent.to_string();
            view! {
                <p class="upload__note">{domain::t!(language, "upload.uploading", n = &n)}</p>
                <progress class="upload__progress" max="100" value=n.clone()></progress>
            }
            .into_any()
        }
        Slot::Failed(error) => view! {
            <p class="field__error" role="alert">{say(language, &format!("picture_error.{}", error.code()))}</p>
        }
        .into_any(),
        Slot::Still => match stored.map(|picture| picture.reading) {
            Some(ReadingState::Waiting) => {
                view! { <p class="upload__note upload__note--busy">{say(language, "upload.reading")}</p> }
                    .into_any()
            }
            Some(ReadingState::Done) => {
                view! { <p class="upload__note">{say(language, "upload.read_done")}</p> }.into_any()
            }
            Some(ReadingState::Failed) => {
                view! { <p class="upload__note">{say(language, "upload.read_nothing")}</p> }.into_any()
            }
            _ => ().into_any(),
        },
    }
}

/// What a plain form was told about this picture: `?picture=<field>.<code>`.
fn refused_before(field: &'static Field) -> Slot {
    let query = leptos_router::hooks::use_query_map();
    let told = query.with_untracked(|query| query.get_all("picture").unwrap_or_default());
    told.iter()
        .filter_map(|told| told.split_once('.'))
        .filter(|(refused, _)| *refused == field.id)
        .find_map(|(_, code)| PictureError::parse(code))
        .map_or(Slot::Still, Slot::Failed)
}

async fn send(
    form: Form,
    field: &'static Field,
    file: File,
    slot: RwSignal<Slot>,
) -> Result<PictureView, PictureError> {
    slot.set(Slot::Preparing);
    // A draft begins with the first thing saved: what was typed goes first.
    form.settle().await;
    let blob = picture::to_jpeg(&file).await?;
    slot.set(Slot::Sending(0));
    let place = form.place.get_value();
    let progress = move |percent| slot.set(Slot::Sending(percent));
    upload::send(&place.value(), field.id, &blob, progress).await
}

fn keep(form: Form, field: &'static Field, picture: Option<PictureView>) {
    form.facts.update(|facts| match picture {
        Some(_) => {
            facts.pictures.insert(field.id.to_owned());
        }
        None => {
            facts.pictures.remove(field.id);
        }
    });
    form.pictures.update(|pictures| match picture {
        Some(picture) => {
            pictures.insert(field.id.to_owned(), picture);
        }
        None => {
            pictures.remove(field.id);
        }
    });
}

/// Asks until the reader is done, and shows what it filled in. What was typed meanwhile stays.
async fn follow_reading(form: Form, field: &'static Field) {
    let picture = move || {
        form.pictures
            .try_with_untracked(|pictures| pictures.get(field.id).map(|picture| picture.id))
            .flatten()
    };
    let followed = picture();
    for _ in 0..60 {
        browser::sleep(Duration::from_millis(1000)).await;
        // Removed, replaced, or the page is gone.
        if followed.is_none() || picture() != followed {
            return;
        }
        let Some(place) = form.place.try_get_value() else {
            return;
        };
        let reading = match api::reading(place.value(), field.id.to_owned()).await {
            Ok(reading) => reading,
            Err(AppError::Unavailable | AppError::Busy) => continue,
            Err(_) => return,
        };
        if picture() != followed {
            return;
        }
        if reading.state == ReadingState::Waiting {
            continue;
        }
        for (id, text) in &reading.filled {
            let typed = form
                .answers
                .with_untracked(|answers| answers.get(id).to_owned());
            let in_page = browser::control_text(id).unwrap_or_default();
            if typed.is_empty() && in_page.is_empty() {
                form.fill(id, text);
            }
        }
        form.pictures.update(|pictures| {
            if let Some(picture) = pictures.get_mut(field.id) {
                picture.reading = reading.state;
            }
        });
        return;
    }
}
