//! The process: configuration, telemetry, router, plain HTTP routes, `admin` commands, the private
//! Postgres of the demo. It puts the other crates together and knows no rule of the trade.
#![recursion_limit = "512"]

pub mod admin;
pub mod config;
pub mod crowd;
pub mod data_folder;
pub mod database;
pub mod embedded_postgres;
pub mod keys;
pub mod layers;
pub mod portal;
pub mod router;
pub mod routes;
pub mod serve;
pub mod start;
pub mod telemetry;
pub mod traces;
