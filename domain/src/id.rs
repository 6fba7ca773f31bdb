//! Ids that cannot be mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// An applicant's account.
    AccountId
);
id!(
    /// An application of any kind.
    ApplicationId
);
id!(
    /// A stored picture.
    DocumentId
);
id!(
    /// A member of staff.
    StaffId
);
id!(
    /// A record an application can be about, of whatever type.
    RecordId
);
id!(
    /// A decision about several cases.
    BulkId
);
id!(
    /// A decision that waits for a second officer.
    ProposalId
);
