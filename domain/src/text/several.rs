//! One text in several languages: what the operator names, in all languages people read it in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Language;

/// One text in several languages: BCP 47 tag → text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// The text in a language, else in the first of ours that is there.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        std::iter::once(language)
            .chain(Language::ALL)
            .find_map(|language| self.0.get(language.tag()))
            .map_or("", String::as_str)
    }

    /// The text in this very language, empty when there is none.
    #[must_use]
    pub fn own(&self, language: Language) -> &str {
        self.0.get(language.tag()).map_or("", String::as_str)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Texts {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(texts: I) -> Self {
        Self(
            texts
                .into_iter()
                .map(|(tag, text)| (tag.into(), text.into()))
                .collect(),
        )
    }
}
