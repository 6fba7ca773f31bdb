//! Where the sentences are: compiled into what runs natively; in a browser fetched, a language and an
//! audience at a time, so that nobody loads what their page never says. See decision 19.

#[cfg(not(target_arch = "wasm32"))]
pub(super) use compiled::find;
#[cfg(not(target_arch = "wasm32"))]
pub use compiled::{entries, is_for};
#[cfg(target_arch = "wasm32")]
pub(super) use fetched::find;
#[cfg(target_arch = "wasm32")]
pub use fetched::{is_there, take_in};

/// Who reads a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone who opens a page.
    Everyone,
    /// Staff, besides what everyone reads.
    Staff,
    /// Whoever is sent a mail: no page says it.
    Mail,
    /// Whoever reads a printed form: no page says it.
    Print,
}

impl Audience {
    /// Those whose sentences pages say.
    pub const OF_PAGES: [Self; 2] = [Self::Everyone, Self::Staff];

    /// Name of its folder in `texts/<language>/`, and in the name of its table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Staff => "staff",
            Self::Mail => "mail",
            Self::Print => "print",
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod compiled {
    use super::Audience;
    use crate::text::{Language, name, table_of_the_build as table};

    /// The sentence whose name has this hash.
    pub fn find(language: Language, hash: u32) -> Option<&'static str> {
        let at = table::HASHES.binary_search(&hash).ok()?;
        Some(table::TEXTS[language as usize][at])
    }

    /// Whether a sentence of this name is in the table of an audience.
    #[must_use]
    pub fn is_for(audience: Audience, name: &str) -> bool {
        table::HASHES
            .binary_search(&name::hash(name))
            .is_ok_and(|at| table::AUDIENCES[at] == audience as u8)
    }

    /// The sentences of an audience in a language, each with the hash of its name.
    pub fn entries(
        language: Language,
        audience: Audience,
    ) -> impl Iterator<Item = (u32, &'static str)> {
        let texts = table::HASHES.iter().zip(table::TEXTS[language as usize]);
        texts
            .zip(table::AUDIENCES)
            .filter(move |(_, of)| **of == audience as u8)
            .map(|((hash, text), _)| (*hash, *text))
    }
}

#[cfg(target_arch = "wasm32")]
mod fetched {
    use std::sync::OnceLock;

    use super::Audience;
    use crate::text::Language;

    /// Sorted by hash.
    type Table = Vec<(u32, String)>;

    static TABLES: [[OnceLock<Table>; 2]; 3] = [const { [const { OnceLock::new() }; 2] }; 3];

    /// The sentence whose name has this hash, where its table is there.
    pub fn find(language: Language, hash: u32) -> Option<&'static str> {
        TABLES[language as usize]
            .iter()
            .filter_map(OnceLock::get)
            .find_map(|table| {
                let at = table.binary_search_by_key(&hash, |(of, _)| *of).ok()?;
                Some(table[at].1.as_str())
            })
    }

    /// Keeps a table for as long as the page is open. The second one of a kind is dropped.
    pub fn take_in(language: Language, audience: Audience, mut entries: Vec<(u32, String)>) {
        if let Some(place) = TABLES[language as usize].get(audience as usize) {
            entries.sort_unstable_by_key(|(hash, _)| *hash);
            let _ = place.set(entries);
        }
    }

    /// Whether a table has been taken in.
    #[must_use]
    pub fn is_there(language: Language, audience: Audience) -> bool {
        TABLES[language as usize]
            .get(audience as usize)
            .is_some_and(|place| place.get().is_some())
    }
}
