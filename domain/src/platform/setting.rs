//! What an administrator may set while the platform runs. Each has a start value, given when the
//! process starts; what is set on the page wins until it is emptied again.

use serde::{Deserialize, Serialize};

use crate::form::{FieldError, RawAnswers, StepErrors};
use crate::review::four_eyes::FourEyes;
use crate::value::{check_length, fold, kept};

crate::named! {
    /// A setting.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Setting {
        /// What the platform is called on pages and in mails.
        PlatformName = "platform_name",
        /// The name mails come from.
        SenderName = "sender_name",
        /// The province whose applicants are "inside".
        HomeProvince = "home_province",
        /// Whether registrations are reviewed (D14).
        Review = "review",
        /// Working days a review may take (D13).
        ReviewDays = "review_days",
        /// Which decisions wait for a second officer.
        FourEyes = "four_eyes",
        /// For how many days after the decision identity pictures are kept.
        PictureDays = "picture_days",
    }
}

impl Setting {
    /// The choices of a setting that has only a few; the texts are at `choice.<setting>.<choice>`.
    #[must_use]
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Review => &["on", "off"],
            Self::FourEyes => &FourEyes::IDS,
            _ => &[],
        }
    }

    /// The smallest and largest number, for a setting that is one.
    #[must_use]
    pub const fn bounds(self) -> Option<(u32, u32)> {
        match self {
            Self::ReviewDays => Some((1, 250)),
            Self::PictureDays => Some((1, 3650)),
            _ => None,
        }
    }

    /// Reads what was entered; an empty text means the start value. Whether a province exists is
    /// not judged here.
    ///
    /// # Errors
    /// Why it is not acceptable.
    pub fn read(self, text: &str) -> Result<String, FieldError> {
        let text = match self {
            Self::PlatformName | Self::SenderName => kept(text),
            _ => fold(text),
        };
        if text.is_empty() {
            return Ok(text);
        }
        match (self, self.bounds()) {
            (Self::PlatformName | Self::SenderName, _) => {
                check_length(&text, 1, 60)?;
                Ok(text)
            }
            (Self::HomeProvince, _) if text.len() != 2 => Err(FieldError::NotAChoice),
            (Self::HomeProvince, _) => Ok(text),
            (_, Some((least, most))) => match text.parse::<u32>() {
                Ok(number) if (least..=most).contains(&number) => Ok(number.to_string()),
                _ => Err(FieldError::Malformed),
            },
            _ if self.choices().contains(&text.as_str()) => Ok(text),
            _ => Err(FieldError::NotAChoice),
        }
    }
}

/// Reads the whole page: what is set, without what is left at its start value.
///
/// # Errors
/// Everything that is not acceptable, by the setting's name.
pub fn read(answers: &RawAnswers) -> Result<RawAnswers, StepErrors> {
    let mut chosen = RawAnswers::default();
    let mut errors = StepErrors::new();
    for setting in Setting::ALL {
        match setting.read(answers.get(setting.id())) {
            Ok(text) => chosen.set(setting.id(), text),
            Err(reason) => {
                errors.insert(setting.id().to_owned(), reason);
            }
        }
    }
    match errors.is_empty() {
        true => Ok(chosen),
        false => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_takes_what_fits_and_nothing_else() {
        for (setting, text, read) in [
            (
                Setting::PlatformName,
                "  Copyright  Office ",
                Ok("Copyright Office"),
            ),
            (Setting::SenderName, "", Ok("")),
            (Setting::ReviewDays, "０９", Ok("9")),
            (Setting::ReviewDays, "0", Err(FieldError::Malformed)),
            (Setting::ReviewDays, "251", Err(FieldError::Malformed)),
            (Setting::PictureDays, "-1", Err(FieldError::Malformed)),
            (Setting::Review, "off", Ok("off")),
            (Setting::Review, "maybe", Err(FieldError::NotAChoice)),
            (Setting::FourEyes, "refusals", Ok("refusals")),
            (Setting::FourEyes, "some", Err(FieldError::NotAChoice)),
            (Setting::HomeProvince, "36", Ok("36")),
            (Setting::HomeProvince, "3601", Err(FieldError::NotAChoice)),
        ] {
            assert_eq!(
                setting.read(text),
                read.map(str::to_owned),
                "{setting:?} {text}"
            );
        }
        let long = Setting::PlatformName.read(&"长".repeat(61));
        assert_eq!(long, Err(FieldError::TooLong { max: 60 }));
    }

    #[test]
    fn what_is_emptied_goes_back_to_its_start_value() {
        let answers = RawAnswers::from_iter([("review_days", "9"), ("platform_name", " ")]);
        let chosen = read(&answers).expect("it is acceptable");
        assert_eq!(chosen.iter().collect::<Vec<_>>(), [("review_days", "9")]);
    }
}
