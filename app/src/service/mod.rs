//! Pages of customer service: finding an account, looking at it, helping its owner back in. What may
//! be done is policy in `domain`; the forms are answered by `POST` routes of the server, because a
//! password that is shown once must stand in no URL.

pub mod account_page;
mod accounts_page;
pub mod api;

pub use account_page::{AccountPage, Answered};
pub use accounts_page::AccountsPage;
