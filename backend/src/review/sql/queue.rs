//! The pages of the queue. Each combination of filter and order is a statement of its own, put
//! together here, so that Postgres reads one index in its order and stops at the end of the page;
//! it is planned with the values at hand, because what fits "王" is another plan than what fits
//! "欧阳晓安". `migrations/0005_queue.sql` has the indexes, `0021_names.sql` how names are folded.

use chrono::{DateTime, NaiveDate, Utc};
use domain::application::state::ApplicationState as State;
use domain::id::StaffId;
use domain::value::comparable;
use sqlx::types::Json;
use sqlx::{PgConnection, Postgres, QueryBuilder, Result};
use uuid::Uuid;

use crate::mark::sql::{IS_ALIKE, Marks};
use crate::office::Texts;

/// How many are counted at most: nobody reads a larger number.
pub(in crate::review) const MOST_COUNTED: i64 = 10_000;

/// The longest gram of a name, in characters, as the migrations make them.
const GRAM: usize = 3;

/// One case in the queue.
#[derive(sqlx::FromRow)]
pub(in crate::review) struct QueuedCase {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub subject_name: Option<String>,
    pub state: String,
    pub round: i32,
    pub submitted_at: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub office: Option<Json<Texts>>,
    pub holder: Option<String>,
    pub assignee: Option<String>,
    pub is_free: bool,
    pub is_proposed: bool,
    pub has_unread: bool,
    #[sqlx(flatten)]
    pub marks: Marks,
}

/// A decision on the case as it stands waits for a second officer.
fn is_proposed(query: &mut QueryBuilder<Postgres>) {
    query
        .push(
            "exists (select from proposal p
             where p.application_id = a.id and p.version = a.version and p.rejected_at is null
               and a.state = ",
        )
        .push_bind(State::Submitted.id())
        .push(")");
}

/// The applicant wrote something nobody has read yet.
const HAS_UNREAD: &str = "exists (
    select from message m where m.application_id = a.id and m.staff_id is null and m.read_at is null
)";

/// What part of the queue is wanted.
pub(in crate::review) struct WantedCases<'a> {
    /// Only this office; `None`: all.
    pub office: Option<&'a str>,
    /// Only this state; `None`: every state past draft.
    pub state: Option<&'a str>,
    /// Only what was due before this day.
    pub overdue_before: Option<NaiveDate>,
    /// Only what this colleague holds or was given.
    pub holder: Option<StaffId>,
    /// Only what this colleague could take up now, and not the case of this reference.
    pub free: Option<(StaffId, &'a str)>,
    /// Who reads.
    pub reader: StaffId,
    /// Only what waits for a second officer.
    pub is_proposed: bool,
    /// Only what has messages nobody has read yet.
    pub is_unread: bool,
    /// What is looked for.
    pub search: Search<'a>,
    /// The order, and the last row of the page before.
    pub order: QueueOrder<'a>,
    pub now: DateTime<Utc>,
    pub limit: i64,
}

/// What is looked for.
pub(in crate::review) enum Search<'a> {
    /// Nothing in particular.
    Any,
    /// A part of a name.
    Name(&'a str),
    /// A part of a name, a whole number, or the beginning of a reference as it is written.
    Code {
        name: &'a str,
        /// Blind indexes of the number.
        numbers: &'a [Vec<u8>],
        reference: &'a str,
    },
}

