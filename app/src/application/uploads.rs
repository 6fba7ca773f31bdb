//! Pictures on their way. It belongs to the app, not to a page: who leaves a step does not lose what
//! is being sent. Each choice and each removal is an attempt of its own; only the newest one of a
//! slot counts, whatever arrives when.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::application::view::{PictureView, Place, SlotView, StoredPicture};
use domain::document::{Attempt, PictureError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::{File, XmlHttpRequest};

use super::api;
use super::form::Form;
use crate::browser::{self, picture, upload};
use crate::error::AppError;

mod slot;

pub use slot::{Slot, Trouble};

/// What became of a slot.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Whose slot.
    pub place: Place,
    /// Which.
    pub field: &'static str,
    /// What it holds now.
    pub picture: Option<PictureView>,
    /// Fields that are empty now, and what they said.
    pub emptied: BTreeMap<String, String>,
    /// What the server said of the slot, where another window changed it.
    pub seen: Option<SlotView>,
}

impl Changed {
    /// Whether it is a slot of this application.
    #[must_use]
    pub fn is_of(&self, place: &Place) -> bool {
        is_of(&self.place, place)
    }
}

/// Whether what was begun at one place belongs to another: the first of all is begun before its
/// application has a reference.
fn is_of(begun: &Place, place: &Place) -> bool {
    begun == place || *begun == Place::Entrance && matches!(place, Place::EntranceOf(_))
}

/// What only the newest attempt of a slot has.
#[derive(Default)]
struct Own {
    attempt: Attempt,
    /// Kept for "try again": nobody should have to look for the file twice.
    file: Option<SendWrapper<File>>,
    request: Option<SendWrapper<XmlHttpRequest>>,
    /// Somebody was held back because of it, and knows.
    is_told: bool,
}

/// All of them.
#[derive(Clone, Copy)]
pub struct Uploads {
    slots: RwSignal<BTreeMap<&'static str, (Place, Slot)>>,
    own: StoredValue<BTreeMap<&'static str, Own>>,
    /// What became of a slot last.
    pub changed: RwSignal<Option<Changed>>,
    /// What became of each slot since a page was asked for: its draft may be older.
    since_asked: StoredValue<BTreeMap<&'static str, Changed>>,
}

/// Makes them known to all pages.
pub fn provide() {
    provide_context(Uploads {
        slots: RwSignal::new(BTreeMap::new()),
        // Empty on the server, where another thread may drop it than made it.
        own: StoredValue::new(BTreeMap::new()),
        changed: RwSignal::new(None),
        since_asked: StoredValue::new(BTreeMap::new()),
    });
}

impl Uploads {
    /// What the app holds.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// Where a slot stands.
    #[must_use]
    pub fn slot(self, place: &Place, field: &str) -> Slot {
        self.slots.track();
        self.slot_now(place, field)
    }

    /// The same for who does not wait for a change.
    #[must_use]
    pub fn slot_now(self, place: &Place, field: &str) -> Slot {
        self.slots.with_untracked(|slots| {
            let own = slots.get(field).filter(|(of, _)| is_of(of, place));
            own.map(|(_, slot)| slot.clone()).unwrap_or_default()
        })
    }

    /// Whether a picture of an application is on its way.
    #[must_use]
    pub fn is_under_way(self, place: &Place) -> bool {
        self.slots.with_untracked(|slots| {
            slots
                .values()
                .any(|(of, slot)| is_of(of, place) && slot.is_busy())
        })
    }

