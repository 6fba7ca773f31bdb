//! How texts are folded: THE place that knows what of a text is kept and what counts as the same.
//!
//! | function | for | what it does |
//! | --- | --- | --- |
//! | [`kept`] | names and addresses, as they are stored, shown and printed | takes away what nobody can see |
//! | [`fold`] | numbers, codes, mail addresses, user names | besides, makes full-width forms plain (NFKC) |
//! | [`comparable`] | names, where they are compared or looked for | besides, overlooks case, spaces and the signs between letters |
//! | [`prose`] | texts of several lines | takes away what controls or turns text |
//!
//! The database folds names for its search as [`comparable`] does (`folded` in the migrations);
//! a test in `backend` compares the two. See `docs/decisions/0017-what-is-kept-of-a-text.md`.

use super::sign::Sign;
use super::unicode;

/// The space of ideographic scripts, as wide as a character.
const WIDE_SPACE: char = '\u{3000}';

/// What an input method, a scanner or a paste adds, taken away again: full-width forms become
/// plain ones (NFKC), every kind of white space becomes a space, invisible and control characters
/// vanish, the ends are trimmed. Source: specification, D10.
///
/// For what has a normal form: it changes how a text looks, so names are not kept like this. Line
/// breaks become spaces too; and it is not for passwords, in which every character counts.
#[must_use]
pub fn fold(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() || is_invisible(c) => None,
            c => Some(c),
        })
        .collect();
    unicode::nfkc(&visible).trim().to_owned()
}

/// A text of one line as it was typed: every visible character stays the very character it is.
/// White space becomes one space (a wide one where a wide one was), what has no shape and gives
/// none to its neighbours vanishes, and the radicals a PDF writes become the ideographs they show.
#[must_use]
pub fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut before = None;
    let mut space = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c.is_whitespace() {
            space = match space {
                Some(WIDE_SPACE) => space,
                _ if c == WIDE_SPACE => Some(WIDE_SPACE),
                _ => Some(' '),
            };
            continue;
        }
        if c.is_control() || is_invisible(c) {
            let after = || rest.clone().find(|&next| !is_invisible(next));
            let before = before.filter(|_| space.is_none());
            if !before.is_some_and(|before| shapes(before, c, after)) {
                continue;
            }
        }
        if let Some(space) = space.take().filter(|_| !kept.is_empty()) {
            kept.push(space);
        }
        if is_radical(c) {
            kept.push_str(&unicode::nfkc(c.encode_utf8(&mut [0; 4])));
        } else {
            kept.push(c);
        }
        before = kept.chars().next_back();
    }
    kept
}

/// A name as it is compared and looked for: width, case, spaces, variants of a character and the
/// signs between letters do not matter. Never shown. Empty when there is no letter in it.
#[must_use]
pub fn comparable(text: &str) -> String {
    let bare = |text: &str| -> String { text.chars().filter(|&c| !is_overlooked(c)).collect() };
    // Before NFKC too: it would take `˙` apart into a space and a mark that holds on to a letter.
    let plain = bare(&unicode::nfkc(&bare(text)));
    let small: String = plain.chars().flat_map(char::to_lowercase).collect();
    unicode::nfkc(&small)
}

/// A text of several lines as it is kept: line breaks of one kind, nothing around it, no signs that
/// control, and none that turn the direction of what follows. Empty when nobody would see anything.
#[must_use]
pub fn prose(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}'))
        .collect();
    match text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        true => String::new(),
        false => text.trim().to_owned(),
    }
}

/// Folds, and makes one space of several.
pub(crate) fn fold_spaces(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// Folds, and drops the spaces and dashes people put into numbers so they can read them.
pub(crate) fn fold_number(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|&c| c != ' ' && !is_dash(c))
        .collect()
}

/// Hyphens and dashes, and the long-vowel mark `ー` that sits on the same key in Japan.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー')
}

/// How many characters somebody sees who counts them.
pub(super) fn visible_length(text: &str) -> usize {
    text.chars().filter(|&c| !is_invisible(c)).count()
}

/// A character of Chinese origin, as in names of China and Japan.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c,
        '々' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

/// Looks like an ideograph, and stands in no name: what is copied from a PDF has it.
fn is_radical(c: char) -> bool {
    matches!(c, '\u{2F00}'..='\u{2FD5}')
}

/// What a comparison of names does not look at.
fn is_overlooked(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c) || Sign::of(c).is_some()
}

