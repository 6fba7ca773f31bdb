//! The code that proves somebody reads a mailbox (D8): 6 digits, 10 minutes, 5 tries, another after
//! 60 seconds. The minutes count from when its mail left: some mail servers put off whom they do
//! not know for five minutes or more. Only the rules: where a code is kept and what it confirms is
//! its owner's business.

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::view::{CodeView, MailState};
use domain::form::FieldError;
use domain::text::Language;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use crate::clock::seconds;
use crate::{Backend, Result, job};

/// How long a code is good for once its mail left.
pub(crate) const LIFE: TimeDelta = TimeDelta::minutes(10);
/// For how long its mail is tried.
const TRIED: TimeDelta = TimeDelta::minutes(30);
/// How long until another can be asked for.
const PAUSE: TimeDelta = TimeDelta::seconds(60);
const TRIES: i32 = 5;
const DIGITS: usize = 6;

/// A mailed code, as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct CodeRow {
    pub address: String,
    pub code_hash: Vec<u8>,
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub tries: i32,
    /// The job that mails it.
    pub mail_job: Option<i64>,
    /// What became of the mail, by the name of a [`MailState`].
    pub mail_state: String,
}

impl CodeRow {
    /// Whether somebody who types it now is let through.
    pub(crate) fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.expires_at > now && self.tries < TRIES
    }

    /// Seconds until another may be asked for; 0: now. Whose mailbox refused one may have mistyped.
    pub(crate) fn wait(&self, now: DateTime<Utc>) -> u32 {
        match MailState::parse(&self.mail_state) {
            Some(MailState::Refused) => 0,
            _ => seconds(self.sent_at + PAUSE - now),
        }
    }

    /// As its owner sees it.
    pub(crate) fn view(self, now: DateTime<Utc>) -> CodeView {
        let state = MailState::parse(&self.mail_state).unwrap_or(MailState::Sent);
        let is_over = state.is_under_way() && self.sent_at + TRIED <= now;
        CodeView {
            resend_seconds: self.wait(now),
            address: self.address,
            mail: if is_over { MailState::Lost } else { state },
        }
    }
}

/// What a code that was typed is worth.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CodeVerdict {
    Right,
    /// Wrong, and this try counts.
    Counts(FieldError),
    /// There is nothing to compare it with (any more).
    Void(FieldError),
}

impl Backend {
    /// Mails a new code to an address in place of the one before, in the caller's transaction; the
    /// caller keeps what is returned. `page`: the path of the page where it was asked for.
    pub(crate) async fn mail_new_code(
        &self,
        conn: &mut PgConnection,
        address: &str,
        language: Language,
        page: &str,
        before: Option<&CodeRow>,
    ) -> Result<CodeRow> {
        let now = self.clock.now();
        // The code before is void: its mail would only be mistaken for this one.
        if let Some(mail) = before.and_then(|code| code.mail_job) {
            job::sql::forget(conn, mail).await?;
        }
        let code = format!("{:06}", self.ids.number() % 1_000_000);
        let code_hash = hash(address, &code);
        let values = [
            ("code", code),
            ("minutes", LIFE.num_minutes().to_string()),
            ("page", page.to_owned()),
        ];
        let mail = self
            .mail_watched(conn, now + TRIED, address, language, &values)
            .await?;
        Ok(CodeRow {
            address: address.to_owned(),
            code_hash,
            sent_at: now,
            expires_at: now + LIFE,
            tries: 0,
            mail_job: Some(mail),
            mail_state: MailState::Waiting.id().to_owned(),
        })
    }
}

