//! One picture: choose, drop or photograph it; what becomes of it is said at the slot, and what goes
//! wrong on the way can be tried again.

use std::time::Duration;

use domain::application::view::PictureView;
use domain::document::{CAMERA, ReadingState};
use domain::form::Field;
use domain::id::DocumentId;
use domain::text::{Language, find, say};
use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use web_sys::File;

use super::{control_name, described_by};
use crate::application::api;
use crate::application::form::{Form, form};
use crate::application::plain;
use crate::application::uploads::{Slot, Trouble};
use crate::browser;
use crate::components::problem::SignInHere;
use crate::error::AppError;
use crate::language::{label_text, language_signal};

/// What is asked for. HEIC is not named: a browser that knows it would not make a JPEG of it then.
const ACCEPT: &str = "image/*";

/// An upload slot.
#[component]
pub fn UploadField(field: &'static Field, state: Memo<Slot>) -> impl IntoView {
    let slot = state;
    let form = form();
    let language = language_signal();
    let uploads = form.uploads;
    if let Some(error) = plain::refused_before(field.id) {
        uploads.was_refused(&form.place.get_value(), field.id, error);
    }
    on_cleanup(move || uploads.dismiss(field.id));
    let is_over = RwSignal::new(false);
    let stored = Memo::new(move |_| {
        form.pictures
            .with(|pictures| pictures.get(field.id).cloned())
    });
    let start = move |file: File| uploads.start(form, field.id, file);
    let camera = format!("{}{CAMERA}", field.id);
    let early = camera.clone();
    Effect::new(move |_| {
        // A file chosen before the page came alive.
        let chosen = browser::chosen_file(field.id).or_else(|| browser::chosen_file(&early));
        if let Some(file) = chosen {
            start(file);
        }
    });
    // Also one that was being read when the page was loaded.
    let waiting = Memo::new(move |_| {
        let stored = stored.get();
        let waiting = stored.filter(|picture| picture.reading == ReadingState::Waiting);
        waiting.map(|picture| picture.id)
    });
    Effect::new(move |_| {
        if let Some(picture) = waiting.get() {
            spawn_local(follow_reading(form, field, picture));
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
        uploads.remove(form, field.id);
    };
    // What is on its way is broken off, and what was there before stays.
    let cancel = move |_| match stored.get_untracked() {
        Some(_) => uploads.cancel(form, field.id),
        None => uploads.remove(form, field.id),
    };
    let can_try_again = move || {
        slot.with(|slot| matches!(slot, Slot::Failed(trouble) if trouble.may_pass_later()))
            && uploads.can_try_again(field.id)
    };
    let is_wrong =
        move || slot.with(|slot| matches!(slot, Slot::Failed(trouble) if trouble.is_refusal()));
    let text = move |name: &'static str| move || say(language.get(), name);
    let chooses = move || match stored.get() {
        Some(_) => say(language.get(), "upload.replace"),
        None => say(language.get(), "upload.choose"),
    };
    view! {
        <div
            class="upload"
            class:upload--over=move || is_over.get()
            on:dragover=move |event| { event.prevent_default(); is_over.set(true); }
            on:dragleave=move |_| is_over.set(false)
            on:drop=drop
        >
            {(!field.sample.is_empty()).then(|| view! {
                <figure class="upload__sample">
                    <img src=format!("/samples/{}.svg", field.sample) width="160" height="100" loading="lazy"
                        alt=move || say(language.get(), &format!("sample.{}", field.sample))/>
                    <figcaption class="upload__advice">
                        {move || find(language.get(), &format!("upload.advice.{}", field.sample))}
                    </figcaption>
                </figure>
            })}
            <div class="upload__drop">
                {move || stored.get().map(|picture| view! {
                    <img
                        class="upload__thumb"
                        src=crate::paths::document(picture.id)
                        width=picture.width
                        height=picture.height
                        alt=move || label_text(language.get(), field.id)
                    />
                })}
                <div class="upload__actions">
                // Where there is a camera at hand.
                <label class="upload__choose upload__choose--camera button button--secondary">
                    <span id=format!("{camera}-label")>{text("upload.camera")}</span>
                    <input
                        class="upload__input"
                        id=camera.clone()
                        name=camera.clone()
                        type="file"
                        accept=ACCEPT
                        capture="environment"
                        aria-describedby=described_by(field)
                        aria-labelledby=format!("{camera}-label {}-label", field.id)
                        on:change=chosen
                    />
                </label>
                <label class="upload__choose button button--secondary">
                    <span class="upload__from-disk">{chooses}</span>
                    <span class="upload__from-album">{text("upload.choose_album")}</span>
                    <input
                        class="upload__input"
                        id=field.id
                        name=control_name(field)
                        type="file"
                        accept=ACCEPT
                        aria-describedby=described_by(field)
                        aria-invalid=move || is_wrong().to_string()
                        aria-labelledby=format!("{}-label", field.id)
                        on:change=chosen
                    />
                </label>
                <Show when=move || slot.with(Slot::is_busy)>
                    <button type="button" class="button button--quiet" data-action="cancel" on:click=cancel>
                        {text("upload.cancel")}
                    </button>
                </Show>
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
                // Without scripts nothing is converted.
                <p class="upload__limits upload__limits--scripts">{text("upload.limits")}</p>
                <p class="upload__limits upload__limits--plain">{text("upload.limits_plain")}</p>
            </div>
            <div class="upload__state" role="status">
                {move || state_view(language.get(), field, slot.get(), stored.get())}
                <Show when=can_try_again>
                    <button type="button" class="button button--secondary" on:click=move |_| uploads.try_again(form, field.id)>
                        {text("upload.retry")}
                    </button>
                </Show>
            </div>
        </div>
    }
}

fn state_view(
    language: Language,
    field: &'static Field,
    slot: Slot,
    stored: Option<PictureView>,
) -> AnyView {
    let note = |name| view! { <p class="upload__note">{say(language, name)}</p> }.into_any();
    match slot {
        Slot::Preparing => note("upload.preparing"),
        Slot::Sending(percent) => {
            let n = percent.to_string();
            view! {
                <p class="upload__note">{domain::t!(language, "upload.uploading", n = &n)}</p>
                <progress class="upload__progress" max="100" value=n.clone()></progress>
            }
            .into_any()
        }
        Slot::Failed(trouble) if trouble.is_refusal() => {
            let is_signed_out = trouble == Trouble::App(AppError::SignedOut);
            view! {
                <p class="field__error" role="alert" id=format!("{}-error", field.id)>{trouble.say(language)}</p>
                {is_signed_out.then(|| view! { <SignInHere/> })}
            }
            .into_any()
        }
        Slot::Failed(trouble) => {
            view! { <p class="upload__note">{trouble.say(language)}</p> }.into_any()
        }
        Slot::Still => match stored.map(|picture| picture.reading) {
            Some(ReadingState::Waiting) => {
                view! { <p class="upload__note upload__note--busy">{say(language, "upload.reading")}</p> }
                    .into_any()
            }
            Some(ReadingState::Done) => note("upload.read_done"),
            Some(ReadingState::Failed) => note("upload.read_nothing"),
            Some(ReadingState::None) | None => ().into_any(),
        },
    }
}

/// Asks until the reader is done, and shows what it filled in. What was typed meanwhile stays.
async fn follow_reading(form: Form, field: &'static Field, followed: DocumentId) {
    // Removed, replaced, or the page is gone.
    let is_there = move || {
        let of_slot = |pictures: &std::collections::BTreeMap<String, PictureView>| {
            pictures.get(field.id).map(|picture| picture.id)
        };
        form.pictures.try_with_untracked(of_slot).flatten() == Some(followed)
    };
    for _ in 0..60 {
        browser::sleep(Duration::from_millis(1000)).await;
        let Some(place) = form.place.try_get_value().filter(|_| is_there()) else {
            return;
        };
        let reading = match api::reading(place.value(), field.id.to_owned()).await {
            Ok(reading) => reading,
            Err(AppError::Unavailable | AppError::Busy) => continue,
            Err(_) => return,
        };
        if !is_there() {
            return;
        }
        if reading.state == ReadingState::Waiting {
            continue;
        }
        form.fill(&reading.filled);
        form.pictures.update(|pictures| {
            if let Some(picture) = pictures.get_mut(field.id) {
                picture.reading = reading.state;
            }
        });
        return;
    }
}
