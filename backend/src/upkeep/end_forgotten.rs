//! Applications that wait for their applicant end when nobody goes on with them: drafts, with or
//! without an account, and those that were sent back and never corrected. Whoever can be reached is
//! told a week before; the photos go, and that they went is recorded when their bytes are gone.

use chrono::TimeDelta;
use domain::application::event::Event;
use domain::application::state::Transition;
use domain::id::ApplicationId;
use domain::text::{Language, day, say};

use super::sql;
use crate::document::delete_pictures::{self, Deletion};
use crate::history;
use crate::mail::{KIND, Template, Urgency};
use crate::{Backend, Error, Result, application, document};

/// How many applications are looked after in one transaction.
pub(super) const BATCH: i64 = 50;
/// How long before the end its applicant is told, unless that is more than half the time.
const WARNING: TimeDelta = TimeDelta::days(7);

fn life(backend: &Backend) -> TimeDelta {
    TimeDelta::from_std(backend.settings.draft_life).unwrap_or(TimeDelta::days(36_500))
}

fn warning(backend: &Backend) -> TimeDelta {
    WARNING.min(life(backend) / 2)
}

/// Tells some applicants that their application will end. How many.
pub(super) async fn warn_some(backend: &Backend) -> Result<usize> {
    let (now, warning) = (backend.clock.now(), warning(backend));
    let idle_since = now - (life(backend) - warning);
    let mut tx = backend.pool.begin().await?;
    let idle = sql::to_warn(&mut tx, idle_since, BATCH).await?;
    for found in &idle {
        let language = Language::parse(&found.language).unwrap_or_default();
        let end = (found.idle_since + life(backend)).max(now + warning);
        let values = [
            ("reference", found.reference.clone()),
            ("kind", say(language, &format!("kind.{}.name", found.kind))),
            (KIND, found.kind.clone()),
            (
                "until",
                day(language, &backend.settings.day(end).to_string()),
            ),
        ];
        let urgency = Urgency::Notice;
        backend
            .mail(
                &mut tx,
                urgency,
                &found.address,
                language,
                Template::Ending,
                &values,
            )
            .await?;
        sql::set_warned(&mut tx, ApplicationId(found.id), now).await?;
    }
    tx.commit().await?;
    Ok(idle.len())
}

/// Ends some applications nobody went on with. How many.
pub(super) async fn end_some(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let idle_since = now - life(backend);
    let warned_before = now - warning(backend);
    let mut tx = backend.pool.begin().await?;
    let forgotten = sql::forgotten(&mut tx, idle_since, warned_before, BATCH).await?;
    for found in &forgotten {
        application::status::state_of(&found.state)?.apply(Transition::Expire)?;
        let (id, round) = (ApplicationId(found.id), found.round);
        let keys = document::sql::forget_all_of(&mut tx, id).await?;
        let of = Some(Deletion {
            application: id,
            round,
        });
        delete_pictures::later(backend, &mut tx, keys, of).await?;
        match (round, found.has_account) {
            // What was sent stays on record.
            (1.., _) => {}
            // Its owner finds it in their list, and nothing of what was typed.
            (_, true) => application::sql::empty_draft(&mut tx, &backend.keys, id, now).await?,
            (_, false) => sql::forget_draft(&mut tx, id).await?,
        }
        if !application::sql::expire(&mut tx, id, now).await? {
            return Err(Error::Inconsistent("a locked application"));
        }
        let event = Event::Expired.id();
        history::insert_event(&mut tx, id, event, round, None, None, now).await?;
    }
    tx.commit().await?;
    Ok(forgotten.len())
}
