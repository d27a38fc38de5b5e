//! Does: the order desk as a service - intake, handlers, store, outbox.

pub mod answers;
pub mod app;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod company;
pub mod config;
pub mod fault;
pub mod handlers;
pub mod intake;
pub mod lease;
pub mod limits;
pub mod metrics;
pub mod outbox;
pub mod outcome;
pub mod pulse;
pub mod reports;
pub mod runner;
pub mod schedule;
pub mod shared;
pub mod store;
pub mod telegram;
pub mod telemetry;
pub mod tell;
pub mod texts;
pub mod web;
