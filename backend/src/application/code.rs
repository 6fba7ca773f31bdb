//! The code that proves an applicant reads a mailbox (D8): 6 digits, 10 minutes, 5 tries, another
//! after 60 seconds.

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::kind::Step;
use domain::application::view::{CodeView, StepOutcome};
use domain::form::{Control, FieldError, RawAnswers, StepErrors};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::open::{Opened, address_in};
use super::{Caller, sql};
use crate::mail::{self, Priority};
use crate::{Backend, Error, Result};

const LIFE: TimeDelta = TimeDelta::minutes(10);
const PAUSE: TimeDelta = TimeDelta::seconds(60);
const TRIES: i32 = 5;

impl Backend {
    /// Mails a code to the address typed in this step.
    pub(crate) async fn mail_code(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        step: &Step,
        caller: &Caller,
    ) -> Result<StepOutcome> {
        let Some((_, address_field)) = code_field(step) else {
            return Err(Error::Malformed("this step has no code"));
        };
        let Some(address) = address_in(&opened.row.answers.0, address_field) else {
            let field = opened
                .spec()
                .field(address_field)
                .ok_or(Error::Inconsistent("kind"))?;
            let reason = field
                .check(&opened.scope())
                .err()
                .unwrap_or(FieldError::Required);
            return Ok(StepOutcome::Stay {
                errors: [(address_field.to_owned(), reason)].into(),
            });
        };
        let now = self.clock.now();
        if opened.facts.confirmed_emails.contains(&address) {
            return Ok(StepOutcome::Stay {
                errors: StepErrors::new(),
            });
        }
        if let Some(sent) = sql::code(conn, opened.id).await? {
            let wait = seconds_until_resend(&sent, now);
            if wait > 0 {
                return Ok(StepOutcome::CodeSent {
                    code: CodeView {
                        address: sent.address,
                        resend_seconds: wait,
                    },
                });
            }
        }
        crate::account::limit_mail(conn, caller.address, &address, now).await?;
        let code = format!("{:06}", self.ids.number() % 1_000_000);
        sql::put_code(
            conn,
            opened.id,
            &address,
            &hash(&address, &code),
            now,
            now + LIFE,
        )
        .await?;
        if let Some((field, _)) = code_field(step) {
            opened.facts.findings.remove(field);
        }
        let values = [("code", code), ("minutes", LIFE.num_minutes().to_string())];
        mail::enqueue(
            conn,
            now,
            Priority::Code,
            &address,
            caller.language,
            "code",
            &values,
        )
        .await?;
        Ok(StepOutcome::CodeSent {
            code: CodeView {
                address,
                resend_seconds: seconds(PAUSE),
            },
        })
    }

    /// Compares the code typed with the one mailed, when the step asks for one and one was typed.
    pub(crate) async fn try_code(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        step: &Step,
        typed: &RawAnswers,
    ) -> Result<()> {
        let Some((field, address_field)) = code_field(step) else {
            return Ok(());
        };
        let code: String = domain::value::fold(typed.get(field))
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let Some(address) = address_in(&opened.row.answers.0, address_field) else {
            return Ok(());
        };
        opened.facts.findings.remove(field);
        if code.is_empty() || opened.facts.confirmed_emails.contains(&address) {
            return Ok(());
        }
        let now = self.clock.now();
        let reason = match sql::code(conn, opened.id).await? {
            None => FieldError::EmailUnconfirmed,
            Some(sent) if sent.address != address => FieldError::EmailUnconfirmed,
            Some(sent) if sent.expires_at <= now => FieldError::CodeExpired,
            Some(sent) if sent.tries >= TRIES => FieldError::CodeExhausted,
            Some(sent) if sent.code_hash == hash(&address, &code) => {
                sql::confirm_code(conn, opened.id, now).await?;
                opened.facts.confirmed_emails.insert(address);
                return Ok(());
            }
            Some(sent) => {
                sql::count_try(conn, opened.id).await?;
                if sent.tries + 1 >= TRIES {
                    FieldError::CodeExhausted
                } else {
                    FieldError::CodeWrong
                }
            }
        };
        opened.find(field, reason);
        Ok(())
    }
}

/// Seconds until another code may be asked for; 0: now.
pub(crate) fn seconds_until_resend(sent: &sql::CodeRow, now: DateTime<Utc>) -> u32 {
    seconds(sent.sent_at + PAUSE - now)
}

fn seconds(delta: TimeDelta) -> u32 {
    u32::try_from((delta.num_milliseconds() + 999) / 1000).unwrap_or(0)
}

fn code_field(step: &Step) -> Option<(&'static str, &'static str)> {
    step.fields.iter().find_map(|field| match field.control {
        Control::EmailCode { address } => Some((field.id, address)),
        _ => None,
    })
}

fn hash(address: &str, code: &str) -> Vec<u8> {
    Sha256::new()
        .chain_update(address)
        .chain_update([0])
        .chain_update(code)
        .finalize()
        .to_vec()
}
