//! Pictures on their way. It belongs to the app, not to a page: who leaves a step does not lose what
//! is being sent. Each choice and each removal is an attempt of its own; only the newest one of a
//! slot counts, whatever arrives when.

use std::time::Duration;

use domain::application::view::{PictureView, SlotView, StoredPicture, Target};
use domain::document::{Attempt, PictureError};
use domain::map::Map;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use web_sys::{File, XmlHttpRequest};

use crate::application::api;
use crate::browser::trouble::SlotTrouble;
use crate::browser::{self, handling, upload};
use crate::error::AppError;
use crate::form::Form;
use crate::live::Shared;

mod slot;

pub use slot::Slot;

/// What became of a slot.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Whose slot.
    pub place: Target,
    /// Which.
    pub field: &'static str,
    /// What it holds now.
    pub picture: Option<PictureView>,
    /// Fields that are empty now, and what they said.
    pub emptied: Map<String, String>,
    /// What the server said of the slot, where another window changed it.
    pub seen: Option<SlotView>,
}

impl Changed {
    /// Whether it is a slot of this application.
    #[must_use]
    pub fn is_of(&self, place: &Target) -> bool {
        is_of(&self.place, place)
    }
}

/// Whether what was begun at one place belongs to another: the first of all is begun before its
/// application has a reference.
fn is_of(begun: &Target, place: &Target) -> bool {
    begun == place || *begun == Target::Newcomer && matches!(place, Target::NewcomerOf(_))
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
pub struct Uploads(Shared<Slots>);

#[derive(Default)]
struct Slots {
    slots: Map<&'static str, (Target, Slot)>,
    /// Empty on the server, where another thread may drop it than made it.
    own: Map<&'static str, Own>,
    /// What became of a slot last, and how often something did.
    changed: (u32, Option<Changed>),
    /// What became of each slot since a page was asked for: its draft may be older.
    since_asked: Map<&'static str, Changed>,
}

impl Slots {
    fn own(&mut self, field: &'static str) -> &mut Own {
        self.own.get_or_insert_with(field, Own::default)
    }
}

/// Makes them known to all pages.
pub fn provide() {
    provide_context(Uploads(Shared::new(Slots::default())));
}

impl Uploads {
    /// What the app holds.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// Where a slot stands.
    #[must_use]
    pub fn slot(self, place: &Target, field: &str) -> Slot {
        self.0.track();
        self.slot_now(place, field)
    }

    /// The same for who does not wait for a change.
    #[must_use]
    pub fn slot_now(self, place: &Target, field: &str) -> Slot {
        self.0.peek(|all| {
            let own = all.slots.get(field).filter(|(of, _)| is_of(of, place));
            own.map(|(_, slot)| slot.clone()).unwrap_or_default()
        })
    }

    /// How often something became of a slot.
    #[must_use]
    pub fn changes(self) -> u32 {
        self.0.see(|all| all.changed.0)
    }

    /// What became of a slot last.
    #[must_use]
    pub fn last_changed(self) -> Option<Changed> {
        self.0.peek(|all| all.changed.1.clone())
    }

    /// Whether a picture of an application is on its way.
    #[must_use]
    pub fn is_under_way(self, place: &Target) -> bool {
        self.0.peek(|all| {
            let mut slots = all.slots.values();
            slots.any(|(of, slot)| is_of(of, place) && slot.is_busy())
        })
    }

    /// Slots of an application nobody goes on without: their pictures are on their way, or did not
    /// arrive, and somebody may not have seen that yet.
    fn awaited(self, place: &Target) -> Vec<&'static str> {
        self.0.peek(|all| {
            let is_told = |field: &str| all.own.get(field).is_none_or(|own| own.is_told);
            let of_place = all.slots.iter().filter(|(_, (of, _))| is_of(of, place));
            let awaited = of_place.filter(|(field, (_, slot))| match slot {
                Slot::Failed(SlotTrouble::Picture(PictureError::Superseded)) | Slot::Still => false,
                Slot::Failed(_) => !is_told(field),
                Slot::Preparing | Slot::Sending(_) => true,
            });
            awaited.map(|(field, _)| *field).collect()
        })
    }

    fn is_told(self, field: &'static str) {
        self.0.change(|all| all.own(field).is_told = true);
    }

    /// What a plain form was told of a picture it sent.
    pub fn was_refused(self, place: &Target, field: &'static str, error: PictureError) {
        if !self.slot_now(place, field).is_busy() {
            self.show(place, field, Slot::Failed(SlotTrouble::Picture(error)));
        }
    }

    /// What was said of a file that was not taken is not said again on another visit.
    pub fn dismiss(self, field: &str) {
        self.0.change(|all| {
            all.slots
                .retain(|of, (_, slot)| *of != field || slot.is_busy());
        });
    }

    /// Whether there is a file to try again with.
    #[must_use]
    pub fn can_try_again(self, field: &str) -> bool {
        let has_file = |own: &Own| own.file.is_some();
        self.0.see(|all| all.own.get(field).is_some_and(has_file))
    }

    /// Sends a picture, in place of whatever is on its way to the slot.
    pub fn start(self, form: Form, field: &'static str, file: File) {
        let place = form.place();
        let attempt = self.begin(form, field);
        let kept = SendWrapper::new(file.clone());
        self.0.change(|all| all.own(field).file = Some(kept));
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
                Err(SlotTrouble::Picture(PictureError::Superseded)) => {
                    self.give_way(place, field).await
                }
                Err(trouble) => self.show(&place, field, Slot::Failed(trouble)),
            }
        });
    }

    /// Sends the last file once more.
    pub fn try_again(self, form: Form, field: &'static str) {
        let file = self
            .0
            .peek(|all| all.own.get(field)?.file.clone().map(SendWrapper::take));
        if let Some(file) = file {
            self.start(form, field, file);
        }
    }

    /// Takes the picture of a slot away, and whatever is on its way there.
    pub fn remove(self, form: Form, field: &'static str) {
        let place = form.place();
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
                Err(error) => self.show(&place, field, Slot::Failed(SlotTrouble::App(error))),
            }
        });
    }

    /// Breaks off what is on its way to a slot; the picture that stands there stays.
    pub fn cancel(self, form: Form, field: &'static str) {
        let place = form.place();
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
        let own = self.0.change(|all| {
            all.slots.clear();
            std::mem::take(&mut all.own)
        });
        for Own { request, .. } in own.into_iter().flat_map(Map::into_values) {
            abort(request);
        }
        self.page_is_asked_for();
    }

    /// A page is asked for: what happened before is in its draft.
    pub fn page_is_asked_for(self) {
        self.0.change(|all| all.since_asked.clear());
    }

    /// What may not be in the draft of a page that opens.
    #[must_use]
    pub fn since_asked(self) -> Vec<Changed> {
        self.0
            .peek(|all| all.since_asked.values().cloned().collect())
    }

    fn tell(self, changed: Changed) {
        self.0.change(|all| {
            all.since_asked.insert(changed.field, changed.clone());
            all.changed = (all.changed.0 + 1, Some(changed));
        });
    }

    /// A new attempt, the newest of its slot.
    fn begin(self, form: Form, field: &'static str) -> Attempt {
        let stored = form
            .paper
            .peek(|paper| paper.pictures.get(field).map(|picture| picture.attempt));
        let (attempt, request) = self
            .0
            .change(|all| {
                let own = all.own(field);
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
        self.0.peek(|all| {
            let own = all.own.iter();
            own.map(|(field, own)| (*field, own.attempt)).collect()
        })
    }

    fn newest(self, field: &str) -> Option<Attempt> {
        self.0.peek(|all| all.own.get(field).map(|own| own.attempt))
    }

    fn is_newest(self, field: &str, attempt: Attempt) -> bool {
        self.newest(field) == Some(attempt)
    }

    fn show(self, place: &Target, field: &'static str, slot: Slot) {
        self.0.change(|all| match slot {
            Slot::Still => all.slots.remove(field),
            slot => all.slots.insert(field, (place.clone(), slot)),
        });
    }

    async fn send(
        self,
        form: Form,
        place: &Target,
        field: &'static str,
        attempt: Attempt,
        file: File,
    ) -> Result<StoredPicture, SlotTrouble> {
        let handling = handling::fetch().await.map_err(SlotTrouble::Picture)?;
        let jpeg = (handling.to_jpeg)(file)
            .await
            .map_err(SlotTrouble::Picture)?;
        // A draft begins with the first thing saved: what was typed goes first.
        form.settle().await;
        let superseded = SlotTrouble::Picture(PictureError::Superseded);
        let request =
            XmlHttpRequest::new().map_err(|_| SlotTrouble::Picture(PictureError::Interrupted))?;
        if !self.is_newest(field, attempt) {
            return Err(superseded);
        }
        let kept = SendWrapper::new(request.clone());
        self.0.change(|all| all.own(field).request = Some(kept));
        self.show(place, field, Slot::Sending(0));
        // The first thing saved may have given it a reference.
        let known = form.paper.try_peek(|paper| paper.place.clone());
        let known = known.unwrap_or_else(|| place.clone());
        let target = upload::UploadTarget {
            place: known.value(),
            field,
            attempt,
        };
        let of = place.clone();
        let progress = move |percent| {
            if self.is_newest(field, attempt) {
                self.show(&of, field, Slot::Sending(percent));
            }
        };
        (handling.send)(request, target, jpeg, Box::new(progress)).await
    }

    /// Somebody was faster, perhaps in another window: the page shows what is there now.
    async fn give_way(self, place: Target, field: &'static str) {
        // What was on its way is not any more.
        self.show(&place, field, Slot::Still);
        self.look(place.clone(), field).await;
        self.was_refused(&place, field, PictureError::Superseded);
    }

    /// Asks what a slot holds that was changed in another window.
    pub async fn look(self, place: Target, field: &'static str) {
        let before = self.newest(field);
        let Ok(now) = api::slot(place.value(), field.to_owned()).await else {
            return;
        };
        // Here it was changed meanwhile, too.
        if self.newest(field) != before {
            return;
        }
        self.0.change(|all| {
            let own = all.own(field);
            own.attempt = own.attempt.max(now.attempt);
        });
        self.tell(Changed {
            place,
            field,
            picture: now.picture.clone(),
            emptied: Map::new(),
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
        let Some(place) = self.paper.try_peek(|paper| paper.place.clone()) else {
            return false;
        };
        let awaited = self.uploads.awaited(&place).into_iter();
        let awaited: Vec<_> = awaited.filter(|id| is_asked(id)).collect();
        let is_busy = |id: &&str| self.uploads.slot_now(&place, id).is_busy();
        while is_wanted() && awaited.iter().any(is_busy) {
            self.waits(true);
            browser::sleep(Duration::from_millis(50)).await;
        }
        self.waits(false);
        // The page is gone, or another button was pressed.
        if self.is_gone() || !is_wanted() {
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

    fn waits(self, waits: bool) {
        if self.paper.try_peek(|paper| paper.waits) == Some(!waits) {
            self.paper.change(|paper| paper.waits = waits);
        }
    }
}
