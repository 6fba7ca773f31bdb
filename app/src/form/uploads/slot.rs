//! Where a slot stands.

use crate::browser::trouble::SlotTrouble;

/// Where a slot stands in this tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Slot {
    /// Nothing is going on.
    #[default]
    Still,
    /// The browser turns and shrinks the picture.
    Preparing,
    /// On its way; per cent.
    Sending(u8),
    /// It did not work.
    Failed(SlotTrouble),
}

impl Slot {
    /// Whether a picture is on its way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Preparing | Self::Sending(_))
    }
}
