//! One picture: choose, drop or photograph it; what becomes of it is said at the slot, and what goes
//! wrong on the way can be tried again.

use std::time::Duration;

use domain::application::view::PictureView;
use domain::document::{CAMERA, ReadingState};
use domain::form::Field;
use domain::text::{Language, find, say};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, Element, Event, HtmlInputElement};

use crate::application::api;
use crate::browser;
use crate::browser::trouble::SlotTrouble;
use crate::components::problem;
use crate::error::AppError;
use crate::form::Form;
use crate::form::draft_form::DraftForm;
use crate::form::field::{Seen, control_name};
use crate::form::paper::Paper;
use crate::form::plain;
use crate::form::uploads::Slot;
use crate::language::label_text;
use crate::live::markup::Markup;
use crate::live::{follow, when_mounted};

/// An upload slot.
pub fn write(html: &mut Markup, seen: Seen, slot: &Slot) {
    let Seen {
        page,
        paper,
        field,
        language,
    } = seen;
    let stored = paper.pictures.get(field.id);
    let is_over = page.surface.over == Some(field.id);
    html.tags("<div")
        .classes("upload", [("upload--over", is_over)])
        .tags(">");
    if !field.sample.is_empty() {
        let advice = format!("upload.advice.{}", field.sample);
        html.tags(
            "<figure class=\"upload__sample\"><img width=\"160\" height=\"100\" loading=\"lazy\"",
        )
        .attribute("src", &format!("/samples/{}.svg", field.sample))
        .attribute("alt", &say(language, &format!("sample.{}", field.sample)))
        .tags("><figcaption class=\"upload__advice\">")
        .text(find(language, &advice).unwrap_or_default())
        .tags("</figcaption></figure>");
    }
    html.tags("<div class=\"upload__drop\">");
    if let Some(picture) = stored {
        html.tags("<img class=\"upload__thumb\"")
            .attribute("src", &crate::paths::document(picture.id))
            .attribute("width", &picture.width.to_string())
            .attribute("height", &picture.height.to_string())
            .attribute("alt", &label_text(language, field.id))
            .tags(">");
    }
    html.tags("<div class=\"upload__actions\">");
    write_choosing(html, seen, slot, stored.is_some());
    if slot.is_busy() {
        html.tags("<button type=\"button\" class=\"button button--quiet\" data-action=\"cancel\">")
            .text(domain::t!(language, "upload.cancel"))
            .tags("</button>");
    }
    if stored.is_some() {
        html.tags(
            "<button type=\"submit\" class=\"button button--quiet\" name=\"field\" formnovalidate",
        )
        .tags(" formenctype=\"application/x-www-form-urlencoded\" data-action=\"remove\"")
        .attribute("formaction", api::RemovePicture::url())
        .attribute("value", field.id)
        .tags(">")
        .text(domain::t!(language, "upload.remove"))
        .tags("</button>");
    }
    // Without scripts nothing is converted.
    html.tags("</div><p class=\"upload__limits upload__limits--scripts\">")
        .text(domain::t!(language, "upload.limits"))
        .tags("</p><p class=\"upload__limits upload__limits--plain\">")
        .text(domain::t!(language, "upload.limits_plain"))
        .tags("</p></div><div class=\"upload__state\" role=\"status\">");
    write_state(html, seen, slot, stored.map(|picture| picture.reading));
    let may_pass = matches!(slot, Slot::Failed(trouble) if trouble.may_pass_later());
    if may_pass && page.uploads.can_try_again(field.id) {
        html.tags(
            "<button type=\"button\" class=\"button button--secondary\" data-action=\"retry\">",
        )
        .text(domain::t!(language, "upload.retry"))
        .tags("</button>");
    }
    html.tags("</div></div>");
}

/// The buttons that are boxes for files.
fn write_choosing(html: &mut Markup, seen: Seen, slot: &Slot, has_picture: bool) {
    let Seen {
        field, language, ..
    } = seen;
    let camera = format!("{}{CAMERA}", field.id);
    let camera_label = format!("{camera}-label");
    let label = seen.id("label");
    let is_wrong = matches!(slot, Slot::Failed(trouble) if trouble.is_refusal());
    // HEIC is not named: a browser that knows it would not make a JPEG of it then.
    let of_pictures = " class=\"upload__input\" type=\"file\" accept=\"image/*\"";
    // Where there is a camera at hand.
    html.tags(
        "<label class=\"upload__choose upload__choose--camera button button--secondary\"><span",
    )
    .attribute("id", &camera_label)
    .tags(">")
    .text(domain::t!(language, "upload.camera"))
    .tags("</span><input capture=\"environment\"")
    .tags(of_pictures)
    .attribute("id", &camera)
    .attribute("name", &camera);
    seen.describe(html);
    let chooses = match has_picture {
        true => domain::t!(language, "upload.replace"),
        false => domain::t!(language, "upload.choose"),
    };
    html.attribute("aria-labelledby", &format!("{camera_label} {label}"))
        .tags("></label><label class=\"upload__choose button button--secondary\">")
        .tags("<span class=\"upload__from-disk\">")
        .text(chooses)
        .tags("</span><span class=\"upload__from-album\">")
        .text(domain::t!(language, "upload.choose_album"))
        .tags("</span><input")
        .tags(of_pictures)
        .attribute("id", field.id)
        .attribute("name", &control_name(field));
    seen.describe(html);
    html.truth("aria-invalid", is_wrong)
        .attribute("aria-labelledby", &label)
        .tags("></label>");
}

