//! The holiday table: days that are not what their weekday says.

pub mod days;
pub mod view;
