//! An answer as a person reads it: choices and places by their names, in the language of whoever reads.

use domain::account::profile;
use domain::application::kind::Kind;
use domain::application::snapshot::Snapshot;
use domain::text::Language;
use sqlx::PgConnection;

use crate::account::Profile;
use crate::{Backend, Result};

impl Backend {
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
        self.all_readable(&mut conn, profile::kind(), &profile.answers, language, None)
            .await
    }

    /// The answers of a kind as a person reads them, in the order they are asked: field id → text.
    /// `home`: the operator's own province, where it is known already.
    pub(crate) async fn all_readable(
        &self,
        conn: &mut PgConnection,
        kind: &Kind,
        answers: &Snapshot,
        language: Language,
        home: Option<&str>,
    ) -> Result<Vec<(String, String)>> {
        let given = || {
            kind.fields()
                .filter_map(|field| Some((field, answers.get(field.id)?)))
        };
        let choices = given().filter_map(|(field, text)| Some((field.list()?, text)));
        let labels = self.labels(conn, choices, language, home).await?;
        Ok(given()
            .map(|(field, text)| (field.id.to_owned(), labels.read(kind, field, text)))
            .collect())
    }
}
