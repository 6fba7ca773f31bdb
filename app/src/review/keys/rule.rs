//! What the keys mean. Pure; the one list that the page acts by and that the help shows.

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAct {
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
pub enum KeysPage {
    /// A case.
    Case,
    /// The queue.
    Queue,
}

/// A line of the list: the keys, one after the other, what they do, and where.
pub struct KeyLine {
    /// As they are typed.
    pub keys: &'static [&'static str],
    /// What for.
    pub act: KeyAct,
    /// Its text, `desk.keys.<text>`.
    pub text: &'static str,
    /// Where.
    pub pages: &'static [KeysPage],
}

const CASE: &[KeysPage] = &[KeysPage::Case];
const QUEUE: &[KeysPage] = &[KeysPage::Queue];
const BOTH: &[KeysPage] = &[KeysPage::Case, KeysPage::Queue];

const fn line(
    keys: &'static [&'static str],
    act: KeyAct,
    text: &'static str,
    pages: &'static [KeysPage],
) -> KeyLine {
    KeyLine {
        keys,
        act,
        text,
        pages,
    }
}

/// All of them, in the order of the help.
pub const LINES: &[KeyLine] = &[
    line(&["c"], KeyAct::Claim, "claim", CASE),
    line(&["a"], KeyAct::Approve, "approve", CASE),
    line(&["r"], KeyAct::Return, "return", CASE),
    line(&["x"], KeyAct::Refuse, "refuse", CASE),
    line(&["y"], KeyAct::Confirm, "confirm", CASE),
    line(&["d"], KeyAct::Decline, "decline", CASE),
    line(&["v"], KeyAct::Viewer, "viewer", CASE),
    line(&["i"], KeyAct::Remark, "remark", CASE),
    line(&["j"], KeyAct::Down, "down", QUEUE),
    line(&["k"], KeyAct::Up, "up", QUEUE),
    line(&["/"], KeyAct::Search, "search", QUEUE),
    line(&["n"], KeyAct::Next, "next", BOTH),
    line(&["g", "q"], KeyAct::Queue, "queue", BOTH),
    line(&["?"], KeyAct::Help, "help", BOTH),
];

/// What a key means after the key before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMeaning {
    /// Do this.
    Act(KeyAct),
    /// Wait for the next key.
    Begin,
    /// Not ours.
    Nothing,
}

/// The meaning of `key` on a page; `before` is the key that began a pair.
#[must_use]
pub fn meaning(page: KeysPage, before: Option<&str>, key: &str) -> KeyMeaning {
    let key = key.to_ascii_lowercase();
    let here = || LINES.iter().filter(|line| line.pages.contains(&page));
    let typed: Vec<&str> = before.into_iter().chain([key.as_str()]).collect();
    if let Some(line) = here().find(|line| line.keys == typed) {
        return KeyMeaning::Act(line.act);
    }
    let begins = |line: &KeyLine| line.keys.len() > 1 && line.keys[0] == key;
    match before {
        // A pair that does not exist: the second key counts by itself.
        Some(_) => meaning(page, None, &key),
        None if here().any(begins) => KeyMeaning::Begin,
        None => KeyMeaning::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_what_the_list_says_and_only_there() {
        assert_eq!(
            meaning(KeysPage::Case, None, "a"),
            KeyMeaning::Act(KeyAct::Approve)
        );
        assert_eq!(
            meaning(KeysPage::Case, None, "A"),
            KeyMeaning::Act(KeyAct::Approve)
        );
        assert_eq!(meaning(KeysPage::Queue, None, "a"), KeyMeaning::Nothing);
        assert_eq!(
            meaning(KeysPage::Queue, None, "j"),
            KeyMeaning::Act(KeyAct::Down)
        );
        assert_eq!(meaning(KeysPage::Case, None, "Enter"), KeyMeaning::Nothing);
    }

    #[test]
    fn two_keys_one_after_the_other_are_a_pair() {
        assert_eq!(meaning(KeysPage::Case, None, "g"), KeyMeaning::Begin);
        assert_eq!(
            meaning(KeysPage::Case, Some("g"), "q"),
            KeyMeaning::Act(KeyAct::Queue)
        );
        assert_eq!(meaning(KeysPage::Case, None, "q"), KeyMeaning::Nothing);
        assert_eq!(
            meaning(KeysPage::Case, Some("g"), "c"),
            KeyMeaning::Act(KeyAct::Claim)
        );
    }

    #[test]
    fn every_key_stands_for_one_thing_and_has_a_text() {
        for page in [KeysPage::Case, KeysPage::Queue] {
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
