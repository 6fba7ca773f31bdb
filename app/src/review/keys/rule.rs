//! What the keys mean. Pure; the one list that the page acts by and that the help shows.

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Shows the list of keys.
    Help,
    /// Takes the claim.
    Claim,
    /// Asks whether to approve.
    Approve,
    /// Goes to "return for correction".
    Return,
    /// Asks whether to refuse.
    Refuse,
    /// Asks whether to confirm what a colleague decided.
    Confirm,
    /// Goes to the note with which it is not confirmed.
    Decline,
    /// On to the next case.
    Next,
    /// To the box for an internal note.
    Remark,
    /// A close look at the pictures.
    Viewer,
    /// Back to the queue.
    Queue,
    /// One line down.
    Down,
    /// One line up.
    Up,
    /// To the search of the queue.
    Search,
}

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Page {
    /// A case.
    Case,
    /// The queue.
    Queue,
}

/// A line of the list: the keys, one after the other, what they do, and where.
pub struct Line {
    /// As they are typed.
    pub keys: &'static [&'static str],
    /// What for.
    pub act: Act,
    /// Its text, `desk.keys.<text>`.
    pub text: &'static str,
    /// Where.
    pub pages: &'static [Page],
}

const CASE: &[Page] = &[Page::Case];
const QUEUE: &[Page] = &[Page::Queue];
const BOTH: &[Page] = &[Page::Case, Page::Queue];

const fn line(
    keys: &'static [&'static str],
    act: Act,
    text: &'static str,
    pages: &'static [Page],
) -> Line {
    Line {
        keys,
        act,
        text,
        pages,
    }
}

/// All of them, in the order of the help.
pub const LINES: &[Line] = &[
    line(&["c"], Act::Claim, "claim", CASE),
    line(&["a"], Act::Approve, "approve", CASE),
    line(&["r"], Act::Return, "return", CASE),
    line(&["x"], Act::Refuse, "refuse", CASE),
    line(&["y"], Act::Confirm, "confirm", CASE),
    line(&["d"], Act::Decline, "decline", CASE),
    line(&["v"], Act::Viewer, "viewer", CASE),
    line(&["i"], Act::Remark, "remark", CASE),
    line(&["j"], Act::Down, "down", QUEUE),
    line(&["k"], Act::Up, "up", QUEUE),
    line(&["/"], Act::Search, "search", QUEUE),
    line(&["n"], Act::Next, "next", BOTH),
    line(&["g", "q"], Act::Queue, "queue", BOTH),
    line(&["?"], Act::Help, "help", BOTH),
];

/// What a key means after the key before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Do this.
    Act(Act),
    /// Wait for the next key.
    Begin,
    /// Not ours.
    Nothing,
}

/// The meaning of `key` on a page; `before` is the key that began a pair.
#[must_use]
pub fn meaning(page: Page, before: Option<&str>, key: &str) -> Meaning {
    let key = key.to_ascii_lowercase();
    let here = || LINES.iter().filter(|line| line.pages.contains(&page));
    let typed: Vec<&str> = before.into_iter().chain([key.as_str()]).collect();
    if let Some(line) = here().find(|line| line.keys == typed) {
        return Meaning::Act(line.act);
    }
    let begins = |line: &Line| line.keys.len() > 1 && line.keys[0] == key;
    match before {
        // A pair that does not exist: the second key counts by itself.
        Some(_) => meaning(page, None, &key),
        None if here().any(begins) => Meaning::Begin,
        None => Meaning::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_what_the_list_says_and_only_there() {
        assert_eq!(meaning(Page::Case, None, "a"), Meaning::Act(Act::Approve));
        assert_eq!(meaning(Page::Case, None, "A"), Meaning::Act(Act::Approve));
        assert_eq!(meaning(Page::Queue, None, "a"), Meaning::Nothing);
        assert_eq!(meaning(Page::Queue, None, "j"), Meaning::Act(Act::Down));
        assert_eq!(meaning(Page::Case, None, "Enter"), Meaning::Nothing);
    }

    #[test]
    fn two_keys_one_after_the_other_are_a_pair() {
        assert_eq!(meaning(Page::Case, None, "g"), Meaning::Begin);
        assert_eq!(
            meaning(Page::Case, Some("g"), "q"),
            Meaning::Act(Act::Queue)
        );
        assert_eq!(meaning(Page::Case, None, "q"), Meaning::Nothing);
        assert_eq!(
            meaning(Page::Case, Some("g"), "c"),
            Meaning::Act(Act::Claim)
        );
    }

    #[test]
    fn every_key_stands_for_one_thing_and_has_a_text() {
        for page in [Page::Case, Page::Queue] {
            for line in LINES.iter().filter(|line| line.pages.contains(&page)) {
                let same = LINES
                    .iter()
                    .filter(|other| other.pages.contains(&page) && other.keys == line.keys);
                assert_eq!(same.count(), 1, "{:?}", line.keys);
                let name = format!("desk.keys.{}", line.text);
                assert!(
                    domain::text::find(domain::text::Language::English, &name).is_some(),
                    "{name}"
                );
            }
        }
    }
}
