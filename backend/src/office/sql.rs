//! Statements about offices.

pub(crate) mod offices;

use sqlx::types::Json;
use sqlx::{PgConnection, Result};

use super::{Office, Texts};

/// An office.
pub(crate) struct StoredOffice {
    pub id: String,
    pub names: Json<Texts>,
    pub postal_address: String,
    pub telephone: String,
    pub fax: String,
}

/// All offices, those that are closed too.
pub(crate) async fn offices(conn: &mut PgConnection) -> Result<Vec<StoredOffice>> {
    sqlx::query_as!(
        StoredOffice,
        r#"select id, names as "names: Json<Texts>", postal_address, telephone, fax
           from office order by city, id"#
    )
    .fetch_all(conn)
    .await
}

/// The offices that can be chosen, or those of a city.
pub(crate) async fn open_offices(
    conn: &mut PgConnection,
    city: Option<&str>,
) -> Result<Vec<StoredOffice>> {
    sqlx::query_as!(
        StoredOffice,
        r#"select id, names as "names: Json<Texts>", postal_address, telephone, fax
           from office
           where closed_at is null and ($1::text is null or city = $1)
           order by city, id"#,
        city
    )
    .fetch_all(conn)
    .await
}

/// One office.
pub(crate) async fn office(conn: &mut PgConnection, id: &str) -> Result<Option<StoredOffice>> {
    sqlx::query_as!(
        StoredOffice,
        r#"select id, names as "names: Json<Texts>", postal_address, telephone, fax
           from office where id = $1"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Adds an office or changes it. Its version afterwards; `None` when it is like that already.
pub(crate) async fn put_office(conn: &mut PgConnection, office: &Office) -> Result<Option<i32>> {
    sqlx::query_scalar!(
        "insert into office (id, city, names, postal_address, telephone, fax)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update
         set city = $2, names = $3, postal_address = $4, telephone = $5, fax = $6
           , version = office.version + 1
         where (office.city, office.names, office.postal_address, office.telephone, office.fax)
               is distinct from ($2, $3, $4, $5, $6)
         returning version",
        office.id,
        office.city,
        Json(&office.names) as _,
        office.postal_address,
        office.telephone,
        office.fax
    )
    .fetch_optional(conn)
    .await
}

/// Codes of the cities that have an office to choose.
pub(crate) async fn cities(conn: &mut PgConnection) -> Result<Vec<String>> {
    sqlx::query_scalar!("select distinct city from office where closed_at is null order by city")
        .fetch_all(conn)
        .await
}

/// Whether a city has an office to choose.
pub(crate) async fn is_city(conn: &mut PgConnection, city: &str) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from office where city = $1 and closed_at is null
           ) as "is!""#,
        city
    )
    .fetch_one(conn)
    .await
}

/// Whether such an office can be chosen, in that city.
pub(crate) async fn is_office(
    conn: &mut PgConnection,
    id: &str,
    city: Option<&str>,
) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from office
               where id = $1 and closed_at is null and ($2::text is null or city = $2)
           ) as "is!""#,
        id,
        city
    )
    .fetch_one(conn)
    .await
}
