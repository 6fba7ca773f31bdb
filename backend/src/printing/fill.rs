//! A form with the answers in it, as a person reads them.

use domain::application::kind::Kind;
use domain::application::printed::{AnswersOf, FormBlock, FormCode, PrintedForm};
use domain::application::reference::Reference;
use domain::application::snapshot::Snapshot;
use domain::form::{Facts, Scope};
use domain::text::{Language, say, short_label_of};
use printed::{Form, Row, Section};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::title;
use crate::account::sql::profiles;
use crate::application::open::Opened;
use crate::{Backend, Error, Result};

/// What was answered, and how it reads.
struct Answered {
    kind: &'static Kind,
    given: Snapshot,
    readable: Vec<(String, String)>,
}

/// All that forms of a case are filled in with, in one language.
pub(super) struct Filling<'a> {
    opened: &'a Opened,
    language: Language,
    profile: Answered,
    application: Answered,
}

impl Backend {
    /// What the forms of a case are filled in with.
    pub(super) async fn filling<'a>(
        &self,
        conn: &mut PgConnection,
        opened: &'a Opened,
        answers: Snapshot,
        language: Language,
    ) -> Result<Filling<'a>> {
        let profile = match opened.account() {
            Some(account) => {
                let found = profiles::profile(conn, &self.keys, account).await?;
                found.ok_or(Error::NotFound)?.0
            }
            None => Snapshot::default(),
        };
        let home = Some(opened.policy.home_province.as_str());
        let mut answered = Vec::with_capacity(2);
        for (kind, given) in [
            (domain::account::profile::kind(), profile),
            (opened.spec(), answers),
        ] {
            let readable = self
                .all_readable(conn, kind, &given, language, home)
                .await?;
            answered.push(Answered {
                kind,
                given,
                readable,
            });
        }
        let [profile, application] = answered
            .try_into()
            .map_err(|_| Error::Inconsistent("submission.answers"))?;
        Ok(Filling {
            opened,
            language,
            profile,
            application,
        })
    }
}

impl Filling<'_> {
    /// The form, filled in.
    pub(super) fn form(&self, form: &PrintedForm) -> Result<Form> {
        let say = |name: &str| say(self.language, &format!("printed.{name}"));
        let sections = form.blocks.iter().map(|block| Section {
            title: say(&format!("block.{}", block.id)),
            rows: self.rows(block),
        });
        let row = &self.opened.row;
        let code = FormCode {
            reference: Reference::parse(&row.reference)
                .map_err(|_| Error::Inconsistent("application.reference"))?,
            form: form.id.to_owned(),
            round: row.round,
            hash: self.hash(form),
        };
        let office = ["received", "by", "opinion"].map(|part| Row {
            label: say(&format!("office.{part}")),
            text: String::new(),
        });
        let declaration = say(&format!("{}.declaration", form.id));
        let signature = match form.is_personal {
            true => "signature_person",
            false => "signature",
        };
        Ok(Form {
            title: title(self.language, form),
            code: code.to_string(),
            sections: sections.collect(),
            declaration: declaration.split("\n\n").map(str::to_owned).collect(),
            is_sealed: form.is_sealed,
            signature: say(signature),
            office: Section {
                title: say("block.office"),
                rows: office.into(),
            },
        })
    }

    fn answered(&self, block: &FormBlock) -> &Answered {
        match block.of {
            AnswersOf::Profile => &self.profile,
            AnswersOf::Application => &self.application,
        }
    }

    /// The fields that apply, each with its answer; one that was left empty has an empty cell.
    fn rows(&self, block: &FormBlock) -> Vec<Row> {
        let answered = self.answered(block);
        let asked = answered.asked(block, &self.opened.facts);
        let rows = asked.into_iter().map(|id| Row {
            label: short_label_of(self.language, answered.kind.id, id),
            text: answered.read(id).to_owned(),
        });
        rows.collect()
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the answers on a form, whatever they are called
    /// and in whichever language they are printed.
    fn hash(&self, form: &PrintedForm) -> String {
        let answers = form.blocks.iter().flat_map(|block| {
            let given = &self.answered(block).given;
            block.fields.iter().map(|id| (*id, given.get(id)))
        });
        let content = json!([form.id, answers.collect::<Vec<_>>()]).to_string();
        let digest = Sha256::digest(content);
        digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl Answered {
    /// The fields of a block that are asked with these answers.
    fn asked(&self, block: &FormBlock, facts: &Facts) -> Vec<&'static str> {
        let answers = self.given.as_typed();
        let scope = Scope {
            answers: &answers,
            facts,
        };
        let fields = block.fields.iter().filter_map(|id| self.kind.field(id));
        let asked = fields.filter(|field| (field.applies)(&scope));
        asked.map(|field| field.id).collect()
    }

    /// An answer as a person reads it; nothing where there is none.
    fn read(&self, id: &str) -> &str {
        let answer = self.readable.iter().find(|(answered, _)| answered == id);
        answer.map_or("", |(_, text)| text)
    }
}
