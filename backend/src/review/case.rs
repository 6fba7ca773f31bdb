//! A case: answers beside pictures, what changed since the last round, who else has the number.

use std::collections::BTreeMap;

use domain::application::kind::Kind;
use domain::application::snapshot::Snapshot;
use domain::application::state::ApplicationState;
use domain::form::{Facts, Scope};
use domain::id::{ApplicationId, DocumentId};
use domain::map::Map;
use domain::review::view::{CaseItem, CaseView, ReadValue};
use sqlx::PgConnection;

use super::kept::CaseForm;
use crate::application::open::Opened;
use crate::application::{requirement, sql as application_sql};
use crate::audit::Action;
use crate::caller::Caller;
use crate::choice::label::Labels;
use crate::{Backend, Error, Result, document};

impl Backend {
    /// A case, as this reviewer may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a case of another office or one never sent.
    pub async fn case(&self, caller: &Caller, reference: &str) -> Result<CaseView> {
        let mut conn = self.pool.acquire().await?;
        let opened = self.open_case(&mut conn, caller, reference, false).await?;
        let (staff, reviewer) = caller.reviewer()?;
        let (seen, subject) = (Action::SawCase, format!("application:{}", opened.id.0));
        let details = format!("round:{}", opened.row.round);
        let mut conn = self
            .record_look_on(conn, staff, seen, subject, details)
            .await?;
        let forms = CaseForm::names(&opened);
        let round = opened.row.round;
        let around = crate::mark::sql::look(&mut conn, opened.id, staff, round, &forms).await?;
        let now = self.clock.now();
        let today = self.settings.day(now);
        let row = &opened.row;
        let (answers, pictures) = self.round(&mut conn, opened.id, row.round).await?;
        let before = match row.round {
            ..2 => None,
            round => Some(self.round(&mut conn, opened.id, round - 1).await?),
        };
        let shown = before.iter().flat_map(|(_, old)| old.values());
        let shown: Vec<DocumentId> = shown.chain(pictures.values()).copied().collect();
        let documents = document::sql::find_all(&mut conn, &shown).await?;
        let picture = |id: Option<&DocumentId>| {
            let row = id.and_then(|id| documents.get(id));
            row.map(document::view).transpose()
        };
        let readings = self.readings(&documents, &pictures)?;
        let read: BTreeMap<&str, &str> = readings
            .values()
            .flatten()
            .map(|(field, text)| (field.as_str(), text.as_str()))
            .collect();
        let sent = answers.as_typed();
        let policy = &opened.policy;
        let mut facts = Facts::new(today);
        facts.home_province.clone_from(&policy.home_province);
        let scope = Scope {
            answers: &sent,
            facts: &facts,
        };
        let old = before.iter().flat_map(|(old, _)| old.iter());
        let said = readings.values().flatten();
        let said = said.map(|(field, text)| (field.as_str(), text.as_str()));
        let shown = answers.iter().chain(old).chain(said);
        let shown = shown.filter_map(|(id, text)| Some((opened.spec().field(id)?.list()?, text)));
        let home = Some(policy.home_province.as_str());
        let labels = self.labels(&mut conn, shown, caller.language, home).await?;
        let mut steps = Vec::new();
        for step in opened.spec().steps {
            let mut items = Vec::new();
            for field in step.fields() {
                if field.is_upload() {
                    let now = picture(pictures.get(field.id))?;
                    let old = before.as_ref().and_then(|(_, old)| old.get(field.id));
                    let changed = old.filter(|old| Some(*old) != pictures.get(field.id));
                    let picture_before = picture(changed)?;
                    let is_picture_deleted = now.is_none() && pictures.contains_key(field.id);
                    if now.is_some() || is_picture_deleted || picture_before.is_some() {
                        let said = readings.get(field.id);
                        let beside = beside(&labels, opened.spec(), said, &answers);
                        items.push(CaseItem {
                            field: field.id.to_owned(),
                            value: String::new(),
                            before: None,
                            read: None,
                            warning: None,
                            picture: now,
                            is_picture_deleted,
                            picture_before,
                            readings: beside,
                        });
                    }
                    continue;
                }
                let text = answers.get(field.id);
                let old = before.as_ref().and_then(|(old, _)| old.get(field.id));
                if text.is_none() && old.is_none() {
                    continue;
                }
                let value = text.map(|text| labels.read(opened.spec(), field, text));
                let before = match (old, before.as_ref()) {
                    (Some(old), _) if Some(old) == text => None,
                    (Some(old), _) => Some(labels.read(opened.spec(), field, old)),
                    (None, Some(_)) => Some(String::new()),
                    _ => None,
                };
                items.push(CaseItem {
                    read: read
                        .get(field.id)
                        .filter(|read| !text.is_some_and(|text| field.says_the_same(read, text)))
                        .map(|read| labels.read(opened.spec(), field, read)),
                    warning: field.warning(&scope),
                    field: field.id.to_owned(),
                    value: value.unwrap_or_default(),
                    before,
                    picture: None,
                    is_picture_deleted: false,
                    picture_before: None,
                    readings: Vec::new(),
                });
            }
            if !items.is_empty() {
                steps.push((step.id.to_owned(), items));
            }
        }
        let findings = match (opened.state, row.round) {
            (ApplicationState::Returned, _) => opened.flagged.clone(),
            (_, ..2) => Vec::new(),
            (_, round) => application_sql::findings(&mut conn, opened.id, round - 1).await?,
        };
        let holder = self.holder(&opened);
        let duplicates = self.duplicates(&mut conn, opened.id, reviewer).await?;
        let proposal = match around.has_proposal {
            true => self.proposal(&mut conn, &opened, (staff, reviewer)).await?,
            false => None,
        };
        let is_open = proposal.as_ref().is_none_or(|made| made.is_rejected);
        let messages = match around.has_messages {
            true => self.case_thread(&mut conn, caller, &opened).await?,
            false => self.empty_case_thread(&mut conn, caller, &opened).await?,
        };
        let waits = opened.state == ApplicationState::Submitted;
        let is_mine = holder.is_some() && row.claimed_by == Some(staff.0);
        let may_decide = waits && is_open && reviewer.may_decide(row.office_id.as_deref());
        let decides = is_mine && may_decide;
        Ok(CaseView {
            kind: row.kind.clone(),
            record: self
                .record_view(&mut conn, opened.account(), opened.record)
                .await?,
            version: row.version,
            state: opened.state,
            round: row.round,
            subject: row.subject_name.clone().unwrap_or_default(),
            submitted_at: row
                .submitted_at
                .map(|at| self.settings.moment(at))
                .unwrap_or_default(),
            due_on: row.due_on.filter(|_| waits).map(|day| day.to_string()),
            overdue: waits && row.due_on.is_some_and(|day| day < today),
            working_days: self.working_days(&mut conn, row.due_on, today).await?,
            office: opened.office_name(caller.language).map(str::to_owned),
            is_mine,
            holder,
            may_decide,
            missing: match waits {
                true => {
                    requirement::missing(&mut conn, opened.spec(), opened.id, row.round).await?
                }
                false => Vec::new(),
            },
            four_eyes: policy.four_eyes,
            proposal,
            messages,
            document_expired: answers
                .get("valid_to")
                .and_then(|day| day.parse().ok())
                .is_some_and(|day: chrono::NaiveDate| day < today),
            steps,
            findings: findings
                .into_iter()
                .map(|finding| (finding.item.clone(), finding))
                .collect(),
            reason: row.return_reason.clone(),
            duplicates,
            timeline: self.timeline(&mut conn, opened.id).await?,
            papers: opened.spec().papers_for(&answers),
            agreed: self.agreed(&mut conn, opened.id, caller.language).await?,
            desk: self
                .desk(&mut conn, caller, &opened, &around, decides)
                .await?,
            reference: row.reference.clone(),
        })
    }

