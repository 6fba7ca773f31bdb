//! The signs that stand between the letters of a name, each of which keyboards, fonts and scripts
//! write in many ways. It must not know where in a name a sign may stand.

/// What a sign is to a reader, whichever character it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The dot between the parts of a minority name, also of a katakana or Catalan one.
    Dot,
    /// The dot after an initial or an abbreviation.
    Stop,
    /// The full stop of Chinese and Japanese, which abbreviates nothing.
    IdeographicStop,
    /// Hyphens and dashes.
    Hyphen,
    /// Apostrophes, and the letters and accents that stand for one: `ʻ`, `´`.
    Apostrophe,
    /// Between a family name and a given one written after it.
    Comma,
    /// As in `S/O`.
    Slash,
    /// "Also called", in Malaysia.
    At,
    /// The double hyphen of katakana names.
    DoubleHyphen,
    /// A long vowel in Mohawk.
    Colon,
    /// A click, when it is written with the sign on every keyboard.
    Click,
    /// Between the syllables of a Tibetan name, and the words of an Ethiopian one.
    Separator,
    /// Brackets and quotation marks.
    Bracket,
}

impl Sign {
    /// What this character is, if it is such a sign in any width.
    pub fn of(c: char) -> Option<Self> {
        let sign = match narrow(c) {
            '\u{B7}' | '\u{387}' | '\u{2D9}' | '\u{16EB}' | '\u{2022}' | '\u{2027}'
            | '\u{2219}' | '\u{22C5}' | '\u{25AA}' | '\u{25CF}' | '\u{25E6}' | '\u{2E31}'
            | '\u{2E33}' | '\u{30FB}' | '\u{A78F}' | '\u{FF65}' => Self::Dot,
            '.' | '\u{970}' | '\u{2024}' | '\u{FE52}' => Self::Stop,
            '\u{3002}' | '\u{FF61}' => Self::IdeographicStop,
            '-'
            | '\u{58A}'
            | '\u{5BE}'
            | '\u{1806}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2043}'
            | '\u{2212}'
            | '\u{2500}'
            | '\u{FE58}'
            | '\u{FE63}' => Self::Hyphen,
            '\''
            | '`'
            | '\u{B4}'
            | '\u{2B9}'
            | '\u{2BB}'..='\u{2BF}'
            | '\u{2C8}'
            | '\u{2CA}'
            | '\u{2CB}'
            | '\u{55A}'
            | '\u{5F3}'
            | '\u{5F4}'
            | '\u{2018}'..='\u{201B}'
            | '\u{2032}'
            | '\u{2035}'
            | '\u{A78B}'
            | '\u{A78C}' => Self::Apostrophe,
            ',' | '\u{60C}' | '\u{FE50}' => Self::Comma,
            '/' => Self::Slash,
            '@' | '\u{FE6B}' => Self::At,
            '=' | '\u{30A0}' => Self::DoubleHyphen,
            ':' | '\u{A789}' => Self::Colon,
            '!' => Self::Click,
            '\u{F0B}' | '\u{F0C}' | '\u{1361}' => Self::Separator,
            '('
            | ')'
            | '['
            | ']'
            | '"'
            | '\u{AB}'
            | '\u{BB}'
            | '\u{201C}'..='\u{201F}'
            | '\u{3008}'..='\u{3011}'
            | '\u{3014}'..='\u{301B}'
            | '\u{FF62}'
            | '\u{FF63}' => Self::Bracket,
            _ => return None,
        };
        Some(sign)
    }
}

/// The plain form of a full-width letter, digit or sign of ASCII.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c)
            .checked_sub(0xFEE0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        c => c,
    }
}
