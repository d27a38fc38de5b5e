//! The store, on SQLite and PostgreSQL alike.
//!
//! Every test runs on a fresh SQLite file, and again on a fresh PostgreSQL database when `TEST_POSTGRES_URL` is set.

pub mod support;

mod audit;
mod clients;
mod dialogues;
mod failures;
mod frozen;
mod growth;
mod leases;
mod ledger;
mod lists;
mod meanwhile;
mod orders;
mod outbox;
mod people;
mod privacy;
mod random;
mod rates;
mod rolling;
mod schema;
mod search;
mod settings;
mod statements;
mod timeouts;
mod timers;
mod verify;
