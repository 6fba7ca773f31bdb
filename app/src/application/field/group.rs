//! The fields of a form in their order, those of a group together under its heading.

use domain::form::{Field, Group};
use leptos::prelude::*;

use super::FieldView;
use crate::language::{kind_shown, said_of};

/// All fields of a form.
#[component]
pub fn FieldViews(fields: Vec<&'static Field>) -> impl IntoView {
    let kind = kind_shown();
    let group_of = |field: &Field| -> Option<&'static Group> {
        kind.and_then(|kind| kind.step_of(field.id)?.group_of(field.id))
    };
    fields
        .chunk_by(|one, next| {
            group_of(one).map(|group| group.id) == group_of(next).map(|group| group.id)
        })
        .map(|run| {
            let views = run
                .iter()
                .map(|field| view! { <FieldView field/> })
                .collect_view();
            let group = run.first().and_then(|first| group_of(first));
            match group {
                None => views.into_any(),
                Some(Group { id, .. }) => {
                    let title =
                        said_of(kind.map_or("", |kind| kind.id), format!("group.{id}.title"));
                    view! {
                        <fieldset class="group" data-group=*id>
                            <legend class="group__title">{title}</legend>
                            {views}
                        </fieldset>
                    }
                    .into_any()
                }
            }
        })
        .collect_view()
}