    /// Slots of an application nobody goes on without: their pictures are on their way, or did not
    /// arrive, and somebody may not have seen that yet.
    fn awaited(self, place: &Place) -> Vec<&'static str> {
        let is_told = |field: &str| {
            self.own
                .with_value(|own| own.get(field).is_none_or(|own| own.is_told))
        };
        self.slots.with_untracked(|slots| {
            let of_place = slots.iter().filter(|(_, (of, _))| is_of(of, place));
            let awaited = of_place.filter(|(field, (_, slot))| match slot {
                Slot::Failed(Trouble::Picture(PictureError::Superseded)) | Slot::Still => false,
                Slot::Failed(_) => !is_told(field),
                Slot::Preparing | Slot::Sending(_) => true,
            });
            awaited.map(|(field, _)| *field).collect()
        })
    }

    fn is_told(self, field: &'static str) {
        self.own.update_value(|own| {
            if let Some(own) = own.get_mut(field) {
                own.is_told = true;
            }
        });
    }

    /// What a plain form was told of a picture it sent.
    pub fn was_refused(self, place: &Place, field: &'static str, error: PictureError) {
        if !self.slot_now(place, field).is_busy() {
            self.show(place, field, Slot::Failed(Trouble::Picture(error)));
        }
    }

    /// What was said of a file that was not taken is not said again on another visit.
    pub fn dismiss(self, field: &str) {
        let _ = self.slots.try_update(|slots| {
            slots.retain(|of, (_, slot)| *of != field || slot.is_busy());
        });
    }

    /// Whether there is a file to try again with.
    #[must_use]
    pub fn can_try_again(self, field: &str) -> bool {
        self.own
            .with_value(|own| own.get(field).is_some_and(|own| own.file.is_some()))
    }

    /// Sends a picture, in place of whatever is on its way to the slot.
    pub fn start(self, form: Form, field: &'static str, file: File) {
        let place = form.place.get_value();
        let attempt = self.begin(form, field);
        self.own.update_value(|own| {
            let own = own.entry(field).or_default();
            own.file = Some(SendWrapper::new(file.clone()));
        });
        self.show(&place, field, Slot::Preparing);
        spawn_local(async move {
            let sent = self.send(form, &place, field, attempt, file).await;
            if !self.is_newest(field, attempt) {
                return;
            }
            match sent {
                Ok(StoredPicture { picture, emptied }) => {
                    self.show(&place, field, Slot::Still);
                    self.tell(Changed {
                        place,
                        field,
                        picture: Some(picture),
                        emptied,
                        seen: None,
                    });
                }
                Err(Trouble::Picture(PictureError::Superseded)) => {
                    self.give_way(place, field).await
                }
                Err(trouble) => self.show(&place, field, Slot::Failed(trouble)),
            }
        });
    }

    /// Sends the last file once more.
    pub fn try_again(self, form: Form, field: &'static str) {
        let file = self
            .own
            .with_value(|own| own.get(field)?.file.clone().map(SendWrapper::take));
        if let Some(file) = file {
            self.start(form, field, file);
        }
    }

    /// Takes the picture of a slot away, and whatever is on its way there.
    pub fn remove(self, form: Form, field: &'static str) {
        let place = form.place.get_value();
        let attempt = self.begin(form, field);
        // The button goes with the picture; when it has gone, somebody may be elsewhere.
        browser::focus(field);
        self.show(&place, field, Slot::Still);
        spawn_local(async move {
            let removed =
                api::remove_picture(place.value(), field.to_owned(), Some(attempt), false).await;
            if !self.is_newest(field, attempt) {
                return;
            }
            match removed {
                Ok(emptied) => self.tell(Changed {
                    place,
                    field,
                    picture: None,
                    emptied,
                    seen: None,
                }),
                Err(AppError::Stale) => self.give_way(place, field).await,
                Err(error) => self.show(&place, field, Slot::Failed(Trouble::App(error))),
            }
        });
    }

    /// Breaks off what is on its way to a slot; the picture that stands there stays.
    pub fn cancel(self, form: Form, field: &'static str) {
        let place = form.place.get_value();
        let attempt = self.begin(form, field);
        browser::focus(field);
        self.show(&place, field, Slot::Still);
        spawn_local(async move {
            // All of it may have arrived already: what is made of it is not taken any more. It may
            // stand there already: then the page shows it.
            let kept =
                api::remove_picture(place.value(), field.to_owned(), Some(attempt), true).await;
            if kept.is_err() {
                browser::sleep(Duration::from_millis(500)).await;
            }
            if self.is_newest(field, attempt) {
                self.look(place, field).await;
            }
        });
    }

    /// Ends everything that is on its way: from now on somebody else may sit at this screen.
    pub fn forget(self) {
        let requests: Vec<_> = self
            .own
            .try_update_value(|own| std::mem::take(own).into_values().collect())
            .unwrap_or_default();
        for Own { request, .. } in requests {
            abort(request);
        }
        self.slots.update(BTreeMap::clear);
        self.page_is_asked_for();
    }

    /// A page is asked for: what happened before is in its draft.
    pub fn page_is_asked_for(self) {
        self.since_asked.update_value(BTreeMap::clear);
    }

    /// What may not be in the draft of a page that opens.
    #[must_use]
    pub fn since_asked(self) -> Vec<Changed> {
        self.since_asked
            .with_value(|changed| changed.values().cloned().collect())
    }

    fn tell(self, changed: Changed) {
        self.since_asked.update_value(|since| {
            since.insert(changed.field, changed.clone());
        });
        self.changed.set(Some(changed));
    }

    /// A new attempt, the newest of its slot.
    fn begin(self, form: Form, field: &'static str) -> Attempt {
        let stored = form
            .pictures
            .with_untracked(|pictures| pictures.get(field).map(|picture| picture.attempt));
        let (attempt, request) = self
            .own
            .try_update_value(|own| {
                let own = own.entry(field).or_default();
                let known = stored.unwrap_or_default().max(own.attempt);
                own.attempt = Attempt::after(known, browser::milliseconds() as i64);
                (own.file, own.is_told) = (None, false);
                (own.attempt, own.request.take())
            })
            .unwrap_or_default();
        abort(request);
        attempt
    }

    /// The newest attempt of each slot: another one, and something was changed here.
    #[must_use]
    pub fn standing(self) -> Vec<(&'static str, Attempt)> {
        self.own.with_value(|own| {
            own.iter()
                .map(|(field, own)| (*field, own.attempt))
                .collect()
        })
    }

    fn newest(self, field: &str) -> Option<Attempt> {
        self.own
            .with_value(|own| own.get(field).map(|own| own.attempt))
    }

    fn is_newest(self, field: &str, attempt: Attempt) -> bool {
        self.newest(field) == Some(attempt)
    }

    fn show(self, place: &Place, field: &'static str, slot: Slot) {
        self.slots.update(|slots| match slot {
            Slot::Still => {
                slots.remove(field);
            }
            slot => {
                slots.insert(field, (place.clone(), slot));
            }
        });
    }

    async fn send(
        self,
        form: Form,
        place: &Place,
        field: &'static str,
        attempt: Attempt,
        file: File,
    ) -> Result<StoredPicture, Trouble> {
        let jpeg = picture::to_jpeg(&file).await.map_err(Trouble::Picture)?;
        // A draft begins with the first thing saved: what was typed goes first.
        form.settle().await;
        let superseded = Trouble::Picture(PictureError::Superseded);
        let request =
            XmlHttpRequest::new().map_err(|_| Trouble::Picture(PictureError::Interrupted))?;
        if !self.is_newest(field, attempt) {
            return Err(superseded);
        }
        self.own.update_value(|own| {
            let own = own.entry(field).or_default();
            own.request = Some(SendWrapper::new(request.clone()));
        });
        self.show(place, field, Slot::Sending(0));
        // The first thing saved may have given it a reference.
        let known = form.place.try_get_value().unwrap_or_else(|| place.clone());
        let target = upload::Target {
            place: &known.value(),
            field,
            attempt,
        };
        let of = place.clone();
        let progress = move |percent| {
            if self.is_newest(field, attempt) {
                self.show(&of, field, Slot::Sending(percent));
            }
        };
        upload::send(&request, target, &jpeg, progress).await
    }

    /// Somebody was faster, perhaps in another window: the page shows what is there now.
    async fn give_way(self, place: Place, field: &'static str) {
        // What was on its way is not any more.
        self.show(&place, field, Slot::Still);
        self.look(place.clone(), field).await;
        self.was_refused(&place, field, PictureError::Superseded);
    }

    /// Asks what a slot holds that was changed in another window.
    pub async fn look(self, place: Place, field: &'static str) {
        let before = self.newest(field);
        let Ok(now) = api::slot(place.value(), field.to_owned()).await else {
            return;
        };
        // Here it was changed meanwhile, too.
        if self.newest(field) != before {
            return;
        }
        self.own.update_value(|own| {
            let own = own.entry(field).or_default();
            own.attempt = own.attempt.max(now.attempt);
        });
        self.tell(Changed {
            place,
            field,
            picture: now.picture.clone(),
            emptied: BTreeMap::new(),
            seen: Some(now),
        });
    }
}

