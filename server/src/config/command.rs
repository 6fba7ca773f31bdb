//! The `admin` commands, as they are typed. What they do is in `admin.rs`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

use super::value::{audit_hash, day};

/// What can be done without a browser.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum AdminCommand {
    /// Make a staff account and print its first password
    CreateStaff(CreateStaff),
    /// Give a member of staff a new first password, print it, and end their sessions
    ResetPassword {
        /// The name they sign in with
        user_name: String,
    },
    /// Take the second factor of a member of staff away and end their sessions: they set up another
    /// when they sign in
    ResetSecondFactor {
        /// The name they sign in with
        user_name: String,
    },
    /// Look after the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// What `audit verify` was called before
    #[command(hide = true)]
    VerifyAudit(KeptLog),
    /// Look after work that waits: mails that could not leave, photos that could not be read
    #[command(subcommand)]
    Jobs(JobsCommand),
    /// Print lines for a new key file, or put a new key first in one; a portal that serves seals
    /// with it a few seconds later
    NewKey {
        /// The key file to put it in, made when it is not there; without it the lines are printed
        file: Option<PathBuf>,
    },
    /// Seal with the current key whatever another one sealed, while the portal serves; then the
    /// other keys can leave the key file
    RotateKeys {
        /// Compute all blind indexes anew: there is a new line `index` before the old one
        #[arg(long)]
        index: bool,
    },
    /// Import accounts of an older platform from a CSV file; all of them, or none when a line is
    /// wrong. Accounts that were imported before are left as they are
    ///
    /// The first line names the columns, in any order; user_name, type (person, enterprise or
    /// organisation) and name are needed. Others: document_type, id_number, credit_code, address,
    /// postcode, contact_person, mobile, landline, email, email_proven (yes: the older platform made
    /// sure that the address is the owner's), office (its id), language (zh-CN, ja or en),
    /// mailbox_1 and mailbox_1_password, mailbox_2 and so on, key_issuer and key_serial (hexadecimal).
    /// The password of a mailbox is plain, {sha256}digits, {sha256}salt:digits (over salt and
    /// password) or $argon2id$…; docs/accounts.example.csv is an example. UTF-8, with or without a
    /// byte order mark.
    #[command(verbatim_doc_comment)]
    ImportAccounts {
        /// A CSV file
        file: PathBuf,
        /// Import the lines that are right, and only name the others
        #[arg(long)]
        partial: bool,
    },
    /// List photos that belong to no application and are older than a day: what a process left that
    /// died, or what is newer than a restored database
    Orphans {
        /// Delete them. Be sure that no other portal keeps its photos in the same place
        #[arg(long)]
        remove: bool,
    },
    /// Put offices, holidays and notices of a file into the database; docs/platform.example.toml
    /// shows what stands in it
    PutLists {
        /// A TOML file
        file: PathBuf,
    },
}

/// What can be done with the audit log.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum AuditCommand {
    /// Read all of it and say whether anything was changed, deleted or reordered
    Verify(KeptLog),
    /// Print its entries as CSV, oldest first: number, time (UTC), who did what to what, and the
    /// hash; with the names of staff and the references of applications
    Show(ShownEntries),
}

/// What can be done with work that waits.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum JobsCommand {
    /// Print what waits as a table, what was given up first: number, job, what it is about, how it
    /// stands, tries, next try, last error. Nothing of a mail is shown but which one it is
    List,
    /// Try jobs that failed again now, as if for the first time; codes and links that are dead are
    /// not sent any more
    Retry(Retried),
}

/// Which jobs are tried again.
#[derive(Clone, Debug, PartialEq, Args)]
pub struct Retried {
    /// Numbers, as `admin jobs list` prints them
    #[arg(
        value_name = "NUMBER",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub numbers: Vec<i64>,
    /// All that failed
    #[arg(long)]
    pub all: bool,
}

/// Which entries of an audit log are printed; all of these must be so.
#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct ShownEntries {
    /// Only from this day on, such as 2026-11-24; days begin by DOCKET_UTC_OFFSET
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub since: Option<NaiveDate>,
    /// Only to the end of this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<NaiveDate>,
    /// Only what this member of staff did, by user name; `console` for admin commands, `system` for
    /// what the portal did by itself
    #[arg(long, value_name = "NAME")]
    pub actor: Option<String>,
    /// Only entries about this: a reference, a user name, or such as `office:`; a part of it is enough
    #[arg(long, value_name = "TEXT")]
    pub subject: Option<String>,
}

/// What an audit log is compared with.
#[derive(Clone, Debug, PartialEq, Args)]
pub struct KeptLog {
    /// A hash this command printed earlier, to find out whether the end is missing
    #[arg(long, value_name = "HASH", value_parser = audit_hash)]
    pub kept: Option<String>,
}

/// A staff account to be made.
#[derive(Clone, Debug, PartialEq, Args)]
pub struct CreateStaff {
    /// The name to sign in with
    pub user_name: String,
    /// What this person may do
    #[arg(long, value_enum)]
    pub role: StaffRole,
    /// The office an officer belongs to; the others see all of them, and have none of their own
    #[arg(long, required_if_eq("role", "officer"))]
    pub office: Option<String>,
}

/// What a member of staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StaffRole {
    /// Reviews the cases of one office
    Officer,
    /// Reviews the cases of all offices
    Supervisor,
    /// Sees the cases of all offices; decides none
    Administrator,
}
