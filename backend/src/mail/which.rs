//! The mails there are. Their sentences stand in `domain/texts` under `mail.<id>`, and in the words
//! of a kind of application under `kind.<kind>.mail.<id>`.

use domain::application::event::Event;

/// A mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// The code that proves who reads a mailbox.
    Code,
    /// A link back into an account.
    Recovery,
    /// An application nobody goes on with will end.
    Ending,
    /// The address of an account is another one.
    EmailChanged,
    /// Customer service corrected the address of an account.
    EmailCorrected,
    /// The password of an account is another one.
    PasswordChanged,
    /// The user name of an account is another one.
    UserNameChanged,
    /// The password that was handed out.
    InitialPassword,
    /// A password was handed out by word of mouth.
    PasswordHandedOut,
    /// Customer service lifted a pause.
    PauseLifted,
    /// A second factor is set.
    FactorSet,
    /// A second factor is asked for no more.
    FactorEnded,
    /// Staff reset a second factor.
    FactorReset,
    /// Something happened to an application.
    Happened(Event),
}

impl Template {
    /// All that tell of no event.
    #[cfg(test)]
    pub(super) const OTHERS: [Self; 13] = [
        Self::Code,
        Self::Recovery,
        Self::Ending,
        Self::EmailChanged,
        Self::EmailCorrected,
        Self::PasswordChanged,
        Self::UserNameChanged,
        Self::InitialPassword,
        Self::PasswordHandedOut,
        Self::PauseLifted,
        Self::FactorSet,
        Self::FactorEnded,
        Self::FactorReset,
    ];

    /// Its name in texts and in letters that wait.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Recovery => "recovery",
            Self::Ending => "ending",
            Self::EmailChanged => "email_changed",
            Self::EmailCorrected => "email_corrected",
            Self::PasswordChanged => "password_changed",
            Self::UserNameChanged => "user_name_changed",
            Self::InitialPassword => "initial_password",
            Self::PasswordHandedOut => "password_handed_out",
            Self::PauseLifted => "pause_lifted",
            Self::FactorSet => "factor_set",
            Self::FactorEnded => "factor_ended",
            Self::FactorReset => "factor_reset",
            Self::Happened(event) => event.id(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::text::{Language, find};

    use super::*;

    #[test]
    fn every_mail_has_a_subject_and_a_body() {
        let events = Event::ALL.into_iter().filter(|event| event.is_mailed());
        let all = Template::OTHERS
            .into_iter()
            .chain(events.map(Template::Happened));
        for template in all {
            for part in ["subject", "body"] {
                let name = format!("mail.{}.{part}", template.id());
                assert!(find(Language::English, &name).is_some(), "{name}");
            }
        }
    }
}
