//! A backend on a database of its own, a clock that is set by hand, and a mailer that keeps what it
//! is given.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone as _, Utc};
use domain::id::StaffId;
use domain::review::Role;
use domain::review::four_eyes::FourEyes;
use domain::text::Language;
use domain::value::password::Password;
use sqlx::PgPool;

use crate::Backend;
use crate::account::password::Hasher;
use crate::blob::Blobs;
use crate::budget::Budget;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::ids::RandomIds;
use crate::mail::{Mail, MailError, Mailer};
use crate::reader::NoReader;
use crate::settings::Settings;

/// A clock that stands still until it is moved.
pub(crate) struct HandClock(Mutex<DateTime<Utc>>);

impl HandClock {
    pub(crate) fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Keeps mails, or fails as it is told.
#[derive(Default)]
pub(crate) struct Letterbox {
    mails: Mutex<Vec<Mail>>,
    failure: Mutex<Option<MailError>>,
}

impl Letterbox {
    /// The mails that left so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }

    /// From now on every mail fails like this, or leaves again.
    pub(crate) fn fail(&self, failure: Option<MailError>) {
        *self.failure.lock().unwrap() = failure;
    }
}

#[async_trait]
impl Mailer for Letterbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some(failure) = self.failure.lock().unwrap().clone() {
            return Err(failure);
        }
        self.mails.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

/// A backend and the handles to what surrounds it.
pub(crate) struct Kit {
    pub backend: Backend,
    pub clock: Arc<HandClock>,
    pub letterbox: Arc<Letterbox>,
}

/// Where requests of tests come from.
pub(crate) const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

/// The settings of a demo in Henan.
pub(crate) fn settings() -> Settings {
    Settings {
        public_url: "https://docket.example".to_owned(),
        platform_name: "Docket".to_owned(),
        sender: "docket@docket.example".to_owned(),
        sender_name: None,
        home_province: "41".to_owned(),
        languages: Language::ALL.to_vec(),
        review: true,
        review_days: 7,
        picture_days: 180,
        four_eyes: FourEyes::Off,
        offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        demo: true,
        session_idle: Duration::from_secs(2 * 3600),
        session_end: Duration::from_secs(12 * 3600),
        draft_life: Duration::from_secs(30 * 24 * 3600),
        budget: Budget::default(),
    }
}

/// A backend on this database, on Monday, 23 November 2026, 9:00 in Beijing.
pub(crate) fn kit(pool: PgPool) -> Kit {
    let start = Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap();
    let clock = Arc::new(HandClock(Mutex::new(start)));
    let letterbox = Arc::new(Letterbox::default());
    let backend = Backend {
        pool,
        blobs: Blobs::new(Arc::new(object_store::memory::InMemory::new())),
        mailer: Arc::clone(&letterbox) as Arc<dyn Mailer>,
        reader: Arc::new(NoReader),
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        ids: Arc::new(RandomIds),
        passwords: Hasher::new(2),
        press: crate::printing::Press::new(None),
        keys: crate::seal::Keyring::fleeting(Arc::new(RandomIds)),
        settings: Arc::new(settings()),
        shown: crate::platform::ShownPolicy::default(),
    };
    Kit {
        backend,
        clock,
        letterbox,
    }
}

impl Kit {
    /// A new member of staff, signed in.
    pub(crate) async fn staff(&self, name: &str, role: Role, office: Option<&str>) -> Caller {
        let backend = &self.backend;
        let password = Password::parse("a long enough password 7").unwrap();
        let hash = backend.passwords.hash(&password).await.unwrap();
        let (staff, now) = (StaffId(backend.ids.id()), backend.clock.now());
        let mut conn = backend.pool.acquire().await.unwrap();
        // Not by the use case, so that a test's audit log holds what the test does.
        crate::staff::sql::insert(&mut conn, staff, name, &hash, role.id(), office, now)
            .await
            .unwrap();
        let owner = crate::session::NewOwner::Staff(staff);
        let token = backend.open_session(&mut conn, owner, None).await.unwrap();
        drop(conn);
        Caller {
            session: backend.find_session(&token).await.unwrap(),
            token: Some(token),
            language: Language::Chinese,
            address: HERE,
            browser: String::new(),
        }
    }
}
