//! What can be done without a browser: `admin` commands.

use std::fmt::Display;
use std::io::{Write as _, stdout};
use std::path::Path;
use std::time::Duration;

use backend::account::import::ImportError;
use backend::ids::RandomIds;
use backend::lists::Lists;
use backend::seal::Extent;
use backend::{Backend, Error};
use domain::review::Role;
use domain::value::user_name::UserName;

use crate::config::{
    AdminCommand, AuditCommand, CreateStaff, JobsCommand, KeptLog, ProcessSettings, StaffRole,
};
use crate::database::Database;
use crate::keys;
use crate::start::{self, StartError, sentence};

mod audit;
mod jobs;

/// A change of keys at a million cases takes minutes, with their pictures hours.
const AS_LONG_AS_IT_TAKES: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Does what is asked and says what came of it.
///
/// # Errors
/// One sentence about why not.
pub async fn run(command: AdminCommand, settings: &ProcessSettings) -> Result<(), StartError> {
    // A portal that has no key yet cannot do anything else.
    if let AdminCommand::NewKey { file } = &command {
        return tell(&new_key(file.as_deref())?);
    }
    let database = Database::join(settings).await?;
    let keys = match keys::load(settings) {
        Ok(keys) => keys,
        Err(error) => {
            database.close().await;
            return Err(error);
        }
    };
    let done = async {
        let backend = start::backend(settings, &database, keys, settings.listen).await?;
        match command {
            AdminCommand::CreateStaff(wanted) => create_staff(&backend, &wanted).await,
            AdminCommand::ResetPassword { user_name } => reset_password(&backend, &user_name).await,
            AdminCommand::Audit(AuditCommand::Verify(KeptLog { kept }))
            | AdminCommand::VerifyAudit(KeptLog { kept }) => {
                audit::verify(&backend, kept.as_deref()).await
            }
            AdminCommand::Audit(AuditCommand::Show(wanted)) => {
                audit::show(&backend, wanted).await?;
                Ok(String::new())
            }
            AdminCommand::Jobs(JobsCommand::List) => jobs::list(&backend).await,
            AdminCommand::Jobs(JobsCommand::Retry(wanted)) => jobs::retry(&backend, wanted).await,
            AdminCommand::ResetSecondFactor { user_name } => {
                reset_second_factor(&backend, &user_name).await
            }
            AdminCommand::ImportAccounts { file, partial } => {
                start::check_keys(&backend).await?;
                import_accounts(&backend, &file, partial).await
            }
            AdminCommand::Orphans { remove } => orphans(&backend, remove).await,
            AdminCommand::PutLists { file } => put_lists(&backend, &file).await,
            AdminCommand::RotateKeys { index } => {
                start::check_keys(&backend).await?;
                rotate_keys(&backend, index).await
            }
            AdminCommand::NewKey { .. } => Ok(String::new()),
        }
    };
    let done = done.await;
    database.close().await;
    tell(&done?)
}

fn tell(text: &str) -> Result<(), StartError> {
    stdout()
        .write_all(text.as_bytes())
        .map_err(StartError::other)
}

fn new_key(file: Option<&Path>) -> Result<String, StartError> {
    match file {
        Some(file) => {
            keys::add(file, &RandomIds)?;
            Ok(format!("{}: a new key is first in it\n", file.display()))
        }
        None => Ok(keys::lines(&RandomIds)),
    }
}

/// A user name as it is stored: without width, capitals and signs nobody sees.
fn stored(name: &str) -> String {
    UserName::parse(name).map_or_else(|_| name.to_owned(), |name| name.to_string())
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
        Ok(_) => Ok(format!("{}  {password}\n", stored(name))),
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
        Ok(()) => Ok(format!("{}  {password}\n", stored(name))),
        Err(Error::NotFound) => Err(StartError::command(format!(
            "Nobody on the staff is called {name}"
        ))),
        Err(error) => Err(StartError::command(sentence(&error))),
    }
}

async fn reset_second_factor(backend: &Backend, name: &str) -> Result<String, StartError> {
    match backend.rescue_second_factor(name).await {
        Ok(()) => Ok(format!(
            "{} sets up a second factor at the next sign-in\n",
            stored(name)
        )),
        Err(Error::NotFound) => Err(StartError::command(format!(
            "Nobody on the staff is called {name} and has a second factor"
        ))),
        Err(error) => Err(StartError::command(sentence(&error))),
    }
}

async fn rotate_keys(backend: &Backend, index: bool) -> Result<String, StartError> {
    let extent = match index {
        true => Extent::All,
        false => Extent::Old,
    };
    let done = backend
        .rotate_keys(extent, AS_LONG_AS_IT_TAKES)
        .await
        .map_err(|error| StartError::command(sentence(&error)))?;
    let mut told = format!("sealed: {}\nleft: {}\n", done.sealed, done.left);
    if done.stuck > 0 {
        told.push_str(&format!(
            "of these without a file, or without a key that opens them: {}\n",
            done.stuck
        ));
    }
    if done.left == 0 {
        told.push_str("Only the first key is needed now.\n");
    }
    Ok(told)
}

async fn import_accounts(
    backend: &Backend,
    file: &Path,
    partial: bool,
) -> Result<String, StartError> {
    let in_file = |error: &dyn Display| StartError::command(format!("{}: {error}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| in_file(&error))?;
    let imported = match backend.import_accounts(&bytes, partial).await {
        Ok(imported) => imported,
        Err(ImportError::Failed(error)) => return Err(in_file(&sentence(&error))),
        Err(error) => return Err(in_file(&error)),
    };
    let mut told = String::new();
    for (line, problems) in &imported.wrong {
        for problem in problems {
            told.push_str(&format!("line {line}: {problem}\n"));
        }
    }
    if !imported.wrong.is_empty() && !partial {
        stdout()
            .write_all(told.as_bytes())
            .map_err(StartError::other)?;
        return Err(StartError::command(format!(
            "{}: nothing was imported (wrong lines: {}): correct them, or import the others with \
             --partial",
            file.display(),
            imported.wrong.len()
        )));
    }
    told.push_str(&format!(
        "imported: {}\nimported before: {}\nwrong: {}\n",
        imported.added,
        imported.known,
        imported.wrong.len()
    ));
    Ok(told)
}

async fn orphans(backend: &Backend, remove: bool) -> Result<String, StartError> {
    let failed = |error: Error| StartError::command(sentence(&error));
    let orphans = backend.orphans().await.map_err(failed)?;
    let mut told = String::new();
    for orphan in &orphans {
        if remove {
            backend.remove_orphan(orphan).await.map_err(failed)?;
        }
        told.push_str(&format!("{}  {}\n", orphan.key, orphan.bytes));
    }
    let bytes: u64 = orphans.iter().map(|orphan| orphan.bytes).sum();
    let done = if remove { "removed" } else { "orphans" };
    told.push_str(&format!("{done}: {}\nbytes: {bytes}\n", orphans.len()));
    Ok(told)
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
    if written.moved > 0 {
        told.push_str(&format!(
            "waiting cases due on another day: {}\n",
            written.moved
        ));
    }
    for (id, version) in written.notices {
        told.push_str(&format!("{id}: version {version}\n"));
    }
    Ok(told)
}
