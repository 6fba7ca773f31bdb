//! Which texts a page was drawn from, as it says with what was typed in it: so that a page that was
//! open for long, in another tab or on another device, does not take the place of newer answers.

use super::{Field, FieldError, RawAnswers};
use crate::map::Map;

/// What the value of a page begins with, so that an empty one is told from none.
const HEAD: &str = "1";
/// The button that takes what stands in the page.
const KEEP: &str = "keep";
/// The button that takes the other text.
const OTHER: &str = "other";

/// The fingerprint of a text: short enough to stand in a page beside every field. Browsers write
/// line ends in two ways, so those do not count.
#[must_use]
pub fn mark(text: &str) -> String {
    // FNV-1a: nobody gains anything by finding two texts with the same one.
    let hash = text
        .bytes()
        .filter(|byte| *byte != b'\r')
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

/// Whether two texts are the same to whoever reads them.
#[must_use]
pub fn is_same(one: &str, other: &str) -> bool {
    mark(one) == mark(other)
}

/// Field → fingerprints of the texts whoever typed has seen there: first the one the page was drawn
/// with, then others, such as what was typed there and sent without an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// `None`: it is not known what the page was drawn from, and what is sent is meant as it is.
    seen: Option<Map<String, Vec<String>>>,
    /// A field changed in two places, and what was chosen of it.
    choice: Option<Choice>,
}

/// Which of two texts is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    field: String,
    /// The fingerprint of the text that does not stand in the page.
    other: String,
    takes_other: bool,
}

impl Drawn {
    /// It is not known; what is sent is meant as it is.
    #[must_use]
    pub fn unknown() -> Self {
        Self::default()
    }

    /// A page with these fields, as they stand in the answers.
    #[must_use]
    pub fn of<'a>(answers: &RawAnswers, fields: impl IntoIterator<Item = &'a Field>) -> Self {
        let mut drawn = Self {
            seen: Some(Map::new()),
            choice: None,
        };
        for field in fields.into_iter().filter(|field| field.is_kept()) {
            drawn.put(field.id, mark(answers.get(field.id)));
        }
        drawn
    }

    /// The page was drawn with a text of this fingerprint in the field; further ones were seen since.
    pub fn put(&mut self, field: &str, mark: String) {
        let seen = self.seen.get_or_insert_default();
        let marks = seen.get_or_insert_with(field.to_owned(), Vec::new);
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }

    /// Since then a text of this fingerprint has been seen there, too.
    pub fn add(&mut self, field: &str, text: String) {
        let seen = self.seen.get_or_insert_default();
        // A field the page says nothing of was empty.
        seen.get_or_insert_with(field.to_owned(), || vec![mark("")]);
        self.put(field, text);
    }

    /// What has been seen on either of two pages.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        if self.seen.is_none() {
            return other;
        }
        for (field, marks) in other.seen.into_iter().flatten() {
            for mark in marks {
                self.add(&field, mark);
            }
        }
        self
    }

    /// Its form value: `1` and for each field its id and the fingerprints.
    #[must_use]
    pub fn value(&self) -> String {
        let fields = self
            .seen
            .iter()
            .flatten()
            .map(|(field, marks)| format!(",{field}:{}", marks.join(".")));
        match self.seen {
            Some(_) => std::iter::once(HEAD.to_owned()).chain(fields).collect(),
            None => String::new(),
        }
    }

    /// Reads the form value back; what is none is not known.
    #[must_use]
    pub fn from_value(value: &str) -> Self {
        let mut parts = value.split(',');
        if parts.next() != Some(HEAD) {
            return Self::unknown();
        }
        let seen = parts
            .filter_map(|part| part.split_once(':'))
            .map(|(field, marks)| {
                let marks = marks.split('.').map(str::to_owned).collect();
                (field.to_owned(), marks)
            })
            .collect();
        Self {
            seen: Some(seen),
            choice: None,
        }
    }

    /// The same when a button was pressed; some choose between two texts of a field.
    #[must_use]
    pub fn with_action(mut self, action: &str) -> Self {
        let mut parts = action.splitn(3, '.');
        if let (Some(way @ (KEEP | OTHER)), Some(field), Some(other)) =
            (parts.next(), parts.next(), parts.next())
        {
            self.choice = Some(Choice {
                field: field.to_owned(),
                other: other.to_owned(),
                takes_other: way == OTHER,
            });
        }
        self
    }

    /// Whether somebody with this page has seen a text of a field.
    #[must_use]
    pub fn knows(&self, field: &str, text: &str) -> bool {
        let Some(seen) = &self.seen else { return true };
        let text = mark(text);
        let is_chosen = self
            .choice
            .as_ref()
            .is_some_and(|choice| choice.field == field && choice.other == text);
        is_chosen
            || match seen.get(field) {
                Some(marks) => marks.contains(&text),
                None => text == mark(""),
            }
    }

    /// Whether a text of a field is what the page was drawn from, and no choice about it was made:
    /// then nobody typed it there.
    #[must_use]
    pub fn is_untouched(&self, field: &str, text: &str) -> bool {
        let is_chosen = self
            .choice
            .as_ref()
            .is_some_and(|choice| choice.field == field);
        let Some(seen) = &self.seen else { return false };
        let first = seen.get(field).and_then(|marks| marks.first().cloned());
        !is_chosen && first.unwrap_or_else(|| mark("")) == mark(text)
    }

    /// Whether the other text of a field was chosen, and this is it.
    #[must_use]
    pub fn takes(&self, field: &str, text: &str) -> bool {
        self.choice.as_ref().is_some_and(|choice| {
            choice.takes_other && choice.field == field && choice.other == mark(text)
        })
    }
}

