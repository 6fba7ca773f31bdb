//! A column that holds sealed values. Each feature names its own; whoever has them sealed anew is given
//! them.

use std::fmt::Display;

use serde::Serialize;

use super::{Keyring, Purpose, Sealed};

/// A column of sealed values, and how its rows are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The columns that name a row and their types; a row is called by their texts, `/` between.
    pub row: &'static [(&'static str, &'static str)],
    /// The column with the blind index of the same text, if there is one.
    pub index: Option<&'static str>,
}

impl Column {
    /// A column of sealed values of a table.
    pub(crate) const fn of(
        table: &'static str,
        name: &'static str,
        row: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            table,
            name,
            row,
            index: None,
        }
    }

    /// The same, with a column for the blind index.
    pub(crate) const fn with_index(self, index: &'static str) -> Self {
        Self {
            index: Some(index),
            ..self
        }
    }

    /// The place of a value: `table.column/row`.
    pub(super) fn place(&self, row: &dyn Display) -> String {
        format!("{}.{}/{row}", self.table, self.name)
    }

    /// Seals a value for a row of this column.
    #[must_use]
    pub fn seal<T: Serialize>(&self, keys: &Keyring, row: impl Display, value: &T) -> Sealed<T> {
        let plain = serde_json::to_vec(value).expect("texts and maps of texts are JSON");
        Sealed::new(keys.seal(Purpose::Columns, &self.place(&row), &plain))
    }

    /// The blind index of a text of this column, to be stored beside it.
    #[must_use]
    pub fn index(&self, keys: &Keyring, text: &str) -> Vec<u8> {
        keys.index(&self.purpose(), text)
    }

    /// Every index under which a text of this column may stand; see [`Keyring::indexes`].
    #[must_use]
    pub fn indexes(&self, keys: &Keyring, text: &str) -> Vec<Vec<u8>> {
        keys.indexes(&self.purpose(), text)
    }

    fn purpose(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }
}

/// The type of most ids.
pub(crate) const UUID: &str = "uuid";
/// Rows that are named by their application.
pub(crate) const APPLICATION: &[(&str, &str)] = &[("application_id", UUID)];
