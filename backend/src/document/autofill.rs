//! What pictures say, in the fields of a draft. A value that was read follows its picture: it comes
//! with it and goes with it. What was typed stays.

use domain::application::state::ApplicationState;
use domain::form::{Control, Field, Scope};
use domain::map::Map;
use sqlx::PgConnection;

use super::sql::KeptReading;
use crate::application::open::Opened;
use crate::region::Regions;
use crate::{Backend, Result};

/// The fields of a region, from the largest.
const REGION: [&str; 3] = ["region_province", "region_city", "region_district"];

/// Numbers that hold the six digits of a district, and where these begin.
const NUMBERS: [(&str, usize); 2] = [("id_number", 0), ("credit_code", 2)];

/// What a picture says: what was read on it, and the region that follows from the address, or else
/// from a number.
pub(super) fn said(reading: &KeptReading) -> KeptReading {
    let regions = Regions::load();
    let of_address = reading
        .get("address")
        .map(|address| regions.of_address(address));
    let of_number = || {
        let mut numbers = NUMBERS
            .iter()
            .filter_map(|(field, at)| reading.get(field)?.get(*at..));
        numbers
            .next()
            .map(|digits| regions.of_number(digits.get(..6).unwrap_or_default()))
    };
    let way = of_address.filter(|way| !way.is_empty()).or_else(of_number);
    let region = REGION.iter().zip(way.unwrap_or_default());
    let mut said: KeptReading = region
        .map(|(field, code)| ((*field).to_owned(), code.to_owned()))
        .collect();
    said.extend(reading.clone());
    said
}

/// What of a reading the fields' own rules accept, as if it had been typed beside what is there.
pub(super) fn acceptable(opened: &Opened, read: &KeptReading) -> KeptReading {
    let accepted = |(id, text): (&String, &String)| {
        let field = opened.spec().field(id)?;
        let mut answers = opened.answers.clone();
        answers.set(id.as_str(), text.as_str());
        let scope = Scope {
            answers: &answers,
            facts: &opened.facts,
        };
        Some((id.clone(), field.check(&scope).ok()??))
    };
    read.iter().filter_map(accepted).collect()
}

/// Empties the fields that say what a picture said that is gone. Returns what they said; the caller
/// saves.
pub(super) fn withdraw(opened: &mut Opened, reading: &KeptReading) -> Map<String, String> {
    let said = said(reading);
    let mut emptied = Map::new();
    // Lists that depend on another one first.
    let fields: Vec<&'static Field> = opened.spec().fields().collect();
    for field in fields.iter().rev() {
        let is_of_it = said.get(field.id).is_some_and(|text| {
            opened.sources.get(field.id) == Some(text) && opened.answers.get(field.id) == text
        });
        if !is_of_it || !opened.may_change(field) {
            continue;
        }
        // Somebody chose within it, and so chose it.
        let is_chosen = fields.iter().any(|below| {
            matches!(below.control, Control::Select { parent: Some(parent), .. } if parent == field.id)
                && !opened.answers.get(below.id).is_empty()
        });
        opened.sources.remove(field.id);
        if !is_chosen {
            emptied.insert(field.id.to_owned(), opened.answers.get(field.id).to_owned());
            opened.put(field, "");
        }
    }
    emptied
}

impl Backend {
    /// Puts what a picture says into the fields that are empty; the caller saves.
    pub(super) async fn fill_in(
        &self,
        conn: &mut PgConnection,
        opened: &mut Opened,
        picture: &str,
        reading: &KeptReading,
    ) -> Result<()> {
        let said = said(reading);
        let step = opened.spec().step_of(picture);
        // A list after the one it depends on.
        for field in opened.spec().fields() {
            let Some(text) = said.get(field.id) else {
                continue;
            };
            let is_here = step.is_some_and(|step| step.fields().any(|asked| asked.id == field.id));
            let is_wanted = opened.answers.get(field.id).is_empty()
                && opened.may_change(field)
                && (is_here || opened.state == ApplicationState::Draft);
            if is_wanted && self.is_offered(conn, opened, field, text).await? {
                opened.put(field, text);
                opened.sources.insert(field.id.to_owned(), text.clone());
            }
        }
        Ok(())
    }

    /// Whether a list offers a choice, as the answers stand. Other fields offer everything.
    async fn is_offered(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        field: &Field,
        text: &str,
    ) -> Result<bool> {
        match field.control {
            Control::Select { source, parent } => {
                let parent = parent.map(|parent| opened.answers.get(parent));
                self.is_choice(conn, source, parent, text).await
            }
            _ => Ok(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(pairs: &[(&str, &str)]) -> KeptReading {
        pairs
            .iter()
            .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
            .collect()
    }

    fn region(pairs: &[(&str, &str)]) -> String {
        let said = said(&reading(pairs));
        REGION
            .iter()
            .filter_map(|field| said.get(field).map(String::as_str))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_region_follows_from_the_address_or_else_from_the_number() {
        let (address, number) = (
            ("address", "河南省郑州市金水区1号"),
            ("id_number", "11010519491231002X"),
        );
        assert_eq!(region(&[address, number]), "41 4101 410105");
        assert_eq!(region(&[number]), "11 1101 110105");
        assert_eq!(
            region(&[("address", "幸福路7号"), number]),
            "11 1101 110105"
        );
        assert_eq!(
            region(&[("credit_code", "91410105MA9GAAAAXX")]),
            "41 4101 410105"
        );
        assert_eq!(region(&[("real_name", "王伟")]), "");
    }
}