/// In which order, and after which row.
#[derive(Clone, Copy)]
pub(in crate::review) enum QueueOrder<'a> {
    /// What is due first, and of that what was sent first.
    Due(Option<(NaiveDate, DateTime<Utc>, &'a str)>),
    /// What was sent last.
    Newest(Option<(DateTime<Utc>, &'a str)>),
}

/// A page of the queue.
pub(in crate::review) async fn page(
    conn: &mut PgConnection,
    wanted: &WantedCases<'_>,
) -> Result<Vec<QueuedCase>> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select a.id, a.reference, a.kind, a.subject_name, a.state, a.round, a.submitted_at, a.due_on
              , o.names as office, case when a.claimed_until > ",
    );
    query
        .push_bind(wanted.now)
        .push(" then s.user_name end as holder, t.user_name as assignee, ");
    is_free(&mut query, wanted.reader, wanted.now);
    query.push(" as is_free, ");
    is_proposed(&mut query);
    query
        .push(" as is_proposed, ")
        .push(HAS_UNREAD)
        .push(" as has_unread, a.marks, ")
        .push(IS_ALIKE)
        .push(" as is_alike, exists (select from case_look k where k.application_id = a.id and k.staff_id = ")
        .push_bind(wanted.reader.0)
        .push(" and k.round = a.round) as is_opened");
    query.push(
        "
         from application a
         left join staff s on s.id = a.claimed_by
         left join staff t on t.id = a.assigned_to
         left join office o on o.id = a.office_id
         where a.submitted_at is not null",
    );
    if let Some(office) = wanted.office {
        query.push(" and a.office_id = ").push_bind(office);
    }
    if let Some(state) = wanted.state {
        query.push(" and a.state = ").push_bind(state);
    }
    if let Some(day) = wanted.overdue_before {
        query.push(" and a.due_on < ").push_bind(day);
    }
    if let Some(holder) = wanted.holder {
        query.push(" and (a.assigned_to = ").push_bind(holder.0);
        query.push(" or (a.claimed_by = ").push_bind(holder.0);
        query.push(" and a.claimed_until > ").push_bind(wanted.now);
        query.push("))");
    }
    if let Some((reader, but)) = wanted.free {
        query.push(" and ");
        is_free(&mut query, reader, wanted.now);
        query.push(" and a.reference <> ").push_bind(but);
    }
    if wanted.is_proposed {
        query.push(" and ");
        is_proposed(&mut query);
    }
    if wanted.is_unread {
        query.push(" and ").push(HAS_UNREAD);
    }
    match wanted.search {
        Search::Any => {}
        Search::Name(name) => {
            query.push(" and ");
            has_name(&mut query, name);
        }
        Search::Code {
            name,
            numbers,
            reference,
        } => {
            query
                .push(" and (a.subject_index = any(")
                .push_bind(numbers);
            query
                .push(") or a.reference like ")
                .push_bind(format!("{reference}%"));
            query.push(" or ");
            has_name(&mut query, name);
            query.push(")");
        }
    }
    match wanted.order {
        QueueOrder::Due(after) => {
            if let Some((day, at, reference)) = after {
                query.push(" and (a.due_on, a.submitted_at, a.reference) > (");
                query.push_bind(day).push(", ").push_bind(at);
                query.push(", ").push_bind(reference).push(")");
            }
            query.push(" order by a.due_on, a.submitted_at, a.reference");
        }
        QueueOrder::Newest(after) => {
            if let Some((at, reference)) = after {
                query.push(" and (a.submitted_at, a.reference) < (");
                query.push_bind(at).push(", ").push_bind(reference);
                query.push(")");
            }
            query.push(" order by a.submitted_at desc, a.reference desc");
        }
    }
    query.push(" limit ").push_bind(wanted.limit);
    query
        .build_query_as()
        .persistent(false)
        .fetch_all(conn)
        .await
}

/// Nobody else holds it or was given it.
fn is_free(query: &mut QueryBuilder<Postgres>, reader: StaffId, now: DateTime<Utc>) {
    query
        .push("((a.claimed_by is null or a.claimed_by = ")
        .push_bind(reader.0);
    query.push(" or a.claimed_until <= ").push_bind(now);
    query
        .push(") and (a.assigned_to is null or a.assigned_to = ")
        .push_bind(reader.0);
    query.push(") and not ");
    is_proposed(query);
    query.push(")");
}

fn has_name(query: &mut QueryBuilder<Postgres>, name: &str) {
    query.push("(a.name_grams @> needles(").push_bind(name);
    query.push(")");
    // A short text is itself a gram; the grams of a long one may stand apart from each other.
    if comparable(name).chars().count() > GRAM {
        query.push(" and position(folded(").push_bind(name);
        query.push(") in a.name_folded) > 0");
    }
    query.push(")");
}

/// How many wait, and how many of them are overdue; at most [`MOST_COUNTED`] of each.
pub(in crate::review) async fn waiting(
    conn: &mut PgConnection,
    office: Option<&str>,
    today: NaiveDate,
) -> Result<(i64, i64)> {
    let mut query = QueryBuilder::<Postgres>::new("select (select count(*) from (");
    some_waiting(&mut query, office, None);
    query.push(") waiting), (select count(*) from (");
    some_waiting(&mut query, office, Some(today));
    query.push(") overdue)");
    query
        .build_query_as()
        .persistent(false)
        .fetch_one(conn)
        .await
}

/// How many wait for a second officer, and how many have messages nobody has read; at most
/// [`MOST_COUNTED`] of each. Both begin at what is rare.
pub(in crate::review) async fn marked(
    conn: &mut PgConnection,
    office: Option<&str>,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select (select count(*) from (
                       select from proposal p
                       join application a on a.id = p.application_id and a.version = p.version
                       where p.rejected_at is null and a.state = $3
                         and ($1::text is null or a.office_id = $1)
                       limit $2) proposed) as "proposed!"
                , (select count(*) from (
                       select from message m join application a on a.id = m.application_id
                       where m.staff_id is null and m.read_at is null
                         and ($1::text is null or a.office_id = $1)
                       group by a.id
                       limit $2) unread) as "unread!""#,
        office,
        MOST_COUNTED,
        State::Submitted.id()
    )
    .fetch_one(conn)
    .await?;
    Ok((row.proposed, row.unread))
}

fn some_waiting(
    query: &mut QueryBuilder<Postgres>,
    office: Option<&str>,
    before: Option<NaiveDate>,
) {
    query.push("select from application where submitted_at is not null and state = ");
    query.push_bind(State::Submitted.id());
    if let Some(office) = office {
        query.push(" and office_id = ").push_bind(office);
    }
    if let Some(day) = before {
        query.push(" and due_on < ").push_bind(day);
    }
    query.push(" limit ").push_bind(MOST_COUNTED);
}

/// An office where cases wait and nobody works who could decide them.
pub(in crate::review) struct UnmannedRow {
    pub id: String,
    pub names: Json<Texts>,
    pub waiting: i64,
}

/// Those offices. Their cases are counted to [`MOST_COUNTED`].
pub(in crate::review) async fn unmanned(conn: &mut PgConnection) -> Result<Vec<UnmannedRow>> {
    sqlx::query_as!(
        UnmannedRow,
        r#"select o.id, o.names as "names: Json<Texts>", counted.waiting as "waiting!"
           from office o
           cross join lateral (
               select count(*) as waiting from (
                   select from application a
                   where a.office_id = o.id and a.state = $2
                     and a.submitted_at is not null
                   limit $1) waiting) counted
           where counted.waiting > 0
             and not exists (
                 select from staff s
                 where s.office_id = o.id and s.role = 'officer' and s.left_at is null)
           order by o.id"#,
        MOST_COUNTED,
        State::Submitted.id()
    )
    .fetch_all(conn)
    .await
}
