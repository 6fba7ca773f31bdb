//! What the operator chose at start. Plain data; where it came from is the server's business.
//!
//! What administrators may change while the platform runs is only where it starts: use cases read
//! [`crate::platform::Policy`].

use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use domain::review::four_eyes::FourEyes;
use domain::text::Language;

pub mod budget;

use budget::Budget;

/// The operator's choices.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the portal as people type it, without a slash at the end.
    pub public_url: String,
    /// Name of the platform.
    pub platform_name: String,
    /// Mail address this platform writes from.
    pub sender: String,
    /// The name mails come from; the platform's own when there is none.
    pub sender_name: Option<String>,
    /// Region code of the province whose applicants are "inside" (2 digits).
    pub home_province: String,
    /// Languages offered; the first is the default.
    pub languages: Vec<Language>,
    /// Whether registrations are reviewed (D14).
    pub review: bool,
    /// Working days a review may take (D13).
    pub review_days: u32,
    /// For how many days after the decision identity pictures are kept.
    pub picture_days: u32,
    /// Which decisions wait for a second officer.
    pub four_eyes: FourEyes,
    /// The operator's time zone.
    pub offset: FixedOffset,
    /// Demo mode: fictional data, and mails can be read at `/outbox`.
    pub demo: bool,
    /// How long a session lives unused.
    pub session_idle: Duration,
    /// How long a session lives at most.
    pub session_end: Duration,
    /// After how long an application ends that nobody goes on with.
    pub draft_life: Duration,
    /// What may be begun by whoever is not known.
    pub budget: Budget,
}

impl Settings {
    /// The calendar day at the operator's place.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.offset).date_naive()
    }

    /// A moment at the operator's place, `2026-11-22 14:05`.
    #[must_use]
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.offset)
            .format("%Y-%m-%d %H:%M")
            .to_string()
    }
}
