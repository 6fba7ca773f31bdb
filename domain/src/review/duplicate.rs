//! What two applications of different people should not have in common. Which of it is compared,
//! and as what text; how it is kept is not known here.

use serde::{Deserialize, Serialize};

use crate::application::kind::Subject;
use crate::application::snapshot::Snapshot;
use crate::value::{Mobile, ResidentId, comparable};

crate::named! {
    /// Why two applications may come from the same person, the strongest first; the texts are at `desk.clue.<id>`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Clue {
        /// The same ID number, document number or credit code.
        Number = "number",
        /// The same picture, byte for byte.
        Picture = "picture",
        /// The same name and the same birth date.
        NameAndBirth = "name_and_birth",
        /// The same mobile number.
        Mobile = "mobile",
        /// The same mail address.
        Email = "email",
    }
}

impl Clue {
    /// How much it says: each more than all weaker ones together. A number is one person's, while a
    /// family or an agency shares telephones and addresses.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Number => 16,
            Self::Picture => 8,
            Self::NameAndBirth => 4,
            Self::Mobile => 2,
            Self::Email => 1,
        }
    }
}

/// What an application can be recognised by, apart from its pictures. Texts that mean the same
/// are the same.
#[must_use]
pub fn clues(answers: &Snapshot, subject: &Subject) -> Vec<(Clue, String)> {
    let name = comparable(&subject.name);
    let number = subject.identity.as_deref().map(str::to_uppercase);
    // The day is inside the number; that the number is right was found out when it was sent.
    let born = number
        .as_deref()
        .and_then(|number| ResidentId::try_from(number.to_owned()).ok())
        .map(|number| number.birth_date());
    let mobile = answers
        .get("mobile")
        .and_then(|mobile| Mobile::try_from(mobile.to_owned()).ok())
        .map(|mobile| mobile.e164());
    let found = [
        (Clue::Number, number),
        (
            Clue::NameAndBirth,
            born.map(|born| format!("{name} {born}")),
        ),
        (Clue::Mobile, mobile),
        (Clue::Email, subject.email.as_deref().map(str::to_lowercase)),
    ];
    found
        .into_iter()
        .filter_map(|(clue, text)| Some((clue, text.filter(|text| !text.is_empty())?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, MapDeserializer};

    use super::*;

    fn of(name: &str, number: &str, mobile: &str, email: &str) -> Vec<(Clue, String)> {
        let answers = MapDeserializer::<_, Error>::new([("mobile", mobile)].into_iter());
        let answers = Snapshot::deserialize(answers).unwrap();
        let subject = Subject {
            name: name.to_owned(),
            identity: Some(number.to_owned()),
            email: Some(email.to_owned()),
            office: None,
        };
        clues(&answers, &subject)
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let one = of(
            "Ａnna·\u{FA10}  李",
            "11010519491231002X",
            "13800138000",
            "Lin@Mail.example",
        );
        let other = of(
            "anna塚李",
            "11010519491231002x",
            "13800138000",
            "lin@mail.example",
        );
        assert_eq!(one, other);
        let found: Vec<Clue> = one.iter().map(|(clue, _)| *clue).collect();
        assert_eq!(
            found,
            [Clue::Number, Clue::NameAndBirth, Clue::Mobile, Clue::Email]
        );
        assert!(one.contains(&(Clue::NameAndBirth, "anna塚李 1949-12-31".to_owned())));
    }

    #[test]
    fn the_number_of_a_permit_or_a_residence_card_tells_the_birth_date_too() {
        for (number, born) in [
            ("810000198801020018", "1988-01-02"),
            ("830000199005150020", "1990-05-15"),
            ("911124198108030024", "1981-08-03"),
        ] {
            let found = of("John Smith", number, "", "");
            let clue = (Clue::NameAndBirth, format!("johnsmith {born}"));
            assert!(found.contains(&clue), "{found:?}");
        }
        let found = of("John Smith", "CAN110077082001", "", "");
        assert!(!found.iter().any(|(clue, _)| *clue == Clue::NameAndBirth));
    }

    #[test]
    fn a_number_without_a_birth_date_says_nothing_about_birth() {
        let found = of("大河公司", "91410100MA44ABCD12", "", "");
        let found: Vec<Clue> = found.iter().map(|(clue, _)| *clue).collect();
        assert_eq!(found, [Clue::Number]);
    }

    #[test]
    fn each_clue_weighs_more_than_all_weaker_ones_together() {
        for (at, clue) in Clue::ALL.into_iter().enumerate() {
            let weaker: u32 = Clue::ALL[at + 1..].iter().map(|clue| clue.weight()).sum();
            assert!(clue.weight() > weaker, "{clue:?}");
        }
    }

    #[test]
    fn every_clue_is_read_back_and_has_a_text() {
        for clue in Clue::ALL {
            assert_eq!(Clue::parse(clue.id()), Some(clue));
            let name = format!("desk.clue.{}", clue.id());
            assert!(crate::text::find(crate::text::Language::English, &name).is_some());
        }
    }
}
