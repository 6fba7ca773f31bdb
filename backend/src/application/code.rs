//! The code that proves an applicant reads the mailbox in an application, by the rules of
//! [`crate::mailed_code`].

use domain::application::entry::Entry;
use domain::application::kind::Step;
use domain::application::state::ApplicationState;
use domain::application::view::{CodeView, FieldSaved, StepOutcome, Target};
use domain::form::{Control, FieldError, RawAnswers, StepErrors};
use sqlx::PgConnection;

use super::open::{Lock, Opened, address_in};
use super::sql;
use crate::account::sql as account_sql;
use crate::budget::Goods;
use crate::caller::{Caller, Carried};
use crate::mailed_code::{self, CodeVerdict, typed_code};
use crate::pool::unbroken;
use crate::session::known::Origin;
use crate::{Backend, Error, Result};

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
        let Some(address) = address_in(&opened.answers, address_field) else {
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
        let before = sql::code(conn, opened.id).await?;
        // The wait belongs to the address: whoever mistyped it corrects it at once. How many mails
        // leave is limited below.
        if let Some(sent) = before.as_ref().filter(|sent| sent.address == address)
            && sent.wait(now) > 0
        {
            let code = sent.clone().view(now);
            return Ok(StepOutcome::CodeSent { code });
        }
        self.spend(conn, caller, Goods::Code).await?;
        self.limit_mail(conn, &Origin::from(caller), &address)
            .await?;
        let (language, page) = (caller.language, page_of(opened, step));
        let new = self
            .mail_new_code(conn, &address, language, &page, before.as_ref())
            .await?;
        sql::put_code(conn, opened.id, &new).await?;
        if let Some((field, _)) = code_field(step) {
            opened.facts.findings.remove(field);
        }
        let code = new.view(now);
        Ok(StepOutcome::CodeSent { code })
    }

    /// The code last mailed for the draft of a place, and what became of its mail.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no draft, or it is somebody else's.
    pub async fn mailed_code(&self, caller: &Caller, place: &Target) -> Result<Option<CodeView>> {
        let mut conn = self.pool.acquire().await?;
        let opened = self
            .open(&mut conn, caller, place, Lock::No)
            .await?
            .ok_or(Error::NotFound)?;
        let code = sql::code(&mut conn, opened.id).await?;
        Ok(code.map(|code| code.view(self.clock.now())))
    }

    /// Compares a code with the one mailed as soon as it is typed. What is not six digits is no try.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a field that takes no code.
    pub async fn enter_code(
        &self,
        caller: &Caller,
        place: &Target,
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
            if mailed_code::is_whole(&typed_code(&text)) {
                let typed: RawAnswers = std::iter::once((code, text.as_str())).collect();
                backend.try_code(&mut tx, &mut opened, step, &typed).await?;
                opened.save(&backend, &mut tx).await?;
            }
            tx.commit().await?;
            let finding = opened.facts.findings.get(code);
            let confirmed = address_in(&opened.answers, address)
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
        let Some(address) = address_in(&opened.answers, address_field) else {
            return Ok(());
        };
        opened.facts.findings.remove(field);
        if opened.facts.confirmed_emails.contains(&address) {
            return Ok(());
        }
        let now = self.clock.now();
        let sent = sql::code(conn, opened.id).await?;
        opened.facts.code_sent_to = sent
            .as_ref()
            .filter(|sent| sent.is_good(now))
            .map(|sent| sent.address.clone());
        if code.is_empty() {
            return Ok(());
        }
        let reason = match mailed_code::judge(sent.as_ref(), &address, &code, now) {
            CodeVerdict::Right => {
                sql::confirm_code(conn, opened.id, now).await?;
                // Until the account opens this is the only way back to a registration half done. One
                // that is there already moves when the application takes effect, and its owner is
                // told there.
                if let (Some(account), Entry::Newcomer) = (opened.account(), opened.spec().entry)
                    && account_sql::email(conn, account).await?.is_none()
                {
                    account_sql::set_email(conn, account, &address).await?;
                }
                opened.facts.confirmed_emails.insert(address);
                return Ok(());
            }
            CodeVerdict::Counts(reason) => {
                sql::count_try(conn, opened.id).await?;
                reason
            }
            CodeVerdict::Void(reason) => reason,
        };
        opened.find(field, reason);
        Ok(())
    }
}

/// The path of the page a step is filled in on.
fn page_of(opened: &Opened, step: &Step) -> String {
    let reference = &opened.row.reference;
    match (opened.state, opened.spec().entry) {
        (ApplicationState::Returned, _) => format!("/applications/{reference}/correction"),
        (_, Entry::Newcomer) => format!("/register/{}", step.id),
        (_, Entry::SignedOut | Entry::Account) => format!("/applications/{reference}/{}", step.id),
    }
}

fn code_field(step: &Step) -> Option<(&'static str, &'static str)> {
    step.fields().find_map(|field| match field.control {
        Control::EmailCode { address } => Some((field.id, address)),
        _ => None,
    })
}