    /// Name of whoever holds a live claim.
    pub(super) fn holder(&self, opened: &Opened) -> Option<String> {
        let lives = |until| until > self.clock.now();
        match opened.row.claimed_until.is_some_and(lives) {
            true => opened.row.claimed_by_name.clone(),
            false => None,
        }
    }

    async fn round(
        &self,
        conn: &mut PgConnection,
        id: ApplicationId,
        round: i32,
    ) -> Result<(Snapshot, BTreeMap<String, DocumentId>)> {
        application_sql::submission(conn, &self.keys, id, round)
            .await?
            .ok_or(Error::Inconsistent("submission"))
    }

    /// What the pictures of a round said: upload field → field → text.
    fn readings(
        &self,
        documents: &BTreeMap<DocumentId, document::sql::DocumentRow>,
        pictures: &BTreeMap<String, DocumentId>,
    ) -> Result<BTreeMap<String, Map<String, String>>> {
        let mut readings = BTreeMap::new();
        for (field, id) in pictures {
            if let Some(row) = documents.get(id) {
                readings.insert(field.clone(), row.reading(&self.keys)?);
            }
        }
        Ok(readings)
    }
}

/// What a picture said, beside what was answered.
fn beside(
    labels: &Labels,
    kind: &Kind,
    said: Option<&Map<String, String>>,
    answers: &Snapshot,
) -> Vec<ReadValue> {
    let said = said.into_iter().flatten();
    said.filter_map(|(id, read)| {
        let field = kind.field(id)?;
        let answer = answers
            .get(id)
            .map(|answer| labels.read(kind, field, answer));
        let (read, answer) = (labels.read(kind, field, read), answer.unwrap_or_default());
        Some(ReadValue {
            field: id.clone(),
            is_same: field.says_the_same(&read, &answer),
            read,
            answer,
        })
    })
    .collect()
}
