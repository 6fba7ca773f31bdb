//! The fields of a form in their order, those of a group together under its heading.

use domain::form::{Field, Group};

use crate::form::field::FieldsPage;
use crate::language::kind_shown;
use crate::live::markup::Markup;

/// Writes all fields of a form.
pub fn write(html: &mut Markup, page: FieldsPage, fields: &[&'static Field]) {
    let kind = kind_shown();
    let group_of = |field: &Field| -> Option<&'static Group> {
        kind.and_then(|kind| kind.step_of(field.id)?.group_of(field.id))
    };
    let mut open: Option<&'static str> = None;
    for field in fields {
        let group = group_of(field).map(|group| group.id);
        if group != open {
            if open.is_some() {
                html.tags("</fieldset>");
            }
            if let (Some(id), Some(kind)) = (group, kind) {
                let title =
                    domain::text::say_of(page.language, kind.id, &format!("group.{id}.title"));
                html.tags("<fieldset class=\"group\"")
                    .attribute("data-group", id)
                    .tags("><legend class=\"group__title\">")
                    .text(&title)
                    .tags("</legend>");
            }
            open = group;
        }
        crate::form::field::write(html, page, field);
    }
    if open.is_some() {
        html.tags("</fieldset>");
    }
}
