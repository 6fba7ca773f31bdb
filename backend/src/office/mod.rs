//! Offices, as applicants choose them and administrators look after them.

use domain::application::kind::ApplicationKind;
use domain::form::{FieldError, RawAnswers, StepErrors};
use domain::office::entry::OfficeEntry;
use domain::text::Language;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::region::Regions;
use crate::{Backend, Result};

pub(crate) mod offices;
pub(crate) mod sql;
#[cfg(test)]
mod tests;

pub use domain::text::Texts;
pub use offices::form;
pub use offices::form as office_form;

/// An office as the operator sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Slug, `a-z0-9-`; never changes.
    pub id: String,
    /// Region code of its city, 4 digits.
    pub city: String,
    /// Its name.
    pub names: Texts,
    /// As it stands on an envelope, postcode included.
    pub postal_address: String,
    /// Area code and number.
    pub telephone: String,
    /// Area code and number.
    pub fax: String,
}

impl Office {
    /// Reads what was entered. `offered`: the languages of the platform.
    ///
    /// # Errors
    /// Everything that is not acceptable, by field.
    pub(crate) fn parse(answers: &RawAnswers, offered: &[Language]) -> Result<Self, StepErrors> {
        let mut entry = OfficeEntry::parse(answers, offered);
        let city = answers.get("office_city_code");
        if !city.is_empty() && Regions::load().get(city).is_none() {
            let mut errors = entry.err().unwrap_or_default();
            errors.insert("office_city_code".to_owned(), FieldError::NotAChoice);
            entry = Err(errors);
        }
        entry.map(|entry| Self {
            id: entry.id,
            city: entry.city,
            names: entry.names,
            postal_address: entry.postal_address,
            telephone: entry.telephone,
            fax: entry.fax,
        })
    }

    /// As it is entered.
    pub(crate) fn answers(&self) -> RawAnswers {
        let entry = OfficeEntry {
            id: self.id.clone(),
            names: self.names.clone(),
            city: self.city.clone(),
            postal_address: self.postal_address.clone(),
            telephone: self.telephone.clone(),
            fax: self.fax.clone(),
        };
        entry.answers()
    }
}

/// An office as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeView {
    /// Its slug.
    pub id: String,
    /// Its name, in the reader's language.
    pub name: String,
    /// As it stands on an envelope.
    pub postal_address: String,
    /// Area code and number.
    pub telephone: String,
    /// Area code and number.
    pub fax: String,
}

impl Backend {
    /// All offices, in the order of their cities.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offices(&self, language: Language) -> Result<Vec<OfficeView>> {
        let rows = sql::offices(&mut *self.pool.acquire().await?).await?;
        Ok(rows.into_iter().map(|row| view(row, language)).collect())
    }

    /// What nobody can register without and nobody has put there, in words.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn missing_lists(&self) -> Result<Vec<&'static str>> {
        let mut conn = self.pool.acquire().await?;
        let mut missing = Vec::new();
        if sql::open_offices(&mut conn, None).await?.is_empty() {
            missing.push("offices are");
        }
        if let Some(notice) = ApplicationKind::of_newcomers().spec().notice {
            let language = self.settings.languages.first().copied().unwrap_or_default();
            if self.terms(&mut conn, notice, language).await?.is_none() {
                missing.push("the notice of registration is");
            }
        }
        Ok(missing)
    }

    /// One office.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn office(
        &self,
        conn: &mut PgConnection,
        id: &str,
        language: Language,
    ) -> Result<Option<OfficeView>> {
        let row = sql::office(conn, id).await?;
        Ok(row.map(|row| view(row, language)))
    }
}

fn view(office: sql::StoredOffice, language: Language) -> OfficeView {
    OfficeView {
        name: office.names.get(language).to_owned(),
        id: office.id,
        postal_address: office.postal_address,
        telephone: office.telephone,
        fax: office.fax,
    }
}
