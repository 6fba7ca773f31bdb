//! The form of a step, as it lives in the browser.

use domain::application::view::DraftView;
use domain::form::Field;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Element;

use super::has_previous;
use crate::form::Form;
use crate::form::draft_form::DraftForm;
use crate::form::plain::Judged;
use crate::form::sender::FormTarget;
use crate::language::show_kind;
use crate::live::markup::Markup;
use crate::live::{Attended, Part, attended};

/// The form of a step.
#[derive(Debug, Serialize, Deserialize)]
pub struct StepForm {
    pub(super) draft: DraftView,
    pub(super) step: String,
    pub(super) judged: Judged,
}

impl Part for StepForm {
    const NAME: &'static str = "step";
    const BUNDLE: &'static str = "drafting_parts";
    const STAYS: bool = true;

    fn draw(self) -> AnyView {
        let Self {
            draft,
            step,
            judged,
        } = self;
        let kind = draft.spec();
        show_kind(kind);
        let Some(step) = kind.step(&step) else {
            return ().into_any();
        };
        let fields: Vec<&'static Field> = step.fields().collect();
        let form = Form::open(draft, fields, &judged);
        let has_previous = has_previous(kind, step);
        let target = FormTarget::Step(step);
        attended(StepPart(DraftForm::open(form, target, has_previous, None)))
    }
}

struct StepPart(DraftForm);

impl Attended for StepPart {
    fn write(&self, html: &mut Markup) {
        self.0.write(html);
    }

    fn attend(&self, place: &Element) {
        self.0.attend(place);
    }

    fn renewed(&self) {
        self.0.renewed();
    }
}
