//! What a fresh installation is filled with: for everybody the lists of the country, for a demo
//! also fictional offices, the notice and staff to try it with.

use data::{DemoOffice, Trilingual};
use domain::id::StaffId;
use domain::review::Role;
use sqlx::PgConnection;

use crate::notice::Notice;
use crate::office::{self, Office, Texts};
use crate::{Backend, Result, audit, notice, staff};

pub mod data;
mod sql;
#[cfg(test)]
mod tests;

/// User name and first password.
pub type DemoCredential = (String, String);

/// Fills an empty database for a demo and returns who can sign in at the staff door. A database
/// that has staff is left alone, and the answer is empty. Passwords are told only this once.
///
/// # Errors
/// When the database fails.
pub async fn seed(backend: &Backend) -> Result<Vec<DemoCredential>> {
    let officer_of = data::OFFICES.first().map(|office| office.id);
    let wanted = [
        ("officer", Role::Officer, officer_of),
        ("supervisor", Role::Supervisor, None),
        ("administrator", Role::Administrator, None),
    ];
    seed_staff(backend, &wanted, Content::Demo).await
}

/// What a real installation starts from: industries (GB/T 4754) and holidays where those tables
/// are empty, and an administrator when there is no staff at all, whose first password is returned.
/// Offices and the notice are the operator's to add (`admin put-lists`): registration cannot be
/// completed before.
///
/// # Errors
/// When the database fails.
pub async fn seed_reference_data(backend: &Backend) -> Result<Option<DemoCredential>> {
    let wanted = [("administrator", Role::Administrator, None)];
    Ok(seed_staff(backend, &wanted, Content::Reference)
        .await?
        .pop())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Reference,
    Demo,
}

async fn seed_staff(
    backend: &Backend,
    wanted: &[(&'static str, Role, Option<&'static str>)],
    content: Content,
) -> Result<Vec<DemoCredential>> {
    // Hashed before the transaction: hashing takes its time.
    let mut members = Vec::new();
    if audit::has_no_staff(&mut *backend.pool.acquire().await?).await? {
        for (name, role, office) in wanted {
            let password = staff::first_password(backend.ids.as_ref());
            let parsed = domain::value::password::Password::parse(&password)
                .map_err(|_| crate::Error::Inconsistent("first password"))?;
            members.push((
                *name,
                *role,
                *office,
                backend.passwords.hash(&parsed).await?,
                password,
            ));
        }
    }
    let backend = backend.clone();
    crate::pool::unbroken(async move {
        let now = backend.clock.now();
        let mut tx = backend.pool.begin().await?;
        // Two servers that start at once fill the database once.
        sql::lock(&mut tx).await?;
        seed_lists(&mut tx).await?;
        let mut told = Vec::new();
        if audit::has_no_staff(&mut tx).await? {
            if content == Content::Demo {
                for office in data::OFFICES {
                    office::sql::put_office(&mut tx, &real(office)).await?;
                }
                let notice = data::REGISTRATION_NOTICE;
                let texts = Notice {
                    title: texts(&notice.title),
                    text: texts(&notice.body),
                };
                notice::publish(&mut tx, notice.key, &texts, now).await?;
            }
            for (name, role, office, hash, password) in members {
                let id = StaffId(backend.ids.id());
                staff::sql::insert(&mut tx, id, name, &hash, role.id(), office, now).await?;
                staff::record_added(&mut tx, now, id, role, office).await?;
                told.push((name.to_owned(), password));
            }
        }
        tx.commit().await?;
        Ok(told)
    })
    .await
}

/// The lists of the country, each only where its table is empty.
async fn seed_lists(conn: &mut PgConnection) -> Result<()> {
    if sql::has_no_industries(conn).await? {
        for (position, industry) in (1..).zip(data::INDUSTRIES) {
            sql::insert_industry(conn, industry.code, &texts(&industry.name), position).await?;
        }
    }
    if sql::has_no_holidays(conn).await? {
        for day in data::HOLIDAYS_CN.iter().flat_map(data::HolidayPeriod::days) {
            sql::insert_holiday(conn, day, false).await?;
        }
        for day in data::WORKING_WEEKENDS_CN {
            sql::insert_holiday(conn, *day, true).await?;
        }
    }
    Ok(())
}

fn real(office: &DemoOffice) -> Office {
    Office {
        id: office.id.to_owned(),
        city: office.city.to_owned(),
        names: texts(&office.name),
        postal_address: format!("{} {}", office.postcode, office.address),
        telephone: office.phone.to_owned(),
        fax: office.fax.to_owned(),
    }
}

fn texts(text: &Trilingual) -> Texts {
    text.tagged().into_iter().collect()
}
