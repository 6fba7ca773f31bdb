//! What an applicant submits: its kinds, the journey through its steps, its states and history.

pub mod entry;
pub mod event;
pub mod journey;
pub mod kind;
pub mod kinds;
pub mod paper;
pub mod printed;
pub mod reference;
pub mod snapshot;
pub mod state;
pub mod view;
