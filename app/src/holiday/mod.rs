//! The holiday table: which days are worked, and what a change of it moves. Pages of administrators; the frame around them is in
//! [`crate::platform`].

pub mod api;
pub(crate) mod holiday_plan_page;
pub(crate) mod holidays_page;
