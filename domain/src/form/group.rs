//! What a page of a form is made of: single fields, and groups of the same fields asked several times,
//! such as three contacts. The fields of a group have ids of their own, `<group>.<field>`, so that each
//! has its own text, mark and reason; their words are those of the field, wherever the group has none.

use super::Field;

/// A part of a page.
#[derive(Clone, Copy, Debug)]
pub enum Block {
    /// Fields one after the other.
    Fields(&'static [Field]),
    /// A group, under a heading of its own (`group.<id>.title`).
    Group(Group),
}

/// A group of fields.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Stable id; the ids of its fields begin with it and a full stop.
    pub id: &'static str,
    /// What is asked in it.
    pub fields: &'static [Field],
}

impl Block {
    /// What is asked in it, in order.
    #[must_use]
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Self::Fields(fields) => fields,
            Self::Group(group) => group.fields,
        }
    }

    /// The group, where it is one.
    #[must_use]
    pub const fn group(&self) -> Option<&Group> {
        match self {
            Self::Fields(_) => None,
            Self::Group(group) => Some(group),
        }
    }
}

/// The name of a field within its group: the id of one that is in none.
#[must_use]
pub fn name_in_group(id: &str) -> &str {
    id.rsplit_once('.').map_or(id, |(_, name)| name)
}