/// Format characters without a shape: joiners, direction marks, variation selectors, tags, fillers.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character without a shape of its own changes the one before it, or how it joins the
/// one after it: the variant of an ideograph that is somebody's own (UTS #37), a letter of
/// Mongolian, a joiner in Persian, Sinhala and their like.
fn shapes(before: char, c: char, after: impl Fn() -> Option<char>) -> bool {
    let joins = |c: char| {
        matches!(c, '\u{600}'..='\u{109F}' | '\u{1700}'..='\u{1CFF}' | '\u{A800}'..='\u{ABFF}')
            && !is_invisible(c)
    };
    match c {
        '\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}' => is_ideograph(before),
        '\u{180B}'..='\u{180F}' => {
            matches!(before, '\u{1800}'..='\u{180A}' | '\u{1810}'..='\u{18AF}')
        }
        '\u{200C}' | '\u{200D}' => joins(before) && after().is_some_and(joins),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_width_becomes_plain() {
        assert_eq!(fold("　４１０１０５ＡＢｘ－＠　"), "410105ABx-@");
    }

    #[test]
    fn half_width_katakana_becomes_the_usual_one() {
        assert_eq!(fold("ﾄﾞｹｯﾄ"), "ドケット");
    }

    #[test]
    fn invisible_and_control_characters_vanish() {
        for fold in [fold, kept, comparable] {
            assert_eq!(fold("\u{FEFF}张\u{200B}三\u{0007}\u{202E}"), "张三");
            assert_eq!(fold("\u{200B}\u{2060} "), "");
        }
    }

    #[test]
    fn line_breaks_and_tabs_become_spaces() {
        assert_eq!(fold("a\nb\tc\u{00A0}d\r\n"), "a b c d");
        assert_eq!(kept(" a \r\n\tb\u{00A0}c "), "a b c");
    }

    #[test]
    fn several_spaces_become_one() {
        assert_eq!(fold_spaces(" a \r\n　b "), "a b");
        assert_eq!(kept(" 山田　 太郎　"), "山田　太郎");
    }

    #[test]
    fn what_is_kept_looks_as_it_was_typed() {
        for text in [
            "葛\u{E0100}城",
            "大\u{FA10}",
            "辻\u{FE00}",
            "某某（集团）有限公司",
            "ｶ)ﾄﾞｹｯﾄ",
            "㈱例示 １号",
            "阿依古丽˙买买提",
            "O´Neill",
            "علی\u{200C}رضا",
            "ශ්\u{200D}රී",
            "ᠮᠣᠩ\u{180B}ᠭᠤᠯ",
            "e\u{301}",
        ] {
            assert_eq!(kept(text), text);
        }
    }

    #[test]
    fn what_gives_no_shape_to_its_neighbour_is_not_kept() {
        for (text, expected) in [
            ("A\u{E0100}nna", "Anna"),
            ("张\u{200D}三", "张三"),
            ("علی\u{200C}", "علی"),
            ("علی\u{200C} رضا", "علی رضا"),
            ("葛\u{E0100}\u{E0101}城", "葛\u{E0100}城"),
            ("葛 \u{E0100}城", "葛 城"),
            ("\u{E0100}城", "城"),
            ("\u{2F45}\u{E0100}", "方\u{E0100}"),
        ] {
            assert_eq!(kept(text), expected, "{text:?}");
        }
    }

    #[test]
    fn however_a_name_is_written_it_compares_the_same() {
        for (name, others) in [
            (
                "阿依古丽·买买提",
                &[
                    "阿依古丽˙买买提",
                    "阿依古丽.买买提",
                    "阿依古丽 ・ 买买提",
                    "阿依古丽。买买提",
                    "阿依古丽买买提",
                ][..],
            ),
            ("葛城", &["葛\u{E0100}城", "葛\u{E0101} 城"]),
            ("大塚", &["大\u{FA10}"]),
            ("大河（集团）公司", &["大河(集团)公司", "大河﹙集团﹚公司"]),
            (
                "Jean-Luc O’Neill",
                &["JEAN LUC O'NEILL", "jean‐luc oʼneill", "Jean-Luc O´Neill"],
            ),
            ("ʻOfa Tuʻungafasi", &["'Ofa Tu'ungafasi", "ofa tuungafasi"]),
            ("ジャン＝ポール・サルトル", &["ｼﾞｬﾝ゠ﾎﾟｰﾙ･ｻﾙﾄﾙ"]),
            ("WANG, XIAOMING", &["Wang Xiaoming"]),
            ("Kim-Lee (Park)", &["KIM LEE PARK", "kim-lee（park）"]),
            ("王小明（小明）", &["王小明(小明)", "王小明小明"]),
            ("José", &["Jose\u{301}"]),
        ] {
            for other in others {
                assert_eq!(comparable(other), comparable(name), "{other}");
            }
        }
        assert_ne!(comparable("ジャンー"), comparable("ジャン"));
        assert_eq!(comparable("˙·-"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            for fold in [fold, kept, comparable] {
                let once = fold(&text);
                prop_assert_eq!(fold(&once), once);
            }
        }

        #[test]
        fn nothing_visible_is_lost(text in any::<String>()) {
            let visible = |text: &str| -> String {
                let is_seen = |c: &char| !(c.is_whitespace() || c.is_control() || is_invisible(*c));
                text.chars().filter(is_seen).collect()
            };
            let shown: String = text
                .chars()
                .map(|c| if is_radical(c) { unicode::nfkc(&c.to_string()) } else { c.to_string() })
                .collect();
            prop_assert_eq!(visible(&kept(&text)), visible(&shown));
        }

        #[test]
        fn what_is_kept_is_found_by_what_was_typed(text in "\\PC{0,12}") {
            prop_assert_eq!(comparable(&kept(&text)), comparable(&text));
        }
    }
}
