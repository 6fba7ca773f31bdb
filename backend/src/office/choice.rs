//! The long lists of forms: what can be chosen, and whether something can be.

use domain::application::view::Choice;
use domain::form::ChoiceSource;
use domain::text::Language;
use sqlx::PgConnection;

use super::sql;
use crate::region::{Region, Regions};
use crate::{Backend, Result};

impl Backend {
    /// What can be chosen; `parent` is the value of the field above, and nothing can be chosen
    /// while that is empty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choices(
        &self,
        source: ChoiceSource,
        parent: Option<&str>,
        language: Language,
    ) -> Result<Vec<Choice>> {
        match source {
            ChoiceSource::Region => Ok(regions(parent)),
            _ => {
                self.choices_on(&mut *self.pool.acquire().await?, source, parent, language)
                    .await
            }
        }
    }

    /// The same on a connection that is at hand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choices_on(
        &self,
        conn: &mut PgConnection,
        source: ChoiceSource,
        parent: Option<&str>,
        language: Language,
    ) -> Result<Vec<Choice>> {
        if parent == Some("") {
            return Ok(Vec::new());
        }
        Ok(match source {
            ChoiceSource::Region => regions(parent),
            ChoiceSource::Industry => sql::industries(conn)
                .await?
                .into_iter()
                .map(|row| Choice {
                    value: row.id,
                    label: row.names.get(language).to_owned(),
                })
                .collect(),
            ChoiceSource::OfficeCity => self.cities(sql::cities(conn).await?),
            ChoiceSource::Office => sql::offices(conn, parent)
                .await?
                .into_iter()
                .map(|office| Choice {
                    label: office.names.get(language).to_owned(),
                    value: office.id,
                })
                .collect(),
        })
    }

    /// Cities with an office: those of the home province first, the others with their province.
    fn cities(&self, mut codes: Vec<String>) -> Vec<Choice> {
        let home = self.settings.home_province.as_str();
        codes.sort_by_key(|code| !code.starts_with(home));
        codes
            .into_iter()
            .map(|code| {
                let label = match Regions::load().get(&code) {
                    Some(city) if code.starts_with(home) => city.name.to_owned(),
                    Some(_) => Regions::load().path_name(&code),
                    None => code.clone(),
                };
                Choice { value: code, label }
            })
            .collect()
    }

    /// Whether `value` can be chosen below `parent`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_choice(
        &self,
        conn: &mut PgConnection,
        source: ChoiceSource,
        parent: Option<&str>,
        value: &str,
    ) -> Result<bool> {
        Ok(match source {
            ChoiceSource::Region => Regions::load()
                .get(value)
                .is_some_and(|region| region.parent() == parent),
            ChoiceSource::Industry => sql::is_industry(conn, value).await?,
            ChoiceSource::OfficeCity => sql::is_city(conn, value).await?,
            ChoiceSource::Office => sql::is_office(conn, value, parent).await?,
        })
    }
}

fn regions(parent: Option<&str>) -> Vec<Choice> {
    let choice = |region: &Region| Choice {
        value: region.code.to_owned(),
        label: region.name.to_owned(),
    };
    Regions::load()
        .children(parent)
        .iter()
        .map(choice)
        .collect()
}
