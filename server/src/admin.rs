//! What can be done without a browser: `admin` commands.

use std::fmt::Display;
use std::io::{Write as _, stdout};
use std::path::Path;

use backend::office::Lists;
use backend::{Backend, Error};
use domain::review::Role;

use crate::config::{AdminCommand, CreateStaff, Settings, StaffRole};
use crate::database::Database;
use crate::start::{self, StartError, sentence};

/// Does what is asked and says what came of it.
///
/// # Errors
/// One sentence about why not.
pub async fn run(command: AdminCommand, settings: &Settings) -> Result<(), StartError> {
    let database = Database::open(settings).await?;
    let done = async {
        let backend = start::backend(settings, &database, settings.listen).await?;
        match command {
            AdminCommand::CreateStaff(wanted) => create_staff(&backend, &wanted).await,
            AdminCommand::ResetPassword { user_name } => reset_password(&backend, &user_name).await,
            AdminCommand::VerifyAudit { kept } => verify_audit(&backend, kept.as_deref()).await,
            AdminCommand::PutLists { file } => put_lists(&backend, &file).await,
        }
    };
    let done = done.await;
    database.close().await;
    let text = done?;
    stdout()
        .write_all(text.as_bytes())
        .map_err(StartError::other)
}

async fn create_staff(backend: &Backend, wanted: &CreateStaff) -> Result<String, StartError> {
    let role = match wanted.role {
        StaffRole::Officer => Role::Officer,
        StaffRole::Supervisor => Role::Supervisor,
        StaffRole::Administrator => Role::Administrator,
    };
    let password = backend::staff::first_password(backend.ids.as_ref());
    let name = &wanted.user_name;
    match backend
        .create_staff(name, &password, role, wanted.office.as_deref())
        .await
    {
        Ok(_) => Ok(format!("{name}  {password}\n")),
        Err(Error::Answers(reasons)) => Err(StartError::command(
            reasons
                .iter()
                .map(|(what, reason)| {
                    format!("{} is not acceptable ({reason})", what.replace('_', " "))
                })
                .collect::<Vec<_>>()
                .join(", "),
        )),
        Err(error) => Err(StartError::command(sentence(&error))),
    }
}

async fn reset_password(backend: &Backend, name: &str) -> Result<String, StartError> {
    let password = backend::staff::first_password(backend.ids.as_ref());
    match backend.reset_staff_password(name, &password).await {
        Ok(()) => Ok(format!("{name}  {password}\n")),
        Err(Error::NotFound) => Err(StartError::command(format!(
            "Nobody on the staff is called {name}"
        ))),
        Err(error) => Err(StartError::command(sentence(&error))),
    }
}

async fn verify_audit(backend: &Backend, kept: Option<&str>) -> Result<String, StartError> {
    let verified = backend
        .verify_audit(kept)
        .await
        .map_err(|error| StartError::command(sentence(&error)))?;
    let whole = verified
        .map_err(|broken| StartError::command(format!("The audit log is broken: {broken}")))?;
    Ok(format!("{} entries\n{}\n", whole.entries, whole.newest))
}

async fn put_lists(backend: &Backend, file: &Path) -> Result<String, StartError> {
    let in_file = |error: &dyn Display| StartError::command(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| in_file(&error))?;
    let lists: Lists = toml::from_str(&text).map_err(|error| {
        let before = error.span().map_or("", |span| &text[..span.start]);
        let line = before.matches('\n').count() + 1;
        in_file(&format_args!("line {line}: {}", error.message()))
    })?;
    let written = backend
        .put_lists(&lists)
        .await
        .map_err(|error| in_file(&error))?;
    let mut told = format!(
        "offices: {}\nholidays: {}\n",
        written.offices, written.holidays
    );
    for (id, version) in written.notices {
        told.push_str(&format!("{id}: version {version}\n"));
    }
    Ok(told)
}