/// Compares a typed code with the one mailed to `address`.
pub(crate) fn judge(
    sent: Option<&CodeRow>,
    address: &str,
    code: &str,
    now: DateTime<Utc>,
) -> CodeVerdict {
    match sent {
        None => CodeVerdict::Void(FieldError::EmailUnconfirmed),
        Some(sent) if sent.address != address => CodeVerdict::Void(FieldError::EmailUnconfirmed),
        Some(sent) if sent.expires_at <= now => CodeVerdict::Void(FieldError::CodeExpired),
        Some(sent) if sent.tries >= TRIES => CodeVerdict::Void(FieldError::CodeExhausted),
        Some(sent) if sent.code_hash == hash(address, code) => CodeVerdict::Right,
        Some(sent) if sent.tries + 1 >= TRIES => CodeVerdict::Counts(FieldError::CodeExhausted),
        Some(_) => CodeVerdict::Counts(FieldError::CodeWrong),
    }
}

/// A code without what an input method or a paste adds.
pub(crate) fn typed_code(text: &str) -> String {
    domain::value::fold(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Whether it has as many characters as a code; anything else is no try.
pub(crate) fn is_whole(code: &str) -> bool {
    code.len() == DIGITS
}

fn hash(address: &str, code: &str) -> Vec<u8> {
    Sha256::new()
        .chain_update(address)
        .chain_update([0])
        .chain_update(code)
        .finalize()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(tries: i32) -> CodeRow {
        let sent_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        CodeRow {
            address: "a@mail.example".to_owned(),
            code_hash: hash("a@mail.example", "012345"),
            sent_at,
            expires_at: sent_at + LIFE,
            tries,
            mail_job: None,
            mail_state: MailState::Waiting.id().to_owned(),
        }
    }

    #[test]
    fn a_mail_that_did_not_leave_in_half_an_hour_is_lost() {
        let at = sent(0).sent_at;
        for (minutes, state) in [(29, MailState::Waiting), (30, MailState::Lost)] {
            let view = sent(0).view(at + TimeDelta::minutes(minutes));
            assert_eq!(view.mail, state, "{minutes}");
        }
        let left = CodeRow {
            mail_state: MailState::Sent.id().to_owned(),
            ..sent(0)
        };
        assert_eq!(left.view(at + TRIED).mail, MailState::Sent);
    }

    #[test]
    fn five_tries_ten_minutes_and_one_address() {
        let (address, code) = ("a@mail.example", "012345");
        let now = sent(0).sent_at;
        assert_eq!(
            judge(Some(&sent(4)), address, code, now),
            CodeVerdict::Right
        );
        for (tries, reason) in [(0, FieldError::CodeWrong), (4, FieldError::CodeExhausted)] {
            let verdict = judge(Some(&sent(tries)), address, "999999", now);
            assert_eq!(verdict, CodeVerdict::Counts(reason));
        }
        for (row, to, at, reason) in [
            (Some(sent(5)), address, now, FieldError::CodeExhausted),
            (Some(sent(0)), address, now + LIFE, FieldError::CodeExpired),
            (
                Some(sent(0)),
                "b@mail.example",
                now,
                FieldError::EmailUnconfirmed,
            ),
            (None, address, now, FieldError::EmailUnconfirmed),
        ] {
            let verdict = judge(row.as_ref(), to, code, at);
            assert_eq!(verdict, CodeVerdict::Void(reason));
        }
    }

    #[test]
    fn another_code_can_be_asked_for_after_a_minute() {
        let at = sent(0).sent_at;
        assert_eq!(sent(0).wait(at), 60);
        assert_eq!(sent(0).wait(at + TimeDelta::milliseconds(59_001)), 1);
        assert_eq!(sent(0).wait(at + PAUSE), 0);
        let refused = CodeRow {
            mail_state: MailState::Refused.id().to_owned(),
            ..sent(0)
        };
        assert_eq!(refused.wait(at), 0, "its address is corrected at once");
    }

    #[test]
    fn what_input_methods_and_pastes_add_is_no_part_of_a_code() {
        assert_eq!(typed_code(" ０１２ ３45\n"), "012345");
        assert!(is_whole("012345") && !is_whole("01234"));
    }
}
