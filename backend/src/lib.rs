//! Use cases, SQL, files, mail, jobs and text reading. Native only.
//!
//! It knows the rules only through `domain`, and nothing of pages or HTTP. A use case is a method
//! of [`Backend`] in the folder of its feature; statements stand in that folder's `sql.rs`.

use std::sync::Arc;

pub mod account;
pub mod application;
pub mod audit;
pub mod blob;
pub mod budget;
pub mod caller;
pub mod choice;
pub mod clock;
pub mod demo;
pub mod document;
mod duplicate;
mod effect;
pub mod error;
pub mod factor;
mod history;
pub mod holiday;
pub mod ids;
pub mod industry;
pub mod job;
pub mod job_list;
pub mod lists;
pub mod mail;
mod mailed_code;
mod mark;
pub mod member;
pub mod message;
pub mod notice;
mod notify;
pub mod office;
pub mod platform;
pub mod pool;
pub mod principal;
pub mod printing;
pub mod reader;
pub mod record;
pub mod region;
pub mod review;
pub mod seal;
pub mod service;
pub mod session;
pub mod settings;
pub mod staff;
#[cfg(any(test, feature = "rehearsal"))]
pub mod testing;
pub mod tls;
pub mod upkeep;
mod wording;

pub use error::{Error, Result};

/// Everything a use case works with. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    /// Connections to Postgres.
    pub pool: sqlx::PgPool,
    /// Where pictures are kept.
    pub blobs: blob::Blobs,
    /// How mail leaves.
    pub mailer: Arc<dyn mail::Mailer>,
    /// Reads text off pictures.
    pub reader: Arc<dyn reader::TextReader>,
    /// What time it is.
    pub clock: Arc<dyn clock::Clock>,
    /// New ids, tokens and codes.
    pub ids: Arc<dyn ids::Ids>,
    /// Hashes passwords without using more than its share of memory and cores.
    pub passwords: account::password::Hasher,
    /// Prints forms.
    pub press: printing::Press,
    /// Seals and opens what is not kept in plain.
    pub keys: seal::Keyring,
    /// What the operator chose at start.
    pub settings: Arc<settings::Settings>,
    /// What administrators chose since, as pages show it.
    pub shown: platform::ShownPolicy,
}
