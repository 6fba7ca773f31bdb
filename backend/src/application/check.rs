//! What only the server can find out about an answer: one use case for each [`ServerCheck`] a field
//! names. It knows no field by name.

use domain::form::{Control, Field, FieldError, ServerCheck};
use sqlx::PgConnection;

use super::open::Opened;
use super::sql;
use crate::{Backend, Error, Result, account};

impl Backend {
    /// Finds out what the field asks for, once its own rule accepts the text, and remembers it with
    /// the text. An older finding is forgotten when there is nothing wrong any more.
    pub(crate) async fn examine(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        field: &'static Field,
    ) -> Result<()> {
        let Ok(Some(canonical)) = field.check(&opened.scope()) else {
            return Ok(());
        };
        let reason = match field.server_check {
            Some(ServerCheck::UserNameFree) => {
                self.user_name_free(conn, opened, &canonical).await?
            }
            Some(ServerCheck::Listed) => self.in_its_list(conn, opened, field, &canonical).await?,
            None => None,
        };
        match reason {
            Some(reason) => opened.find(field.id, reason),
            None => {
                opened.facts.findings.remove(field.id);
            }
        }
        Ok(())
    }

    async fn user_name_free(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        name: &str,
    ) -> Result<Option<FieldError>> {
        let is_taken = account::is_user_name_taken(conn, name, opened.account()).await?;
        Ok(is_taken.then_some(FieldError::Taken))
    }

    async fn in_its_list(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        field: &Field,
        chosen: &str,
    ) -> Result<Option<FieldError>> {
        let Control::Select { source, parent } = field.control else {
            return Err(Error::Inconsistent("a field with a list, and no list"));
        };
        let parent = parent.map(|parent| opened.answers.get(parent));
        let is_known = self.is_choice(conn, source, parent, chosen).await?
            || self.was_sent(conn, opened, field.id, chosen).await?;
        Ok((!is_known).then_some(FieldError::NotAChoice))
    }

    /// Whether the round before had this very answer: what was sent once may be sent again, though
    /// it is closed by now.
    async fn was_sent(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        field: &str,
        text: &str,
    ) -> Result<bool> {
        if opened.row.round == 0 {
            return Ok(false);
        }
        let sent = sql::submission(conn, &self.keys, opened.id, opened.row.round).await?;
        Ok(sent.is_some_and(|(answers, _)| answers.get(field) == Some(text)))
    }
}
