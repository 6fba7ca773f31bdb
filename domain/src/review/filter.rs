//! The queue's filter: what it can ask for, and how it stands in an address. Whoever lists cases, links
//! to them or leads back to them has it from here.

use serde::{Deserialize, Serialize};

use crate::application::state::ApplicationState;

crate::named! {
    /// Only some of the cases.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Only {
        /// Whose due day is over.
        Overdue = "overdue",
        /// The reader's own.
        Mine = "mine",
        /// Whose decision waits for a second officer.
        Confirm = "confirm",
        /// With messages nobody has read.
        Unread = "unread",
    }
}

/// What the queue shows; every part of it is in the URL, where anything may have been written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// `submitted` (default), another state, or [`QueueFilter::ALL_STATES`].
    pub state: String,
    /// The id of an [`Only`], or empty.
    pub only: String,
    /// A part of a name, the beginning of a reference, or a whole number; empty: any.
    pub search: String,
    /// Id of an office, for those who see several; empty: all.
    pub office: String,
    /// [`QueueFilter::NEWEST`], or empty: what is due first, where something is.
    pub sort: String,
    /// Key of the last row of the page before, empty on the first page.
    pub after: String,
}

impl QueueFilter {
    /// The names of its parts in a query.
    pub const PARTS: [&'static str; 6] = ["state", "only", "search", "office", "sort", "after"];
    /// Stands for every state.
    pub const ALL_STATES: &'static str = "all";
    /// What came last is first.
    pub const NEWEST: &'static str = "newest";

    /// Reads it: `part` says what a query has under a name.
    #[must_use]
    pub fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let [state, only, search, office, sort, after] =
            Self::PARTS.map(|name| part(name).unwrap_or_default().trim().to_owned());
        Self {
            state,
            only,
            search,
            office,
            sort,
            after,
        }
    }

    /// Its parts that are not empty, with their names in a query.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parts = [
            &self.state,
            &self.only,
            &self.search,
            &self.office,
            &self.sort,
            &self.after,
        ];
        Self::PARTS
            .into_iter()
            .zip(parts.map(String::as_str))
            .filter(|(_, text)| !text.is_empty())
    }

    /// Which cases only.
    #[must_use]
    pub fn only(&self) -> Option<Only> {
        Only::parse(&self.only)
    }

    /// The state its cases are in; `None`: any.
    #[must_use]
    pub fn state(&self) -> Option<ApplicationState> {
        match (self.only(), self.state.as_str()) {
            (Some(Only::Overdue | Only::Confirm), _) | (_, "") => Some(ApplicationState::Submitted),
            (_, id) => ApplicationState::parse(id),
        }
    }

    /// Whether what is due first is first. A due day says something about what waits only;
    /// everything else shows what came last.
    #[must_use]
    pub fn is_by_due(&self) -> bool {
        self.state() == Some(ApplicationState::Submitted) && self.sort != Self::NEWEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_as_it_was_written() {
        let filter = QueueFilter {
            only: Only::Mine.id().to_owned(),
            search: "王 &".to_owned(),
            sort: QueueFilter::NEWEST.to_owned(),
            ..QueueFilter::default()
        };
        let written: Vec<_> = filter.parts().collect();
        assert_eq!(
            written,
            [("only", "mine"), ("search", "王 &"), ("sort", "newest")]
        );
        let read = QueueFilter::read(|name| {
            let part = written.iter().find(|(known, _)| *known == name)?;
            Some(format!(" {} ", part.1))
        });
        assert_eq!(read, filter);
        assert!(!read.is_by_due());
    }

    #[test]
    fn what_is_late_or_to_be_confirmed_waits_and_every_state_is_none() {
        let of = |state: &str, only: &str| QueueFilter {
            state: state.to_owned(),
            only: only.to_owned(),
            ..QueueFilter::default()
        };
        let waits = Some(ApplicationState::Submitted);
        assert_eq!(of("", "").state(), waits);
        assert_eq!(of("refused", "overdue").state(), waits);
        assert_eq!(of("refused", "").state(), Some(ApplicationState::Refused));
        assert_eq!(of(QueueFilter::ALL_STATES, "unread").state(), None);
        assert_eq!(of("nonsense", "nonsense").state(), None);
    }
}
