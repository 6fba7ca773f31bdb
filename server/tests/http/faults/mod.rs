//! What goes wrong around a portal, all at once, and the ledger that says whether it mattered:
//! servers killed with 64 applicants at work, Postgres killed, connections cut and silent, requests
//! that end in the middle. Real processes; nothing is simulated but the people.

mod applicant;
mod chaos;
mod ledger;
mod stage;
mod wire;