fn write_state(html: &mut Markup, seen: Seen, slot: &Slot, reading: Option<ReadingState>) {
    let language: Language = seen.language;
    let note = |html: &mut Markup, text: &str| {
        html.tags("<p class=\"upload__note\">")
            .text(text)
            .tags("</p>");
    };
    match slot {
        Slot::Preparing => note(html, domain::t!(language, "upload.preparing")),
        Slot::Sending(percent) => {
            let n = percent.to_string();
            note(html, &domain::t!(language, "upload.uploading", n = &n));
            html.tags("<progress class=\"upload__progress\" max=\"100\"")
                .attribute("value", &n)
                .tags("></progress>");
        }
        Slot::Failed(trouble) if trouble.is_refusal() => {
            html.tags("<p class=\"field__error\" role=\"alert\"")
                .attribute("id", &seen.id("error"))
                .tags(">")
                .text(&trouble.say(language))
                .tags("</p>");
            if *trouble == SlotTrouble::App(AppError::SignedOut) {
                problem::write_sign_in_here(html, language);
            }
        }
        Slot::Failed(trouble) => note(html, &trouble.say(language)),
        Slot::Still => match reading {
            Some(ReadingState::Waiting) => {
                html.tags("<p class=\"upload__note upload__note--busy\">")
                    .text(domain::t!(language, "upload.reading"))
                    .tags("</p>");
            }
            Some(ReadingState::Done) => note(html, domain::t!(language, "upload.read_done")),
            Some(ReadingState::Failed) => note(html, domain::t!(language, "upload.read_nothing")),
            Some(ReadingState::None) | None => {}
        },
    }
}

/// What a plain form was told of the picture it sent.
pub fn open(form: Form, field: &'static Field) {
    if let Some(error) = plain::refused_before(field.id) {
        form.uploads.was_refused(&form.place(), field.id, error);
    }
}

/// Takes a file that was chosen before the page was hydrated, and follows the reader.
pub fn attend(form: Form, field: &'static Field) {
    let uploads = form.uploads;
    on_cleanup(move || uploads.dismiss(field.id));
    // One that is not asked any more is in the page no more, but where a choice of the page decides.
    let paper = form.paper;
    follow(
        move || paper.see(|paper| paper.is_there(field)).to_string(),
        move |before, _| {
            if before == Some("true") {
                uploads.dismiss(field.id);
            }
        },
    );
    when_mounted(move || {
        let camera = format!("{}{CAMERA}", field.id);
        let chosen = browser::chosen_file(field.id).or_else(|| browser::chosen_file(&camera));
        if let Some(file) = chosen {
            uploads.start(form, field.id, file);
        }
    });
    // Also one that was being read when the page was loaded.
    let waiting = |picture: &PictureView| {
        let is_waiting = picture.reading == ReadingState::Waiting;
        is_waiting.then(|| picture.id.to_string())
    };
    follow(
        move || {
            let id = paper.see(|paper| paper.pictures.get(field.id).and_then(waiting));
            id.unwrap_or_default()
        },
        move |_, id| {
            if !id.is_empty() {
                spawn_local(follow_reading(form, field));
            }
        },
    );
}

/// A file was chosen.
pub fn chosen(form: Form, field: &'static Field, target: &Element) {
    let Some(input) = target.dyn_ref::<HtmlInputElement>() else {
        return;
    };
    if let Some(file) = input.files().and_then(|files| files.get(0)) {
        form.uploads.start(form, field.id, file);
    }
    // The same file can be chosen again after it was mended.
    input.set_value("");
}

/// A button of the slot was pressed.
pub fn pressed(form: Form, field: &'static Field, action: &str) {
    let uploads = form.uploads;
    match action {
        "remove" => uploads.remove(form, field.id),
        "retry" => uploads.try_again(form, field.id),
        // What is on its way is broken off, and what was there before stays.
        _ => match form
            .paper
            .peek(|paper| paper.pictures.contains_key(field.id))
        {
            true => uploads.cancel(form, field.id),
            false => uploads.remove(form, field.id),
        },
    }
}

/// A file is held over the slot, or dropped there.
pub fn dragged(draft: DraftForm, field: &'static Field, event: &Event) {
    let over = (event.type_() == "dragover").then_some(field.id);
    if over != draft.surface.peek(|surface| surface.over) {
        draft.surface.change(|surface| surface.over = over);
    }
    if event.type_() == "dragleave" {
        return;
    }
    event.prevent_default();
    let Some(event) = event.dyn_ref::<DragEvent>().filter(|_| over.is_none()) else {
        return;
    };
    if let Some(file) = event.data_transfer().and_then(|data| data.files()?.get(0)) {
        draft.form.uploads.start(draft.form, field.id, file);
    }
}

/// Asks until the reader is done, and shows what it filled in. What was typed meanwhile stays.
async fn follow_reading(form: Form, field: &'static Field) {
    let held = || {
        let id = |paper: &Paper| Some(paper.pictures.get(field.id)?.id);
        form.paper.try_peek(id).flatten()
    };
    let followed = held();
    // Removed, replaced, or the page is gone.
    let is_there = || followed.is_some() && held() == followed;
    for _ in 0..60 {
        browser::sleep(Duration::from_millis(1000)).await;
        if !is_there() {
            return;
        }
        let reading = match api::reading(form.place().value(), field.id.to_owned()).await {
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
        form.paper.change(|paper| {
            if let Some(picture) = paper.pictures.get_mut(field.id) {
                picture.reading = reading.state;
            }
        });
        return;
    }
}
