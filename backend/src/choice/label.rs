//! What choices of long lists are called, of all that a page shows at once.

use std::collections::BTreeMap;

use domain::application::kind::Kind;
use domain::form::{ChoiceSource, Field, Read};
use domain::text::{Language, Texts};
use sqlx::PgConnection;

use super::{city_label, sql};
use crate::region::Regions;
use crate::{Backend, Result};

/// Names in one language; also of what is not offered any more.
pub(crate) struct Labels {
    language: Language,
    home: String,
    /// By list and id, of what is in the database.
    names: BTreeMap<(&'static str, String), Texts>,
}

impl Labels {
    /// What a choice is called.
    pub(crate) fn name(&self, source: ChoiceSource, value: &str) -> Option<String> {
        match source {
            ChoiceSource::Region => {
                let region = Regions::load().get(value)?;
                Some(region.name.to_owned())
            }
            ChoiceSource::OfficeCity => {
                Regions::load().get(value)?;
                Some(city_label(&self.home, value))
            }
            ChoiceSource::Industry | ChoiceSource::Office => {
                let names = self.names.get(&(source.id(), value.to_owned()))?;
                Some(names.get(self.language).to_owned())
            }
        }
    }

    /// An answer as a person reads it: choices and places by their names.
    pub(crate) fn read(&self, kind: &Kind, field: &Field, text: &str) -> String {
        match field.read(self.language, kind.id, text) {
            Read::Text(said) => said,
            Read::Entry(list) => {
                let name = self.name(list, text);
                name.unwrap_or_else(|| text.to_owned())
            }
        }
    }
}

impl Backend {
    /// The names of these choices, which are asked for in one statement. `home`: the operator's own
    /// province, where it is known already.
    pub(crate) async fn labels(
        &self,
        conn: &mut PgConnection,
        choices: impl IntoIterator<Item = (ChoiceSource, &str)>,
        language: Language,
        home: Option<&str>,
    ) -> Result<Labels> {
        let (mut offices, mut industries) = (Vec::new(), Vec::new());
        let mut has_city = false;
        for (source, id) in choices {
            match source {
                ChoiceSource::Region => {}
                ChoiceSource::OfficeCity => has_city = true,
                ChoiceSource::Office => offices.push(id.to_owned()),
                ChoiceSource::Industry => industries.push(id.to_owned()),
            }
        }
        let mut names = BTreeMap::new();
        if !offices.is_empty() || !industries.is_empty() {
            for row in sql::names(conn, &offices, &industries).await? {
                let source = match row.is_office {
                    true => ChoiceSource::Office,
                    false => ChoiceSource::Industry,
                };
                names.insert((source.id(), row.id), row.names.0);
            }
        }
        let home = match home {
            Some(home) => home.to_owned(),
            None if has_city => self.policy(conn).await?.home_province,
            None => String::new(),
        };
        Ok(Labels {
            language,
            home,
            names,
        })
    }

    /// What a choice is called, also one that is not offered any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn label(
        &self,
        conn: &mut PgConnection,
        source: ChoiceSource,
        value: &str,
        language: Language,
    ) -> Result<Option<String>> {
        let labels = self.labels(conn, [(source, value)], language, None).await?;
        Ok(labels.name(source, value))
    }

    /// The same, on a connection of its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn label_of(
        &self,
        source: ChoiceSource,
        value: &str,
        language: Language,
    ) -> Result<Option<String>> {
        let mut conn = self.pool.acquire().await?;
        self.label(&mut conn, source, value, language).await
    }
}
