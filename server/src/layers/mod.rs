//! What happens around every request, one file each; [`crate::router`] puts them in order.
//!
//! A layer knows HTTP and the operator's settings, and nothing of what a route does.

pub mod body_size;
pub mod cache;
pub mod client_address;
pub mod compression;
pub mod csrf;
pub mod demo;
pub mod in_flight;
pub mod least_rate;
mod linger;
pub mod rate_limit;
pub mod refusal;
pub mod request_log;
pub mod security_headers;
pub mod time;
