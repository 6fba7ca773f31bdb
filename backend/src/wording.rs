//! An answer as a person reads it: choices and places by their names, in the language of whoever reads.

use domain::account::profile;
use domain::application::kind::Kind;
use domain::application::snapshot::Snapshot;
use domain::form::{Field, Read};
use domain::text::Language;
use sqlx::PgConnection;

use crate::account::Profile;
use crate::{Backend, Result};

impl Backend {
    /// An answer as a person reads it: choices and places by their names.
    pub(crate) async fn readable(
        &self,
        conn: &mut PgConnection,
        kind: &Kind,
        field: &Field,
        text: &str,
        language: Language,
    ) -> Result<String> {
        Ok(match field.read(language, kind.id, text) {
            Read::Text(said) => said,
            Read::Entry(list) => {
                let name = self.label(conn, list, text, language).await?;
                name.unwrap_or_else(|| text.to_owned())
            }
        })
    }

    /// The answers an account goes by, as a person reads them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn profile_as_read(
        &self,
        profile: &Profile,
        language: Language,
    ) -> Result<Vec<(String, String)>> {
        let mut conn = self.pool.acquire().await?;
        self.all_readable(&mut conn, profile::kind(), &profile.answers, language)
            .await
    }

    /// The answers of a kind as a person reads them, in the order they are asked: field id → text.
    pub(crate) async fn all_readable(
        &self,
        conn: &mut PgConnection,
        kind: &Kind,
        answers: &Snapshot,
        language: Language,
    ) -> Result<Vec<(String, String)>> {
        let mut shown = Vec::new();
        for field in kind.fields() {
            if let Some(text) = answers.get(field.id) {
                let text = self.readable(conn, kind, field, text, language).await?;
                shown.push((field.id.to_owned(), text));
            }
        }
        Ok(shown)
    }
}
