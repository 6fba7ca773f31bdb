//! The job that carries out what an approval set going, and completes the application. What cannot
//! be taken back is written down before it is done, and committed: whoever finds it written asks what
//! became of it before doing anything, so that a crash between the two does nothing twice.

use domain::application::event::Event;
use domain::application::state::{ApplicationState, Transition};
use domain::id::{ApplicationId, StaffId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Approved, ByJob, Execution, of, sql};
use crate::application::status::state_of;
use crate::application::{self, sql as application_sql};
use crate::history;
use crate::job::{Failure, Priority};
use crate::{Backend, Error, Result};

/// The name of the job.
pub(crate) const COMPLETE: &str = "complete_application";

/// Which application.
#[derive(Serialize, Deserialize)]
struct Order {
    application: ApplicationId,
    /// For the operator.
    reference: String,
}

/// Sets the job going.
pub(super) async fn later(
    backend: &Backend,
    conn: &mut PgConnection,
    approved: &Approved,
) -> Result<()> {
    let order = Order {
        application: approved.id,
        reference: approved.reference.clone(),
    };
    let order = serde_json::to_value(order).map_err(|error| Error::Internal(error.to_string()))?;
    let now = backend.clock.now();
    backend
        .enqueue(conn, COMPLETE, order, Priority::Notice, now)
        .await
}

/// The reference of the application, for the operator.
pub(crate) fn about(payload: &Value) -> Option<String> {
    let order: Order = serde_json::from_value(payload.clone()).ok()?;
    Some(order.reference)
}

/// Runs the job.
pub(crate) async fn run(backend: &Backend, payload: &Value) -> Result<(), Failure> {
    let order: Order = serde_json::from_value(payload.clone())
        .map_err(|_| Failure::GiveUp("no application".to_owned()))?;
    let Some(begun) = begin(backend, order.application).await? else {
        return Ok(());
    };
    match of(begun.approved.kind.spec().effect) {
        Execution::ByJob(effect) => carry_out(backend, effect, begun).await,
        Execution::AtOnce(_) => Err(Failure::GiveUp("this effect has no act".to_owned())),
    }
}

/// An act that may be carried out, because it is written down that it will be.
pub(super) struct Begun {
    pub approved: Approved,
    pub number: Uuid,
    /// An earlier try may have carried it out.
    pub is_tried: bool,
}

/// Writes down that the act is tried now; `None` when it was completed before.
pub(super) async fn begin(backend: &Backend, id: ApplicationId) -> Result<Option<Begun>> {
    let mut tx = backend.pool.begin().await?;
    let row = application_sql::lock(&mut tx, id)
        .await?
        .ok_or(Error::Inconsistent("an effect without an application"))?;
    match state_of(&row.state)? {
        ApplicationState::Completed => return Ok(None),
        state => state.apply(Transition::Complete)?,
    };
    let effect = sql::lock(&mut tx, id)
        .await?
        .ok_or(Error::Inconsistent("an application without its effect"))?;
    sql::begin(&mut tx, id, backend.clock.now()).await?;
    let by = effect.approved_by.map(StaffId);
    let approved = application::approve::whole(backend, &mut tx, id, row, by, None).await?;
    tx.commit().await?;
    Ok(Some(Begun {
        approved,
        number: effect.number,
        is_tried: effect.begun_at.is_some(),
    }))
}

/// Carries the act out unless an earlier try did, and completes the application.
pub(super) async fn carry_out(
    backend: &Backend,
    effect: &dyn ByJob,
    begun: Begun,
) -> Result<(), Failure> {
    let Begun {
        approved,
        number,
        is_tried,
    } = begun;
    if !is_tried || !effect.was_done(backend, &approved, number).await? {
        effect.act(backend, &approved, number).await?;
    }
    let mut tx = backend.pool.begin().await.map_err(Error::from)?;
    let (id, now) = (approved.id, backend.clock.now());
    // Another try may have been here first.
    if !application_sql::complete(&mut tx, id, now)
        .await
        .map_err(Error::from)?
    {
        return Ok(());
    }
    effect.settle(backend, &mut tx, &approved, number).await?;
    finish(backend, &mut tx, &approved).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(())
}

/// Tells whoever waits for it.
async fn finish(backend: &Backend, conn: &mut PgConnection, approved: &Approved) -> Result<()> {
    let (id, round, now) = (approved.id, approved.round, backend.clock.now());
    sql::complete(conn, id, now).await?;
    application::approve::follow_owner(backend, conn, approved).await?;
    let event = Event::Completed;
    history::insert_event(conn, id, event.id(), round, None, None, now).await?;
    backend.tell(conn, id, event, &[]).await
}