/// The value of the button that keeps what stands in the field.
#[must_use]
pub fn keep(field: &str, other: &str) -> String {
    format!("{KEEP}.{field}.{}", mark(other))
}

/// The value of the button that takes the other text of a field.
#[must_use]
pub fn take_other(field: &str, other: &str) -> String {
    format!("{OTHER}.{field}.{}", mark(other))
}

/// Whether a button chooses between two texts.
#[must_use]
pub fn is_choice(action: &str) -> bool {
    Drawn::unknown().with_action(action).choice.is_some()
}

/// A field as it was typed, and what its page was drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredField {
    /// As typed.
    pub text: String,
    /// The page.
    pub drawn: Drawn,
}

impl From<&str> for EnteredField {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            drawn: Drawn::unknown(),
        }
    }
}

/// The fields of a page as they were typed, and what it was drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Field → as typed.
    pub answers: Map<String, String>,
    /// The page.
    pub drawn: Drawn,
}

impl From<Map<String, String>> for Posted {
    fn from(answers: Map<String, String>) -> Self {
        Self {
            answers,
            drawn: Drawn::unknown(),
        }
    }
}

/// What becomes of a text that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// Nothing: it is what is stored, or nobody typed it. Two texts that were left to choose from
    /// are so no longer when `is_settled`.
    Stays {
        /// There is nothing to choose any more.
        is_settled: bool,
    },
    /// It takes the place of what is stored; the text in `other`, which nobody with this page has
    /// seen, stays beside it to be chosen.
    Taken {
        /// What stays beside it.
        other: Option<String>,
    },
    /// What is stored was written elsewhere since the page was drawn: it stays, and what was typed
    /// is kept beside it until somebody chooses.
    Disputed,
}

impl Drawn {
    /// What becomes of `text`, typed into a field of this page that holds `stored`. `other` is a
    /// text left beside it earlier; `is_read`: no person wrote what is stored.
    #[must_use]
    pub fn meet(
        &self,
        field: &str,
        text: &str,
        stored: &str,
        other: Option<&str>,
        is_read: bool,
    ) -> Meeting {
        let is_left = |other: &str| !is_same(other, text) && !self.knows(field, other);
        if is_same(text, stored) {
            return Meeting::Stays {
                is_settled: other.is_some_and(|other| !is_left(other)),
            };
        }
        if other.is_none() && self.is_untouched(field, text) && !self.knows(field, stored) {
            return Meeting::Stays { is_settled: false };
        }
        if !is_read && !self.knows(field, stored) {
            return Meeting::Disputed;
        }
        Meeting::Taken {
            other: other.filter(|other| is_left(other)).map(str::to_owned),
        }
    }
}

impl Field {
    /// Whether what is typed here is stored as text.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        !self.is_secret() && !self.is_upload()
    }

    /// What is stored of a text.
    #[must_use]
    pub fn kept(&self, text: &str) -> String {
        let kept = text.chars().take(self.keep);
        kept.filter(|c| *c != '\0').collect()
    }
}

impl FieldError {
    /// The other text of a field that was changed in two places.
    #[must_use]
    pub fn other(&self) -> Option<&str> {
        match self {
            Self::Disputed { other, .. } => Some(other),
            _ => None,
        }
    }

