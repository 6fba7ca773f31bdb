//! What was wrong with a page and is being mended: nothing is said of it any longer than it holds.

use domain::application::view::CodeView;
use domain::document::PictureError;
use domain::form::{Control, Field};
use domain::map::Map;

use crate::form::look_again::Doubt;
use crate::form::paper::Paper;
use crate::form::plain;
use crate::form::sender::{FormTarget, Sender};
use crate::form::uploads::Slot;
use crate::paths;

impl Paper {
    /// The fields that were sent back and hold what was sent in them.
    #[must_use]
    pub fn same(&self) -> Vec<&'static Field> {
        let fields = self.fields.iter().copied();
        fields.filter(|field| self.is_as_sent(field)).collect()
    }

    /// What may be a slip of the hand.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt> {
        let scope = &self.scope();
        let doubt = |field: &&'static Field| {
            let warning = field.warning(scope)?;
            Some((field.id, scope.get(field.id).to_owned(), warning))
        };
        self.fields.iter().filter_map(doubt).collect()
    }

    /// What is doubtful still of what was asked about.
    #[must_use]
    pub fn open_doubts(&self, asked: &[Doubt]) -> Vec<Doubt> {
        if asked.is_empty() {
            return Vec::new();
        }
        let now = self.doubts();
        let open = asked.iter().filter(|doubt| now.contains(doubt));
        open.cloned().collect()
    }

    /// Pictures a plain form sent and that were not taken.
    #[must_use]
    pub fn refused_pictures(&self) -> Map<&'static str, PictureError> {
        let uploads = self.fields.iter().filter(|field| field.is_upload());
        uploads
            .filter_map(|field| Some((field.id, plain::refused_before(field.id)?)))
            .collect()
    }
}

impl Sender {
    /// Those pictures for which no other was chosen. Before the page is hydrated no slot knows of them.
    #[must_use]
    pub fn open_pictures(
        self,
        is_hydrated: bool,
        mut refused: Map<&'static str, PictureError>,
    ) -> Map<&'static str, PictureError> {
        refused.retain(|field, _| !is_hydrated || matches!(self.form.slot(field), Slot::Failed(_)));
        refused
    }

    /// A code is on its way: its field waits for it, and nothing is wrong with it any more.
    pub fn code_sent(self, code: CodeView) {
        let is_code = |field: &&&Field| matches!(field.control, Control::EmailCode { .. });
        let field = self
            .form
            .paper
            .peek(|paper| paper.fields.iter().find(is_code).map(|field| field.id));
        if let Some(field) = field {
            self.form.paper.change(|paper| paper.errors.remove(field));
            self.form.code_sent(field, code);
        }
    }

    /// The address of the page.
    #[must_use]
    pub fn page(self) -> String {
        self.form.paper.peek(|paper| match self.target {
            FormTarget::Step(step) => paths::step(&paper.place, step.id),
            FormTarget::Correction => paths::correction(&paper.reference),
        })
    }
}
