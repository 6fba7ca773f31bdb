//! The long lists of forms: what can be chosen, and whether something can be.

use domain::application::kind::Kind;
use domain::application::view::Choice;
use domain::form::{ChoiceSource, Control, RawAnswers};
use domain::text::Language;
use sqlx::PgConnection;

use crate::industry;
use crate::office;
use crate::region::{Region, Regions};
use crate::{Backend, Result};

pub(crate) mod label;
mod sql;

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
            ChoiceSource::Industry => industry::sql::offered(conn)
                .await?
                .into_iter()
                .map(|row| Choice {
                    value: row.id,
                    label: row.names.get(language).to_owned(),
                })
                .collect(),
            ChoiceSource::OfficeCity => {
                let home = self.policy(conn).await?.home_province;
                cities(&home, office::sql::cities(conn).await?)
            }
            ChoiceSource::Office => office::sql::open_offices(conn, parent)
                .await?
                .into_iter()
                .map(|office| Choice {
                    label: office.names.get(language).to_owned(),
                    value: office.id,
                })
                .collect(),
        })
    }

    /// Fields of a draft whose choice has been closed or retired since it was made.
    pub(crate) async fn withdrawn(
        &self,
        conn: &mut PgConnection,
        kind: &Kind,
        answers: &RawAnswers,
    ) -> Result<Vec<&'static str>> {
        let chosen = |wanted: ChoiceSource| -> Vec<(&'static str, String)> {
            kind.fields()
                .filter(|field| {
                    matches!(field.control, Control::Select { source, .. } if source == wanted)
                })
                .map(|field| (field.id, answers.get(field.id).to_owned()))
                .filter(|(_, text)| !text.is_empty())
                .collect()
        };
        let (offices, industries) = (chosen(ChoiceSource::Office), chosen(ChoiceSource::Industry));
        if offices.is_empty() && industries.is_empty() {
            return Ok(Vec::new());
        }
        let ids = |chosen: &[(&str, String)]| -> Vec<String> {
            chosen.iter().map(|(_, text)| text.clone()).collect()
        };
        let gone = sql::withdrawn(conn, &ids(&offices), &ids(&industries)).await?;
        let is_gone =
            |source: &str, text: &str| gone.iter().any(|(of, id)| of == source && id == text);
        let offices = offices.iter().filter(|(_, text)| is_gone("office", text));
        let industries = industries
            .iter()
            .filter(|(_, text)| is_gone("industry", text));
        Ok(offices.chain(industries).map(|(field, _)| *field).collect())
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
            ChoiceSource::Industry => industry::sql::is_offered(conn, value).await?,
            ChoiceSource::OfficeCity => office::sql::is_city(conn, value).await?,
            ChoiceSource::Office => office::sql::is_office(conn, value, parent).await?,
        })
    }
}

/// Cities with an office: those of the home province first, the others with their province.
fn cities(home: &str, mut codes: Vec<String>) -> Vec<Choice> {
    codes.sort_by_key(|code| !code.starts_with(home));
    codes
        .into_iter()
        .map(|code| Choice {
            label: city_label(home, &code),
            value: code,
        })
        .collect()
}

pub(super) fn city_label(home: &str, code: &str) -> String {
    match Regions::load().get(code) {
        Some(city) if code.starts_with(home) => city.name.to_owned(),
        Some(_) => Regions::load().path_name(code),
        None => code.to_owned(),
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
