//! The forms of a case as PDF: one of them, or all with a list of papers on top, for whoever sends
//! them and for staff who await them.

mod fill;
mod press;

use domain::application::printed::PrintedForm;
use domain::application::snapshot::Snapshot;
use domain::text::{Language, say};
use printed::{Cover, CoverPaper, Printout, Row, Words};
use sqlx::PgConnection;

pub use press::Press;

use crate::application::{Target, open::Lock, open::Opened, sql};
use crate::audit::Action;
use crate::caller::Caller;
use crate::{Backend, Error, Result};

/// A PDF, and what its file is called.
#[derive(Debug)]
pub struct Printed {
    /// The file.
    pub pdf: Vec<u8>,
    /// ASCII: the reference and the form.
    pub name: String,
}

impl Backend {
    /// The forms of what was sent last: one, by its id, or all of them with a list of papers on top.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever may not see the case, for a form it does not have, and when
    /// nothing was sent; [`Error::Busy`] when too many wait; [`Error::Internal`] without the font.
    pub async fn print(
        &self,
        caller: &Caller,
        reference: &str,
        form: Option<&str>,
    ) -> Result<Printed> {
        let mut conn = self.pool.acquire().await?;
        let opened = match caller.reviewer() {
            Ok(_) => self.open_case(&mut conn, caller, reference, false).await?,
            Err(_) => {
                let place = Target::Reference(reference.to_owned());
                let opened = self.open(&mut conn, caller, &place, Lock::No).await?;
                opened.ok_or(Error::NotFound)?
            }
        };
        let sent = sql::submission(&mut conn, &self.keys, opened.id, opened.row.round).await?;
        let (answers, _) = sent.ok_or(Error::NotFound)?;
        let forms = opened.spec().forms_for(&answers);
        let forms: Vec<_> = match form {
            Some(id) => forms.into_iter().filter(|form| form.id == id).collect(),
            None => forms,
        };
        let first = forms.first().ok_or(Error::NotFound)?;
        if let Ok((staff, _)) = caller.reviewer() {
            let subject = format!("application:{}", opened.id.0);
            let what = format!("form:{}", form.unwrap_or("all"));
            conn = self
                .record_look_on(conn, staff, Action::SawCase, subject, what)
                .await?;
        }
        let of_case = Language::parse(&opened.row.language)
            .ok_or(Error::Inconsistent("application.language"))?;
        let language = first.language(of_case);
        let cover = match form {
            Some(_) => None,
            None => Some(self.cover(&mut conn, &opened, &answers, language).await?),
        };
        let filling = self.filling(&mut conn, &opened, answers, language).await?;
        let drawn = forms.iter().map(|form| filling.form(form));
        let printout = Printout {
            language: language.tag().to_owned(),
            title: match form {
                Some(_) => title(language, first),
                None => say(language, "printed.cover.title"),
            },
            operator: opened.policy.platform_name.clone(),
            reference: opened.row.reference.clone(),
            cover,
            forms: drawn.collect::<Result<_>>()?,
            words: words(language),
        };
        let name = format!("{}-{}.pdf", opened.row.reference, form.unwrap_or("forms"));
        drop(conn);
        Ok(Printed {
            pdf: self.press.print(caller, printout).await?,
            name,
        })
    }

    /// What to send, in which form, and where to.
    async fn cover(
        &self,
        conn: &mut PgConnection,
        opened: &Opened,
        answers: &Snapshot,
        language: Language,
    ) -> Result<Cover> {
        let kind = opened.spec();
        let say = |part: &str| say(language, &format!("printed.cover.{part}"));
        let row = |label: &str, text: &str| Row {
            label: say(label),
            text: text.to_owned(),
        };
        let of_kind = |name: String| domain::text::say_of(language, kind.id, &name);
        let mut rows = vec![
            row("about", &of_kind(format!("kind.{}.name", kind.id))),
            row(
                "applicant",
                opened.row.subject_name.as_deref().unwrap_or_default(),
            ),
        ];
        let office = match opened.row.office_id.as_deref() {
            Some(id) => self.office(conn, id, language).await?,
            None => None,
        };
        if let Some(office) = office {
            rows.push(row("office", &office.name));
            rows.push(row("address", &office.postal_address));
            rows.push(row("fax", &office.fax));
            rows.push(row("telephone", &office.telephone));
        }
        let papers = kind
            .papers_for(answers)
            .into_iter()
            .map(|paper| CoverPaper {
                name: of_kind(format!("paper.{}.name", paper.id)),
                form: of_kind(format!("paper_form.{}", paper.form.id())),
                why: of_kind(format!("paper.{}.why", paper.id)),
            });
        Ok(Cover {
            title: say("title"),
            intro: say("intro").split("\n\n").map(str::to_owned).collect(),
            rows,
            papers_title: say("papers"),
            columns: ["paper", "form", "why"].map(say),
            papers: papers.collect(),
        })
    }
}

fn title(language: Language, form: &PrintedForm) -> String {
    say(language, &format!("printed.{}.title", form.id))
}

/// What stands on every sheet.
fn words(language: Language) -> Words {
    let say = |part: &str| say(language, &format!("printed.{part}"));
    Words {
        seal: say("seal"),
        date: say("date"),
        page: say("page"),
        reference: say("reference"),
        unprintable: say("unprintable"),
    }
}
