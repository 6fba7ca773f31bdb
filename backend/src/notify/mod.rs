//! Telling people: applicants of what happened to their application, and pages of what became of a
//! mail with a code. Owners of accounts are told of what happened to those in `account`.

use domain::application::event::Event;
use domain::application::view::MailState;
use domain::id::ApplicationId;
use domain::text::Language;
use sqlx::PgConnection;

use crate::application::sql;
use crate::mail::{KIND, Template, Urgency};
use crate::mailed_code::LIFE;
use crate::{Backend, Error, Result, account, application};

pub(crate) mod send_mail;

impl Backend {
    /// Mails the applicant what happened, in the applicant's language.
    pub(crate) async fn tell(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        event: Event,
        values: &[(&str, String)],
    ) -> Result<()> {
        if !event.is_mailed() {
            return Ok(());
        }
        let row = sql::find(conn, id).await?.ok_or(Error::NotFound)?;
        let Some(email) = row.email else {
            return Ok(());
        };
        let language = Language::parse(&row.language).unwrap_or_default();
        let mut all = vec![("reference", row.reference)];
        all.extend(values.iter().map(|(name, value)| (*name, value.clone())));
        let kind = domain::text::say(language, &format!("kind.{}.name", row.kind));
        all.push(("kind", kind));
        all.push((KIND, row.kind));
        all.extend(row.office_id.map(|office| ("office", office)));
        let template = Template::Happened(event);
        self.mail(conn, Urgency::Notice, &email, language, template, &all)
            .await
    }

    /// Writes down what became of the mail of a code, for the pages that wait for it. The life of
    /// the code begins when its mail left.
    pub(crate) async fn tell_watchers(&self, mail: i64, state: MailState) -> Result<()> {
        let end = (state == MailState::Sent).then(|| self.clock.now() + LIFE);
        let mut conn = self.pool.acquire().await?;
        application::sql::put_mail_state(&mut conn, mail, state.id(), end).await?;
        account::sql::put_mail_state(&mut conn, mail, state.id(), end).await?;
        Ok(())
    }
}
