//! Owners of accounts in tests.

use domain::id::AccountId;
use domain::text::Language;
use domain::value::password::Password;

use super::{HERE, Kit};
use crate::account;
use crate::account::sql::profiles;
use crate::caller::Caller;
use crate::session::NewOwner;

/// The password of every account made here.
pub(crate) const PASSWORD: &str = "correct horse battery";

impl Kit {
    /// An open account, whose mails go to `email`.
    pub(crate) async fn account(&self, name: &str, email: Option<&str>) -> AccountId {
        let backend = &self.backend;
        let password = Password::parse(PASSWORD).unwrap();
        let hash = backend.passwords.hash(&password).await.unwrap();
        let id = AccountId(backend.ids.id());
        let mut conn = backend.pool.acquire().await.unwrap();
        let now = backend.clock.now();
        account::create(&mut conn, id, name, &hash, Language::English, now)
            .await
            .unwrap();
        let profile = backend.address_alone("nobody@mail.example").unwrap();
        profiles::open_account(&mut conn, &backend.keys, id, &profile, now)
            .await
            .unwrap();
        if let Some(email) = email {
            account::sql::set_email(&mut conn, id, email).await.unwrap();
        }
        id
    }

    /// A browser its owner is signed in with.
    pub(crate) async fn browser_of(&self, account: AccountId) -> Caller {
        let backend = &self.backend;
        let mut conn = backend.pool.acquire().await.unwrap();
        let owner = NewOwner::Applicant(account);
        let token = backend.open_session(&mut conn, owner, None).await.unwrap();
        drop(conn);
        self.caller_with(token).await
    }

    /// Whoever shows a token now.
    pub(crate) async fn caller_with(&self, token: String) -> Caller {
        Caller {
            session: self.backend.find_session(&token).await.unwrap(),
            token: Some(token),
            language: Language::English,
            address: HERE,
            browser: String::new(),
        }
    }

    /// Runs the jobs and returns the mails that left since: to whom, and subject and text.
    pub(crate) async fn new_mails(&self) -> Vec<(String, String)> {
        let before = self.letterbox.mails().len();
        // What a job leaves to another is done, too.
        crate::job_list::run_due(&self.backend).await;
        crate::job_list::run_due(&self.backend).await;
        self.letterbox
            .mails()
            .split_off(before)
            .into_iter()
            .map(|mail| (mail.to, format!("{}\n{}", mail.subject, mail.text)))
            .collect()
    }
}
