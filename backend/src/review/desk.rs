//! What lies on the desk beside a case: who works on it, internal notes, standard instructions.

use std::collections::BTreeMap;

use domain::review::view::{DeskView, KeptForms};
use domain::text::Language;
use sqlx::PgConnection;

use crate::application::open::Opened;
use crate::caller::Caller;
use crate::mark::sql::Around;
use crate::{Backend, Result};

impl Backend {
    /// All of it, for this reader; `decides`: they have the form with the decision.
    pub(super) async fn desk(
        &self,
        conn: &mut PgConnection,
        caller: &Caller,
        opened: &Opened,
        around: &Around,
        decides: bool,
    ) -> Result<DeskView> {
        let (staff, reviewer) = caller.reviewer()?;
        let row = &opened.row;
        let waits = opened.state == domain::application::state::ApplicationState::Submitted;
        let may_assign = waits && reviewer.may_assign();
        let language = Language::parse(&row.language).unwrap_or_default();
        Ok(DeskView {
            assignee: match waits {
                true => row.assigned_to_name.clone(),
                false => None,
            },
            is_assigned_to_me: row.assigned_to == Some(staff.0),
            assigner: match may_assign {
                true => Some(super::sql::staff_name(conn, staff.0).await?),
                false => None,
            },
            colleagues: match may_assign {
                true => self.colleagues(conn, row.office_id.as_deref()).await?,
                false => Vec::new(),
            },
            remarks: match around.has_remarks {
                true => self.remarks(conn, opened.id).await?,
                false => self.no_remarks(),
            },
            kept: match around.has_forms {
                true => self.kept_forms(conn, opened, staff).await?,
                false => KeptForms::default(),
            },
            applicant_language: language,
            instructions: match decides {
                true => self.instructions(conn, language).await?,
                false => BTreeMap::new(),
            },
        })
    }
}
