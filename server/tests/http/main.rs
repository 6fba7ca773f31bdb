//! The real router over a real Postgres: what every answer has to have, and what hostile clients
//! get. One binary, because linking the whole program takes longest.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod alike;
mod audit;
mod authority;
mod backup;
mod budget;
mod client_limits;
mod demo;
mod desk;
mod faults;
mod forgery;
mod headers;
mod health;
mod initial;
mod keys;
mod newcomer;
mod outbox;
mod pages;
mod pending;
mod pictures;
mod process;
mod readers;
mod rehearsal;
mod scripts;
mod service;
mod settings;
mod slow_clients;
mod stage;
mod texts;
mod traces;
mod uploads;
mod waiting;