    /// The same for a page in which `text` stands, where `stored` does in the answers: what is the
    /// other one depends on it.
    #[must_use]
    pub fn seen_from(&self, text: &str, stored: &str) -> Self {
        match self {
            Self::Disputed { other, .. } if is_same(other, text) => Self::Disputed {
                other: stored.to_owned(),
                label: String::new(),
            },
            reason => reason.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Drawn {
        let mut drawn = Drawn::from_value("1");
        drawn.put("address", mark(text));
        drawn
    }

    fn taken() -> Meeting {
        Meeting::Taken { other: None }
    }

    #[test]
    fn a_page_says_what_it_was_drawn_from_and_is_understood() {
        let mut drawn = page("金水区\n1号");
        drawn.put("mobile", mark("1"));
        drawn.add("mobile", mark("2"));
        let back = Drawn::from_value(&drawn.value());
        assert_eq!(back, drawn);
        assert!(back.knows("address", "金水区\r\n1号"), "line ends");
        assert!(back.knows("mobile", "2") && !back.knows("mobile", "3"));
        assert!(back.knows("postcode", "") && !back.knows("postcode", "1"));
        assert_eq!(Drawn::from_value("1").value(), "1");
        let both = Drawn::from_value("1").and(page("new"));
        assert!(both.knows("address", "") && both.knows("address", "new"));
        for nothing in ["", "2,address:1", "address"] {
            assert_eq!(Drawn::from_value(nothing), Drawn::unknown());
        }
        assert!(Drawn::unknown().knows("address", "whatever"));
    }

    #[test]
    fn newer_text_of_another_page_is_never_overwritten_unseen() {
        let meet = |text, stored| page("old").meet("address", text, stored, None, false);
        assert_eq!(meet("mine", "old"), taken());
        assert_eq!(meet("mine", "theirs"), Meeting::Disputed);
        assert_eq!(meet("", "theirs"), Meeting::Disputed, "emptied here");
        let stays = Meeting::Stays { is_settled: false };
        assert_eq!(meet("old", "theirs"), stays, "nobody typed it here");
        assert_eq!(meet("theirs", "theirs"), stays, "the same in both");
        // Chosen here, and sent without an answer: that is no reason to take it for untouched.
        let mut sent = page("old");
        sent.add("address", mark("mine"));
        let again = sent.meet("address", "mine", "theirs", None, false);
        assert_eq!(again, Meeting::Disputed);
        // Of a machine that read a picture: a person comes first.
        assert_eq!(
            page("").meet("address", "mine", "read", None, true),
            taken()
        );
        let unknown = Drawn::unknown();
        assert_eq!(unknown.meet("address", "a", "b", None, false), taken());
    }

    #[test]
    fn two_texts_stay_until_somebody_who_saw_both_chooses() {
        let left = Meeting::Taken {
            other: Some("mine".to_owned()),
        };
        let settled = Meeting::Stays { is_settled: true };
        let meet =
            |page: Drawn, text: &str| page.meet("address", text, "theirs", Some("mine"), false);
        assert_eq!(meet(page("theirs"), "theirs, longer"), left);
        let open = Meeting::Stays { is_settled: false };
        assert_eq!(
            meet(page("theirs"), "theirs"),
            open,
            "going on is no choice"
        );
        let kept = page("theirs").with_action(&keep("address", "mine"));
        assert_eq!(meet(kept.clone(), "theirs"), settled);
        assert_eq!(meet(kept, "theirs, longer"), taken());
        let other = page("theirs").with_action(&take_other("address", "mine"));
        assert!(other.takes("address", "mine") && !other.takes("address", "theirs"));
        assert_eq!(meet(other, "mine"), taken());
        // The page in which "mine" was typed, and which was shown "theirs".
        let mut first = page("old").with_action(&keep("address", "theirs"));
        first.add("address", mark("mine"));
        assert_eq!(meet(first, "mine"), taken());
        // Changed again meanwhile: nobody saw that.
        let late = page("old").with_action(&keep("address", "theirs"));
        let again = late.meet("address", "mine", "newest", Some("mine"), false);
        assert_eq!(again, Meeting::Disputed);
    }

    #[test]
    fn only_the_buttons_of_a_choice_choose() {
        for (action, is) in [
            ("next", false),
            ("keep", false),
            ("keep.address", false),
            ("keep.address.0123", true),
            ("other.address.0123", true),
            ("none.address.0123", false),
        ] {
            assert_eq!(is_choice(action), is, "{action}");
        }
    }
}
