//! Showing a picture to who may see it, in two steps: between them the caller finds room for it.

use domain::id::{ApplicationId, DocumentId, StaffId};

use super::{DECODERS, sql, watermark};
use crate::caller::Caller;
use crate::session::Owner;
use crate::{Backend, Error, Result, audit};

/// A picture that somebody may see, and who that is; not read yet.
#[derive(Debug)]
pub struct FoundPicture {
    id: DocumentId,
    application: ApplicationId,
    blob_key: String,
    bytes: u32,
    looker: Option<(StaffId, String)>,
}

impl FoundPicture {
    /// How large it is.
    #[must_use]
    pub fn bytes(&self) -> u32 {
        self.bytes
    }

    /// The member of staff who looks at it; `None`: its owner does.
    #[must_use]
    pub fn staff(&self) -> Option<StaffId> {
        self.looker.as_ref().map(|(staff, _)| *staff)
    }
}

impl Backend {
    /// The bytes of a picture, for its owner and for staff who may see the case.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub async fn read_picture(&self, caller: &Caller, id: DocumentId) -> Result<Vec<u8>> {
        let found = self.find_picture(caller, id).await?;
        self.open_picture(found).await
    }

    /// A picture, if this person may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub async fn find_picture(&self, caller: &Caller, id: DocumentId) -> Result<FoundPicture> {
        let mut conn = self.pool.acquire().await?;
        let row = sql::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
        let application =
            crate::application::sql::find(&mut conn, ApplicationId(row.application_id))
                .await?
                .ok_or(Error::NotFound)?;
        let session = caller.session.as_ref().ok_or(Error::NotFound)?;
        let may_see = match &session.owner {
            Owner::Applicant { account, .. } if application.account_id.is_some() => {
                application.account_id == Some(account.0)
            }
            Owner::Applicant { .. } | Owner::Visitor => {
                application.account_id.is_none() && session.holds(ApplicationId(row.application_id))
            }
            Owner::PasswordDue { .. } => false,
            Owner::Staff { reviewer, .. } => {
                application.round > 0 && reviewer.may_see(application.office_id.as_deref())
            }
        };
        if !may_see {
            return Err(Error::NotFound);
        }
        let looker = match &session.owner {
            Owner::Staff {
                staff, user_name, ..
            } => Some((*staff, user_name.clone())),
            _ => None,
        };
        Ok(FoundPicture {
            id,
            application: ApplicationId(row.application_id),
            bytes: row.bytes.unsigned_abs(),
            blob_key: row.blob_key,
            looker,
        })
    }

    /// Its bytes. That staff saw it is in the audit log before they do, and who they are and when is
    /// drawn into what they see.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn open_picture(&self, found: FoundPicture) -> Result<Vec<u8>> {
        let Some((staff, user_name)) = found.looker else {
            return self.kept_picture(&found.blob_key).await;
        };
        let mark = self.mark_of(&user_name);
        let subject = format!("document:{}", found.id.0);
        let details = format!("application:{}", found.application.0);
        let seen = audit::Action::SawPicture;
        self.record_look(staff, seen, subject, details).await?;
        let jpeg = self.kept_picture(&found.blob_key).await?;
        let permit = DECODERS.acquire().await.map_err(|_| Error::Busy)?;
        let marked = move || {
            // To the end, even when the browser hangs up.
            let _permit = permit;
            watermark::mark(&jpeg, &mark)
        };
        tokio::task::spawn_blocking(marked).await?
    }

    /// Who looks, and when at the operator's place.
    fn mark_of(&self, user_name: &str) -> String {
        let now = self.clock.now().with_timezone(&self.settings.offset);
        format!("{user_name}  {}", now.format("%Y-%m-%d %H:%M"))
    }
}
