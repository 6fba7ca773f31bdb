//! The settings as use cases read them: typed, and each with a value.

use domain::form::RawAnswers;
use domain::platform::setting::Setting;
use domain::review::four_eyes::FourEyes;

use crate::settings::Settings;

/// What is set now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What the platform is called.
    pub platform_name: String,
    /// The name mails come from, where it is not the platform's own.
    pub sender: Option<String>,
    /// Region code of the province whose applicants are "inside" (2 digits).
    pub home_province: String,
    /// Whether registrations are reviewed (D14).
    pub review: bool,
    /// Working days a review may take (D13).
    pub review_days: u32,
    /// Which decisions wait for a second officer.
    pub four_eyes: FourEyes,
    /// For how many days after the decision identity pictures are kept.
    pub picture_days: u32,
}

impl Policy {
    /// Where everything starts.
    #[must_use]
    pub fn start(settings: &Settings) -> Self {
        Self {
            platform_name: settings.platform_name.clone(),
            sender: settings.sender_name.clone(),
            home_province: settings.home_province.clone(),
            review: settings.review,
            review_days: settings.review_days,
            four_eyes: settings.four_eyes,
            picture_days: settings.picture_days,
        }
    }

    /// With what administrators chose. A text no rule accepts changes nothing.
    #[must_use]
    pub(super) fn with(mut self, chosen: &RawAnswers) -> Self {
        for setting in Setting::ALL {
            match setting.read(chosen.get(setting.id())) {
                Ok(text) if !text.is_empty() => self.put(setting, text),
                _ => {}
            }
        }
        self
    }

    fn put(&mut self, setting: Setting, text: String) {
        let number = text.parse();
        match setting {
            Setting::PlatformName => self.platform_name = text,
            Setting::SenderName => self.sender = Some(text),
            Setting::HomeProvince => self.home_province = text,
            Setting::Review => self.review = text == "on",
            Setting::ReviewDays => self.review_days = number.unwrap_or(self.review_days),
            Setting::FourEyes => {
                self.four_eyes = FourEyes::parse(&text).unwrap_or(self.four_eyes);
            }
            Setting::PictureDays => self.picture_days = number.unwrap_or(self.picture_days),
        }
    }

    /// The name mails come from.
    #[must_use]
    pub fn sender_name(&self) -> &str {
        self.sender.as_deref().unwrap_or(&self.platform_name)
    }

    /// As the page of settings shows it.
    #[must_use]
    pub(super) fn answers(&self) -> RawAnswers {
        Setting::ALL
            .iter()
            .map(|setting| {
                let text = match setting {
                    Setting::PlatformName => self.platform_name.clone(),
                    Setting::SenderName => self.sender_name().to_owned(),
                    Setting::HomeProvince => self.home_province.clone(),
                    Setting::Review => if self.review { "on" } else { "off" }.to_owned(),
                    Setting::ReviewDays => self.review_days.to_string(),
                    Setting::FourEyes => self.four_eyes.id().to_owned(),
                    Setting::PictureDays => self.picture_days.to_string(),
                };
                (setting.id(), text)
            })
            .collect()
    }
}