fn abort(request: Option<SendWrapper<XmlHttpRequest>>) {
    if let Some(request) = request {
        let _ = request.abort();
    }
}

impl Form {
    /// Waits until no picture of these fields is on its way any more, or it is not wanted any more.
    /// Whether all of them arrived; the first that did not takes the keyboard, once.
    pub async fn uploads_arrive(
        self,
        is_asked: impl Fn(&str) -> bool,
        is_wanted: impl Fn() -> bool,
    ) -> bool {
        let Some(place) = self.place.try_get_value() else {
            return false;
        };
        let awaited = self.uploads.awaited(&place).into_iter();
        let awaited: Vec<_> = awaited.filter(|id| is_asked(id)).collect();
        let is_busy = |id: &&str| self.uploads.slot_now(&place, id).is_busy();
        while is_wanted() && awaited.iter().any(is_busy) {
            let _ = self.waits.try_set(true);
            browser::sleep(Duration::from_millis(50)).await;
        }
        // The page is gone, or another button was pressed.
        if self.waits.try_set(false).is_some() || !is_wanted() {
            return false;
        }
        let failed = awaited
            .into_iter()
            .find(|id| matches!(self.uploads.slot_now(&place, id), Slot::Failed(_)));
        if let Some(field) = failed {
            self.uploads.is_told(field);
            browser::focus(field);
        }
        failed.is_none()
    }
}
