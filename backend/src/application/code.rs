//! The code that proves an applicant reads a mailbox (D8): 6 digits, 10 minutes, 5 tries, another
//! after 60 seconds.

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::kind::{Door, Step};
use domain::application::view::{CodeView, FieldSaved, Place, StepOutcome};
use domain::form::{Control, FieldError, RawAnswers, StepErrors};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::open::{Opened, address_in};
use super::{Caller, Carried, sql};
use crate::account::sql as account_sql;
use crate::mail::{self, Urgency};
use crate::pool::unbroken;
use crate::{Backend, Error, Result};

const LIFE: TimeDelta = TimeDelta::minutes(10);
const PAUSE: TimeDelta = TimeDelta::seconds(60);
const TRIES: i32 = 5;
const DIGITS: usize = 6;

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
            Urgency::Until(now + LIFE),
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

    /// Compares a code with the one mailed as soon as it is typed. What is not six digits is no try.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a field that takes no code.
    pub async fn enter_code(
        &self,
        caller: &Caller,
        place: &Place,
        field: &str,
        text: &str,
    ) -> Result<Carried<FieldSaved>> {
        let (backend, caller, place) = (self.clone(), caller.clone(), place.clone());
        let (field, text) = (field.to_owned(), text.to_owned());
        unbroken(async move {
            let mut tx = backend.pool.begin().await?;
            let (mut opened, token) = backend.open_or_start(&mut tx, &caller, &place).await?;
            let (step, code, address) = opened
                .spec()
                .steps
                .iter()
                .find_map(|step| {
                    let (code, address) = code_field(step)?;
                    (code == field).then_some((step, code, address))
                })
                .ok_or(Error::Malformed("this field takes no code"))?;
            if typed_code(&text).len() == DIGITS {
                let typed: RawAnswers = std::iter::once((code, text.as_str())).collect();
                backend.try_code(&mut tx, &mut opened, step, &typed).await?;
                opened.save(&backend, &mut tx).await?;
            }
            tx.commit().await?;
            let finding = opened.facts.findings.get(code);
            let confirmed = address_in(&opened.row.answers.0, address)
                .filter(|address| opened.facts.confirmed_emails.contains(address));
            Ok(Carried {
                value: FieldSaved {
                    finding: finding.map(|(_, reason)| reason.clone()),
                    confirmed,
                    reference: None,
                },
                token,
            })
        })
        .await
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
        let code = typed_code(typed.get(field));
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
                // Until the account opens this is the only way back to a registration half done.
                if let (Some(account), Door::Anyone) = (opened.account(), opened.spec().door) {
                    account_sql::set_email(conn, account, &address).await?;
                }
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

/// A code without what an input method or a paste adds.
fn typed_code(text: &str) -> String {
    domain::value::fold(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
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
