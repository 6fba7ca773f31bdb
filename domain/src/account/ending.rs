//! When a session ends, as an open page needs to know. It must not know what time it is: only how
//! long is left.

use serde::{Deserialize, Serialize};

/// What is left of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLeft {
    /// Whose it is.
    pub user_name: String,
    /// It is one of staff.
    pub is_staff: bool,
    /// Seconds until it ends unless it is used.
    pub seconds: u32,
    /// It ends then even if it is used.
    pub is_final: bool,
    /// How many seconds before its end an open page says so.
    pub warning: u32,
}
