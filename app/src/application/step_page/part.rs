//! The form of a step, as it lives in the browser.

use domain::application::view::DraftView;
use domain::form::Field;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{DraftForm, Target, has_previous};
use crate::application::form::Form;
use crate::application::plain::Judged;
use crate::language::show_kind;
use crate::live::Part;

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
        let form = Form::open(&draft, &fields, &judged);
        let place = draft.place.clone();
        let has_previous = has_previous(kind, step);
        view! { <DraftForm form fields target=Target::Step(step) place has_previous/> }.into_any()
    }
}
