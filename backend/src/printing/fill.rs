//! A form with the answers in it, as a person reads them.

use domain::application::kind::Kind;
use domain::application::printed::{AnswersOf, FormCode, PrintedForm};
use domain::application::reference::Reference;
use domain::application::snapshot::Snapshot;
use domain::text::{Language, say, short_label_of};
use printed::{Form, Row, Section};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::title;
use crate::account::sql::profiles;
use crate::application::open::Opened;
use crate::{Backend, Error, Result};

impl Backend {
    /// The form, filled in.
    pub(super) async fn filled(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        answers: &Snapshot,
        form: &PrintedForm,
        language: Language,
    ) -> Result<Form> {
        let profile = match opened.account() {
            Some(account) => {
                let found = profiles::profile(conn, &self.keys, account).await?;
                found.ok_or(Error::NotFound)?.0
            }
            None => Snapshot::default(),
        };
        let mut sections = Vec::with_capacity(form.blocks.len() + 1);
        for block in form.blocks {
            let (kind, given) = match block.of {
                AnswersOf::Profile => (domain::account::profile::kind(), &profile),
                AnswersOf::Application => (opened.spec(), answers),
            };
            let rows = self
                .rows(conn, opened, kind, given, block.fields, language)
                .await?;
            sections.push(Section {
                title: say(language, &format!("printed.block.{}", block.id)),
                rows,
            });
        }
        let hash = hash(form, &sections);
        let code = FormCode {
            reference: Reference::parse(&opened.row.reference)
                .map_err(|_| Error::Inconsistent("application.reference"))?,
            form: form.id.to_owned(),
            round: opened.row.round,
            hash,
        };
        let office = ["received", "by", "opinion"].map(|part| Row {
            label: say(language, &format!("printed.office.{part}")),
            text: String::new(),
        });
        let declaration = say(language, &format!("printed.{}.declaration", form.id));
        Ok(Form {
            title: title(language, form),
            code: code.to_string(),
            sections,
            declaration: declaration.split("\n\n").map(str::to_owned).collect(),
            is_sealed: form.is_sealed,
            signature: say(
                language,
                match form.is_personal {
                    true => "printed.signature_person",
                    false => "printed.signature",
                },
            ),
            office: Section {
                title: say(language, "printed.block.office"),
                rows: office.into(),
            },
        })
    }

    /// The fields that apply, each with its answer; one that was left empty has an empty cell.
    async fn rows(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        kind: &'static Kind,
        given: &Snapshot,
        fields: &[&str],
        language: Language,
    ) -> Result<Vec<Row>> {
        let home = Some(opened.policy.home_province.as_str());
        let readable = self.all_readable(conn, kind, given, language, home).await?;
        let typed = given.as_typed();
        let scope = domain::form::Scope {
            answers: &typed,
            facts: &opened.facts,
        };
        let asked = fields.iter().filter_map(|id| kind.field(id));
        let applying = asked.filter(|field| (field.applies)(&scope));
        let rows = applying.map(|field| {
            let answer = readable.iter().find(|(id, _)| id == field.id);
            Row {
                label: short_label_of(language, kind.id, field.id),
                text: answer.map(|(_, text)| text.clone()).unwrap_or_default(),
            }
        });
        Ok(rows.collect())
    }
}

/// The first 16 hexadecimal digits of the SHA-256 of what stands on a form.
fn hash(form: &PrintedForm, sections: &[Section]) -> String {
    let content = json!([form.id, sections]).to_string();
    let digest = Sha256::digest(content);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
